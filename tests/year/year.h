// A full year of a taskforce, lived from a seed.
#ifndef TESTS_YEAR_YEAR_H_
#define TESTS_YEAR_YEAR_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/year/books.h"

namespace loopledger::year {

inline constexpr int kDays = 365;

// Opens the ledger and lives all of the year. Not OK: the write path or the
// views failed; what people did wrong are faults of the office.
absl::Status LiveTheYear(Taskforce& force);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_YEAR_H_
