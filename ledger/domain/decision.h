// What a rule answers: exactly one event, or a refusal with a named reason.
#ifndef LEDGER_DOMAIN_DECISION_H_
#define LEDGER_DOMAIN_DECISION_H_

#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/reason.pb.h"

namespace loopledger {

// What a decision may know of its own moment: the time at which the event would
// be recorded (never before the head's), and the rest of the command's
// envelope through `command`-shaped parameters, never a clock.
struct Stamp {
  absl::Time recorded_at;
  absl::Time occurred_at;
};

struct Refusal {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::string message;  // What was wrong, and what would be accepted.
  std::string field;    // Path of the field at fault, when there is one.

  // Names the field: `return Reject(...).At("items[2].grade")`.
  Refusal At(std::string path) && {
    field = std::move(path);
    return std::move(*this);
  }
};

template <typename... Parts>
Refusal Reject(v1::Reason reason, const Parts&... parts) {
  return Refusal{.reason = reason, .message = absl::StrCat(parts...), .field = ""};
}

using Decision = std::variant<v1::Event, Refusal>;

// The canonical code of a refusal: interface.md, section 8.
absl::StatusCode CodeOf(v1::Reason reason);

// A refusal as a status and back; the reason and field travel as a payload.
absl::Status ToStatus(const Refusal& refusal);
// False when `status` is not a refusal.
bool FromStatus(const absl::Status& status, Refusal& refusal);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_DECISION_H_
