// Objections that many rules share.
#ifndef LEDGER_DOMAIN_OBJECTIONS_H_
#define LEDGER_DOMAIN_OBJECTIONS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/domain/decision.h"

namespace loopledger {

// FIELD_MISSING when `text` is blank.
Objection NeedsText(absl::string_view text, absl::string_view field);

// RATIONALE_MISSING when `text` is blank.
Objection NeedsReason(absl::string_view text,
                      absl::string_view field = "reason");

// DATES_REVERSED when both are there and `to`, the value of `field`, is not
// after `from`.
Objection InOrder(const google::protobuf::Timestamp* from,
                  const google::protobuf::Timestamp* to,
                  absl::string_view field);

// The address of an optional field for InOrder; null when it is absent.
#define OPTIONAL_FIELD(message, name) \
  ((message).has_##name() ? &(message).name() : nullptr)

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_OBJECTIONS_H_
