// The lifecycle of each stream, written as data and apart from the rules: which
// commands each state allows.
#ifndef TESTS_DOMAIN_LIFECYCLES_H_
#define TESTS_DOMAIN_LIFECYCLES_H_

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tests/support/story.h"

namespace loopledger {

// A state: what leads to it, and what may be asked there. Names of commands,
// with spaces between; "3w" lets three weeks pass.
struct Place {
  const char* state;
  const char* path;
  const char* allowed;
};

struct Machine {
  const char* stream;
  std::vector<const char*> setting;           // Asked first, in order.
  std::map<std::string, std::string> asked;   // Judged in every state.
  std::map<std::string, std::string> aiding;  // Only on the way.
  std::vector<Place> places;

  friend void PrintTo(const Machine& machine, std::ostream* out) {
    *out << machine.stream;
  }
};

absl::Span<const Machine> Machines();

// A ledger in which the machine's stream is not there yet.
v1::LedgerFounded LifecycleFounding();
// Asks for what the word stands for; ends the test when that is refused.
void Ask(const Machine& machine, const std::string& word, Story& story);
// All of a place's path, after the machine's setting.
void GoTo(const Machine& machine, const Place& place, Story& story);

std::vector<std::string> Words(const char* text);

}  // namespace loopledger

#endif  // TESTS_DOMAIN_LIFECYCLES_H_
