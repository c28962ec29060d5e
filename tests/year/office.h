// Where the year is lived: the ledger, its views, the clock and the calendar.
//
// Everything that anybody does goes through the real write path (Stage), and
// whoever wants to know how things stand reads the views. Time passes from one
// entry of the calendar to the next, and at each step the writer lets the
// deadlines fire that have passed. One thread.
#ifndef TESTS_YEAR_OFFICE_H_
#define TESTS_YEAR_OFFICE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/reason.pb.h"
#include "loopledger/v1/record.pb.h"
#include "loopledger/v1/views.pb.h"
#include "tests/support/stage.h"
#include "tests/year/dice.h"
#include "tests/year/reading.h"

namespace loopledger::year {

// A person in a role: the `number`th of those who have it in the organisation.
struct Who {
  std::string org;
  std::string role;
  int number = 1;

  std::string person() const;
  // "actor { ... }"
  std::string Text() const;
};

// "{ seconds: 1767225600 }"
std::string TimeText(absl::Time time);

inline constexpr absl::Duration kDay = absl::Hours(24);

class Office {
 public:
  Office(uint64_t seed, v1::LedgerFounded founding);

  absl::Status Open();

  // Does what the calendar says until `end`, what comes of it included.
  absl::Status Live(absl::Time end);

  // On the calendar; what lies in the past comes next.
  void At(absl::Time time, std::function<void()> what);
  void After(absl::Duration wait, std::function<void()> what) {
    At(now() + wait, std::move(what));
  }

  // Asks with this body, and more of the envelope where it says so (text).
  // Nothing: it was granted; else the reason of the refusal.
  std::optional<v1::Reason> Ask(const Who& who, absl::string_view command);
  // The same, and it must be granted: what is refused is a fault of the story.
  bool Do(const Who& who, absl::string_view command);
  // The same, and it must be refused by this name.
  void Forbidden(v1::Reason reason, const Who& who, absl::string_view command);

  // Of the last that was granted.
  uint64_t stream_version() const { return stream_version_; }
  const std::string& command_id() const { return command_id_; }

  // What the work list says now.
  std::vector<v1::GapRow> Gaps();

  Dice& dice() { return dice_; }
  absl::Time now() const { return stage_.now(); }
  absl::Time start() const { return start_; }
  // "{ seconds: ... }", so many days from now.
  std::string InDays(int days) const { return TimeText(now() + days * kDay); }

  // What must not happen in a year, and did.
  const std::vector<std::string>& faults() const { return faults_; }
  void Fault(std::string what);
  const std::map<std::string, int>& refusals() const { return refusals_; }

  const Stage& stage() const { return stage_; }
  Reading& reading() { return reading_; }

 private:
  v1::Command Envelope(const Who& who, absl::string_view command);

  const absl::Time start_;
  Dice dice_;
  Stage stage_;
  Reading reading_;
  std::multimap<absl::Time, std::function<void()>> calendar_;
  int asked_ = 0;
  uint64_t stream_version_ = 0;
  std::string command_id_;
  std::string refused_because_;
  std::map<std::string, int> refusals_;
  std::vector<std::string> faults_;
  absl::Status broken_;  // The write path itself failed.
};

}  // namespace loopledger::year

#endif  // TESTS_YEAR_OFFICE_H_
