// A scenario: behaviour as text, one step a line; a line that begins with a
// space goes on with the step before it, and # begins a comment.
//
//   found   { ledger: ... }    the founding, first of all; else one that is
//   open
//                              to all and marks what is not marked OFFICIAL, P
//   given   EVENT              brings it about, with all that must come before
//   when    COMMAND            asks; what the body leaves out is filled in
//   exactly COMMAND            asks; only the envelope is filled in
//                              (both: a signature of which only the key is
//                              named is made with the test's key of that name)
//   then    EVENT              must have come of it, with at least these fields
//   refuse  REASON [at FIELD] ["words of its message"]
//   view    VIEW KEY ROW       must be there, with at least these fields
//   absent  VIEW KEY           must not be there
//   restart                    ends the writer and the projections, and begins
//                              them anew
//   at      TIME               RFC 3339
//   after   DURATION           "28d", "3h", "28d1us"
//   ticks   COUNT              so many Ticks were recorded until now
//   close backfill
//
// EVENT and COMMAND are text forms of the messages Event and Command, ROW of
// the view's row. Times in them are seconds since 1970.
#ifndef TESTS_SUPPORT_SCENARIO_H_
#define TESTS_SUPPORT_SCENARIO_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

struct Step {
  enum class Kind {
    kGiven,
    kWhen,
    kExactly,
    kThen,
    kRefuse,
    kView,
    kAbsent,
    kRestart,
    kAt,
    kAfter,
    kTicks,
    kCloseBackfill
  };
  Kind kind;
  int line;          // Where it begins, from 1.
  std::string text;  // What follows the keyword.
};

struct Scenario {
  std::string name;  // Of its file, without the ending.
  v1::LedgerFounded founding;
  std::vector<Step> steps;

  // For GoogleTest, which would print its bytes.
  friend void PrintTo(const Scenario& scenario, std::ostream* out) {
    *out << scenario.name;
  }
};

// kInvalidArgument names the line.
absl::StatusOr<Scenario> ParseScenario(absl::string_view name,
                                       absl::string_view text);

// Reads every *.scenario file of a directory, in order of names.
absl::StatusOr<std::vector<Scenario>> ReadScenarios(
    const std::string& directory);

}  // namespace loopledger

#endif  // TESTS_SUPPORT_SCENARIO_H_
