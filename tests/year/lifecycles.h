// The lifecycle of each stream a second time, written as data and apart from
// the rules, to hold the recorded events against.
#ifndef TESTS_YEAR_LIFECYCLES_H_
#define TESTS_YEAR_LIFECYCLES_H_

#include <string>
#include <vector>

#include "loopledger/v1/record.pb.h"

namespace loopledger::year {

// Every event that its stream's state does not allow, up to some.
std::vector<std::string> CheckLifecycles(
    const std::vector<v1::Record>& records);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_LIFECYCLES_H_
