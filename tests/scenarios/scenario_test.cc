// Plays every scenario of this folder on every backend.
#include "tests/support/scenario.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "loopledger/v1/reason.pb.h"
#include "tests/support/play.h"

namespace loopledger {
namespace {

std::vector<Scenario> All() {
  auto scenarios = ReadScenarios("tests/scenarios");
  EXPECT_TRUE(scenarios.ok()) << scenarios.status();
  return scenarios.ok() ? *std::move(scenarios) : std::vector<Scenario>();
}

using Parameter = std::tuple<Scenario, Stage::Backend>;

class ScenarioTest : public testing::TestWithParam<Parameter> {};

TEST_P(ScenarioTest, Plays) {
  const auto& [scenario, backend] = GetParam();
  EXPECT_FALSE(scenario.steps.empty());
  Play(scenario, backend);
}

// A rule that no scenario breaks is a rule that nobody has seen.
TEST(Scenarios, ShowEveryRefusal) {
  const std::set<std::string> elsewhere = {
      "REASON_UNSPECIFIED",
      "RECORD_TOO_LARGE",  // The writer's; tests/ledger/writer_test.cc.
      "PII_IN_CLEAR",      // Waits for sealed fields.
      "BAD_SIGNATURE",     // Waits for signatures that are checked.
  };
  std::set<std::string> shown;
  for (const Scenario& scenario : All()) {
    for (const Step& step : scenario.steps) {
      if (step.kind != Step::Kind::kRefuse) continue;
      shown.insert(step.text.substr(0, step.text.find(' ')));
    }
  }
  for (int i = 0; i < v1::Reason_descriptor()->value_count(); ++i) {
    const std::string& name = v1::Reason_descriptor()->value(i)->name();
    EXPECT_EQ(shown.count(name) + elsewhere.count(name), 1u) << name;
  }
}

std::string NameOf(const testing::TestParamInfo<Parameter>& parameter) {
  const auto& [scenario, backend] = parameter.param;
  return scenario.name +
         (backend == Stage::Backend::kMemory ? "_memory" : "_file");
}

INSTANTIATE_TEST_SUITE_P(
    All, ScenarioTest,
    testing::Combine(testing::ValuesIn(All()),
                     testing::Values(Stage::Backend::kMemory,
                                     Stage::Backend::kFile)),
    NameOf);

}  // namespace
}  // namespace loopledger
