// Plays every scenario of this folder on every backend.
#include "tests/support/scenario.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

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
