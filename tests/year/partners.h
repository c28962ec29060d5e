// Partners: what they are asked for, promise, and keep or do not keep.
#ifndef TESTS_YEAR_PARTNERS_H_
#define TESTS_YEAR_PARTNERS_H_

#include "tests/year/books.h"

namespace loopledger::year {

// The lead asks some of the participants for what the tasking needs.
void AskPartners(Taskforce& force, Tasking& tasking);

// No required commitment is open.
bool ReadyToStart(const Tasking& tasking);

// What was asked for is answered, or what was promised is brought; or the lead
// does without it.
void Settle(Taskforce& force, Commitment& commitment);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_PARTNERS_H_
