// What must hold of every year, whatever happened in it. Each answers with what
// is wrong; nothing, when nothing is.
#ifndef TESTS_YEAR_LAWS_H_
#define TESTS_YEAR_LAWS_H_

#include <string>
#include <vector>

#include "loopledger/v1/record.pb.h"
#include "tests/support/stage.h"
#include "tests/year/dice.h"
#include "tests/year/reading.h"

namespace loopledger::year {

// The world that lived is the one that its records make, and each event, asked
// for again as it was, is decided again as it was.
std::string CheckDecidedAgain(const std::vector<v1::Record>& records,
                              const World& lived);

// The views as of each of so many random moments are, byte for byte, those
// that a ledger cut there makes: of all metrics, and of everything else.
std::string CheckCuts(const Stage& stage, const Reading& lived, int cuts,
                      Dice& dice);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_LAWS_H_
