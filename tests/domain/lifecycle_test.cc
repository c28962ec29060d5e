// Decide agrees with the lifecycles on every pair of a state and a command;
// what it refuses, it refuses by naming the state.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "tests/domain/lifecycles.h"
#include "tests/support/fill.h"
#include "tests/support/story.h"

namespace loopledger {
namespace {

// Whether the rules refuse it for the state that the stream is in: they name
// it, or have a name for the very case.
void ExpectRefusedFor(const char* state, const Refusal& refusal) {
  if (refusal.reason == v1::LATE_VARIATION ||
      refusal.reason == v1::ORGANISATION_EXISTS) {
    return;
  }
  const std::set<int> reasons = {v1::NOT_FOUND, v1::ILLEGAL_TRANSITION,
                                 v1::TERMINAL, v1::NOT_IN_SESSION};
  EXPECT_EQ(reasons.count(refusal.reason), 1u)
      << v1::Reason_Name(refusal.reason) << ": " << refusal.message;
  EXPECT_TRUE(absl::StrContains(refusal.message, state)) << refusal.message;
}

class Lifecycle : public testing::TestWithParam<Machine> {};

TEST_P(Lifecycle, AllowsWhatItsTableAllows) {
  const Machine& machine = GetParam();
  for (const Place& place : machine.places) {
    SCOPED_TRACE(place.state);
    Story story(LifecycleFounding());
    GoTo(machine, place, story);
    if (testing::Test::HasFatalFailure()) return;
    const std::vector<std::string> list = Words(place.allowed);
    const std::set<std::string> allowed(list.begin(), list.end());
    for (const auto& [word, text] : machine.asked) {
      SCOPED_TRACE(word);
      v1::Command command = CommandFrom(text);
      FillBody(story.now(), command);
      FillEnvelope("asked", story.now(), command);
      const Decision decision = story.world().Decide(command, story.now());
      const auto* refusal = std::get_if<Refusal>(&decision);
      if (allowed.count(word) > 0) {
        EXPECT_EQ(refusal, nullptr) << refusal->message;
      } else if (refusal == nullptr) {
        ADD_FAILURE() << "is granted";
      } else {
        ExpectRefusedFor(place.state, *refusal);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfEachStream, Lifecycle, testing::ValuesIn(Machines()),
                         [](const testing::TestParamInfo<Machine>& machine) {
                           std::string name = machine.param.stream;
                           for (char& c : name) c = c == ' ' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace loopledger
