// A year, lived and judged.
#ifndef TESTS_YEAR_JUDGING_H_
#define TESTS_YEAR_JUDGING_H_

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "tests/year/account.h"

namespace loopledger::year {

struct Verdict {
  uint64_t records = 0;
  int refusals = 0;
  std::set<std::string> kinds;    // Of records.
  std::set<std::string> refused;  // The names of refusals.
  std::string head;               // The hash of the last record, in hex.
  std::map<std::string, Fate> fates;
  std::vector<std::string> wrongs;  // None: all is as it must be.
};

// Lives the year of this seed and holds it to every law, the views at so many
// moments. Tells of it on `out` where there is one.
Verdict Judge(uint64_t seed, int cuts, std::ostream* out);

// Of many years: how many gaps of each metric appeared and were mended.
using Cells = std::map<std::string, std::vector<std::string>>;
void AddTo(Cells& cells, const Verdict& verdict);
void TellCells(const Cells& cells, std::ostream& out);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_JUDGING_H_
