// Leads: what was approved is assigned, accepted, started, carried out and
// completed, or it is not.
#ifndef TESTS_YEAR_LEADS_H_
#define TESTS_YEAR_LEADS_H_

#include <string>

#include "tests/year/books.h"

namespace loopledger::year {

// From its approval on it takes its course.
void Approved(Taskforce& force, Tasking& tasking);

// By the chair.
void Cancel(Taskforce& force, Tasking& tasking, const char* reason);
// Rests it on the version in force now, or ends it.
void Rejustify(Taskforce& force, Tasking& tasking);

// Who leads it.
Who Lead(const Tasking& tasking);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_LEADS_H_
