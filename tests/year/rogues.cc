#include "tests/year/rogues.h"

#include <vector>

#include "tests/year/attempts.h"

namespace loopledger::year {

void BeginTransgressing(Taskforce& force) {
  Office& office = force.office;
  std::vector<Attempt> attempts = kAttemptsAtReports;
  for (const auto* more : {&kAttemptsAtAssessments, &kAttemptsAtTaskings}) {
    attempts.insert(attempts.end(), more->begin(), more->end());
  }
  size_t next = 0;
  for (int day = 66; day < 364; day += 2) {
    const Attempt attempt = attempts[next++ % attempts.size()];
    office.At(
        office.start() + kDay * day + absl::Hours(7 + office.dice().Below(12)),
        [&force, attempt] { attempt(force); });
  }
}

}  // namespace loopledger::year
