// Taskings as they are proposed: what they rest on, and what they serve.
#ifndef TESTS_YEAR_PROPOSALS_H_
#define TESTS_YEAR_PROPOSALS_H_

#include <string>

#include "tests/year/books.h"

namespace loopledger::year {

// Proposes a tasking, for the next session; null: there is nothing to cite.
// Without an objective, one that comes to mind is served.
Tasking* Propose(Taskforce& force, Threat& threat, std::string objective = "");

// What cannot wait for a session is proposed and decided at once.
void ActAtOnce(Taskforce& force, Threat& threat);

// "justification { ... }" of the version in force.
std::string JustificationText(const Threat& threat);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_PROPOSALS_H_
