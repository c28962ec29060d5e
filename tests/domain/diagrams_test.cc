// The diagrams of docs/lifecycles.md show what the rules do: each is drawn anew
// from the lifecycles, by asking in each state for what may be asked there.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tests/domain/lifecycles.h"
#include "tests/support/fill.h"
#include "tests/support/story.h"

namespace loopledger {
namespace {

constexpr char kPage[] = "docs/lifecycles.md";
constexpr char kNowhere[] = "[*]";

Decision Try(const std::string& text, const Story& story) {
  v1::Command command = CommandFrom(text);
  FillBody(story.now(), command);
  FillEnvelope("asked", story.now(), command);
  return story.world().Decide(command, story.now());
}

// The state that a refusal names: "commitment M is OFFERED; ...". Or empty.
std::string StateTold(const Machine& machine, const Refusal& refusal) {
  if (refusal.reason == v1::NOT_FOUND) return kNowhere;
  absl::string_view told = refusal.message;
  if ((refusal.reason != v1::ILLEGAL_TRANSITION &&
       refusal.reason != v1::TERMINAL) ||
      !absl::ConsumePrefix(&told, absl::StrCat(machine.stream, " "))) {
    return "";
  }
  const std::vector<absl::string_view> words =
      absl::StrSplit(told, absl::ByAnyChar(" ;,"));
  return words.size() > 2 && words[1] == "is" ? std::string(words[2]) : "";
}

// The state that the machine's stream is in: the one that the rules name, or
// else the one that allows least beyond what is granted.
std::string StateIn(const Machine& machine, const Story& story) {
  std::set<std::string> granted;
  for (const auto& [word, text] : machine.asked) {
    const Decision decision = Try(text, story);
    const auto* refusal = std::get_if<Refusal>(&decision);
    if (refusal == nullptr) {
      granted.insert(word);
    } else if (std::string told = StateTold(machine, *refusal); !told.empty()) {
      return told;
    }
  }
  const Place* likely = nullptr;
  for (const Place& place : machine.places) {
    const std::vector<std::string> list = Words(place.allowed);
    const std::set<std::string> allowed(list.begin(), list.end());
    if (std::includes(allowed.begin(), allowed.end(), granted.begin(),
                      granted.end()) &&
        (likely == nullptr || allowed.size() < Words(likely->allowed).size())) {
      likely = &place;
    }
  }
  if (likely != nullptr) return likely->state;
  ADD_FAILURE() << machine.stream << ": nothing tells the state";
  return "";
}

// The words that lead from one state to another.
using Moves =
    std::map<std::pair<std::string, std::string>, std::set<std::string>>;

void Note(const std::string& from, const std::string& word,
          const std::string& to, Moves& moves) {
  if (from != to) moves[{from, to}].insert(word == "3w" ? "the clock" : word);
}

// How the stream comes to the place...
void FollowPath(const Machine& machine, const Place& place, Moves& moves) {
  Story story(LifecycleFounding());
  GoTo(machine, {.state = "", .path = "", .allowed = ""}, story);
  std::string from = StateIn(machine, story);
  for (const std::string& word : Words(place.path)) {
    Ask(machine, word, story);
    std::string to = StateIn(machine, story);
    Note(from, word, to, moves);
    from = std::move(to);
  }
}

// ...and where it goes from there.
void LeavePlace(const Machine& machine, const Place& place, Moves& moves) {
  for (const std::string& word : Words(place.allowed)) {
    Story story(LifecycleFounding());
    GoTo(machine, place, story);
    const std::string from = StateIn(machine, story);
    Ask(machine, word, story);
    Note(from, word, StateIn(machine, story), moves);
  }
}

// In the order of the machine's places.
size_t Rank(const Machine& machine, const std::string& state) {
  const auto at =
      std::find_if(machine.places.begin(), machine.places.end(),
                   [&](const Place& place) { return state == place.state; });
  return state == kNowhere ? 0
                           : static_cast<size_t>(at - machine.places.begin());
}

std::string Draw(const Machine& machine) {
  Moves moves;
  for (const Place& place : machine.places) {
    FollowPath(machine, place, moves);
    LeavePlace(machine, place, moves);
  }
  std::vector<std::pair<std::pair<size_t, size_t>, std::string>> arrows;
  for (const auto& [ends, words] : moves) {
    arrows.push_back({{Rank(machine, ends.first), Rank(machine, ends.second)},
                      absl::StrCat("    ", ends.first, " --> ", ends.second,
                                   ": ", absl::StrJoin(words, ", "), "\n")});
  }
  std::sort(arrows.begin(), arrows.end());
  std::string text = absl::StrCat("```mermaid\n---\ntitle: ", machine.stream,
                                  "\n---\nstateDiagram-v2\n");
  for (const auto& [ends, arrow] : arrows) absl::StrAppend(&text, arrow);
  return absl::StrCat(text, "```\n");
}

TEST(Diagrams, AreThoseOfTheRules) {
  std::ifstream file(kPage);
  ASSERT_TRUE(file) << kPage;
  const std::string page((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  for (const Machine& machine : Machines()) {
    const std::string drawn = Draw(machine);
    EXPECT_NE(page.find(drawn), std::string::npos)
        << kPage << " lacks this diagram, or shows another:\n"
        << drawn;
  }
}

}  // namespace
}  // namespace loopledger
