// Plays every scenario on a real broker, each on a topic of its own.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/kafka/test_kafka.h"
#include "tests/support/play.h"
#include "tests/support/scenario.h"

namespace loopledger {
namespace {

std::vector<Scenario> All() {
  auto scenarios = ReadScenarios("tests/scenarios");
  EXPECT_TRUE(scenarios.ok()) << scenarios.status();
  return scenarios.ok() ? *std::move(scenarios) : std::vector<Scenario>();
}

class KafkaScenarioTest : public testing::TestWithParam<Scenario> {};

TEST_P(KafkaScenarioTest, Plays) {
  EXPECT_FALSE(GetParam().steps.empty());
  Play(GetParam(),
       absl::StrCat("kafka://", TestKafka(), "/", UniqueTopic("scenario")));
}

std::string NameOf(const testing::TestParamInfo<Scenario>& scenario) {
  return scenario.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, KafkaScenarioTest, testing::ValuesIn(All()),
                         NameOf);

}  // namespace
}  // namespace loopledger
