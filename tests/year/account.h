// What became of every gap of the year: how many appeared under each metric,
// and how many were ended by which event.
#ifndef TESTS_YEAR_ACCOUNT_H_
#define TESTS_YEAR_ACCOUNT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "loopledger/v1/record.pb.h"
#include "tests/year/reading.h"

namespace loopledger::year {

struct Fate {
  int appeared = 0;
  int open = 0;  // When the year ends.
  // By the name of the event; a Tick is "Tick".
  std::map<std::string, int> ended_by;

  int mended() const;  // Ended by an event.
};

// The metrics that are gaps: each must appear, and be mended.
extern const std::vector<const char*> kGapMetrics;

// "TaskingApproved", or the name of another kind of record.
std::string NameOf(const v1::Record& record);

// By metric, from the work list's feed of changes and the records behind it.
absl::StatusOr<std::map<std::string, Fate>> AccountFor(
    const Reading& reading, const std::vector<v1::Record>& records);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_ACCOUNT_H_
