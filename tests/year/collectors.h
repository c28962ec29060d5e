// What is not known is asked for: requirements, and what is collected for
// them.
#ifndef TESTS_YEAR_COLLECTORS_H_
#define TESTS_YEAR_COLLECTORS_H_

#include "tests/year/books.h"

namespace loopledger::year {

// Asks about what the version in force leaves open; in time or not, it is
// answered, or not.
void RaiseRequirement(Taskforce& force, Threat& threat);

// Answers it by a report that stands, or gives it up.
void Answer(Taskforce& force, Requirement& requirement);

// Some questions come of themselves.
void BeginAsking(Taskforce& force);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_COLLECTORS_H_
