// Plays every scenario of this folder on every backend.
#include "tests/support/scenario.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "loopledger/v1/reason.pb.h"
#include "tests/support/play.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

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

// By the name of a refusal: the scenarios that provoke it.
std::map<std::string, std::set<std::string>> Provoked() {
  std::map<std::string, std::set<std::string>> provoked;
  for (const Scenario& scenario : All()) {
    for (const Step& step : scenario.steps) {
      if (step.kind != Step::Kind::kRefuse) continue;
      const std::string name = step.text.substr(0, step.text.find(' '));
      provoked[name].insert(scenario.name);
    }
  }
  return provoked;
}

// A rule that no scenario breaks is a rule that nobody has seen. Each scenario
// of the table is played above, with every word of its refusals.
TEST(Scenarios, ShowEveryRefusal) {
  const std::map<std::string, std::string> elsewhere = {
      {"RECORD_TOO_LARGE", "the writer's: tests/ledger/writer_test.cc"},
  };
  const auto provoked = Provoked();
  const pb::EnumDescriptor& reasons = *v1::Reason_descriptor();
  int named = 0;
  for (int i = 0; i < reasons.value_count(); ++i) {
    const std::string& name = reasons.value(i)->name();
    if (reasons.value(i)->number() == v1::REASON_UNSPECIFIED) continue;
    const auto scenarios = provoked.find(name);
    const auto other = elsewhere.find(name);
    ASSERT_NE(scenarios == provoked.end(), other == elsewhere.end())
        << name << " has no scenario, or one and an excuse";
    const bool here = scenarios != provoked.end();
    std::printf(
        "%-26s %s%s\n", name.c_str(),
        here ? scenarios->second.begin()->c_str() : other->second.c_str(),
        here && scenarios->second.size() > 1 ? ", ..." : "");
    ++named;
  }
  std::printf("%d refusals, %zu by scenarios\n", named, provoked.size());
  EXPECT_EQ(provoked.size() + elsewhere.size(), static_cast<size_t>(named));
  EXPECT_EQ(named + 1, reasons.value_count());
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
