// Records officers: what is kept, for how long, held for a court, and disposed
// of.
#ifndef TESTS_YEAR_CLERKS_H_
#define TESTS_YEAR_CLERKS_H_

#include "tests/year/books.h"

namespace loopledger::year {

void BeginKeeping(Taskforce& force);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_CLERKS_H_
