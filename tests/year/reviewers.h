// What came of it: outcomes are recorded, moderated and disputed, taskings are
// reviewed, and judgements turn out true or false.
#ifndef TESTS_YEAR_REVIEWERS_H_
#define TESTS_YEAR_REVIEWERS_H_

#include "tests/year/books.h"

namespace loopledger::year {

// By the lead's recorder; others moderate it in the days after.
void RecordOutcome(Taskforce& force, Tasking& tasking);

// A completed tasking is reviewed, and closed when the loop is.
void ReviewLater(Taskforce& force, Tasking& tasking);

// The judgement of the version in force, when its time has come.
void ResolveLater(Taskforce& force, Threat& threat);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_REVIEWERS_H_
