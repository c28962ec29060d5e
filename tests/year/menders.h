// Those who read the work list of gaps and do something about them: some, not
// all, and not at once.
#ifndef TESTS_YEAR_MENDERS_H_
#define TESTS_YEAR_MENDERS_H_

#include "tests/year/books.h"

namespace loopledger::year {

// Every Monday.
void BeginMending(Taskforce& force);

// In an open session: what only a body can do.
void DecideOnGaps(Taskforce& force, Session& session);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_MENDERS_H_
