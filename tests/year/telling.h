// What is told of a year.
#ifndef TESTS_YEAR_TELLING_H_
#define TESTS_YEAR_TELLING_H_

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "loopledger/v1/record.pb.h"
#include "tests/year/account.h"
#include "tests/year/office.h"

namespace loopledger::year {

void TellCounts(const Office& office, const std::vector<v1::Record>& records,
                std::ostream& out);
// The gaps by metric, and the measures, as of the last record of a quarter.
void TellQuarters(Office& office, std::ostream& out);
void TellFates(const std::map<std::string, Fate>& fates, std::ostream& out);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_TELLING_H_
