// What a rule answers: exactly one event, or a refusal with a named reason.
#ifndef LEDGER_DOMAIN_DECISION_H_
#define LEDGER_DOMAIN_DECISION_H_

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/reason.pb.h"

namespace loopledger {

struct Refusal {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::string message;  // What was wrong, and what would be accepted.
  std::string field;    // Path of the field at fault, when there is one.

  // Names the field, from the command's body on, or from its envelope:
  // `return Reject(...).At("items[2].grade")`.
  Refusal At(std::string path) && {
    field = std::move(path);
    return std::move(*this);
  }
};

template <typename... Parts>
Refusal Reject(v1::Reason reason, const Parts&... parts) {
  return Refusal{
      .reason = reason, .message = absl::StrCat(parts...), .field = ""};
}

using Decision = std::variant<v1::Event, Refusal>;

// What one rule has to say against a command: nothing, or why not.
using Objection = std::optional<Refusal>;

// The canonical code of a refusal: interface.md, section 8.
absl::StatusCode CodeOf(v1::Reason reason);

// A refusal as a status and back; the reason and field travel as a payload.
absl::Status ToStatus(const Refusal& refusal);
// False when `status` is not a refusal.
bool FromStatus(const absl::Status& status, Refusal& refusal);

}  // namespace loopledger

// Lets the first rule that objects answer for the function it stands in.
#define REFUSE_IF(objection)                                \
  do {                                                      \
    if (::loopledger::Objection objection_ = (objection)) { \
      return *std::move(objection_);                        \
    }                                                       \
  } while (false)

#endif  // LEDGER_DOMAIN_DECISION_H_
