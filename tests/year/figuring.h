// Some of the measures figured a second time, from the events of the whole
// year: from decision to action (M6), reports linked to priorities (M12), and
// calibration (M16).
#ifndef TESTS_YEAR_FIGURING_H_
#define TESTS_YEAR_FIGURING_H_

#include <string>
#include <vector>

#include "loopledger/v1/record.pb.h"
#include "tests/year/reading.h"

namespace loopledger::year {

// What the measures say otherwise; nothing, when they agree.
std::string CheckFigures(const std::vector<v1::Record>& records,
                         const Reading& reading);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_FIGURING_H_
