// What is asked and is not allowed, one attempt at a time. Each looks for
// something that it can be tried on, and must be refused by its name.
#ifndef TESTS_YEAR_ATTEMPTS_H_
#define TESTS_YEAR_ATTEMPTS_H_

#include <vector>

#include "tests/year/books.h"

namespace loopledger::year {

using Attempt = void (*)(Taskforce&);

extern const std::vector<Attempt> kAttemptsAtReports;
extern const std::vector<Attempt> kAttemptsAtAssessments;
extern const std::vector<Attempt> kAttemptsAtTaskings;

}  // namespace loopledger::year

#endif  // TESTS_YEAR_ATTEMPTS_H_
