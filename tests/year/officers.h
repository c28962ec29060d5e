// Intelligence officers and managers: reports are submitted, graded, accepted,
// shared, and sometimes turn out to be wrong.
#ifndef TESTS_YEAR_OFFICERS_H_
#define TESTS_YEAR_OFFICERS_H_

#include <string>

#include "tests/year/books.h"

namespace loopledger::year {

// Reports about every threat, through the year.
void BeginReporting(Taskforce& force);

// One report about a threat, which answers a requirement where it is named;
// accepted a day later, if it is.
void SubmitReport(Taskforce& force, Threat& threat,
                  const std::string& requirement = "");

// The originator is asked to permit a mode of tasking on a report.
void AskOriginator(Taskforce& force, Report& report, const std::string& mode);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_OFFICERS_H_
