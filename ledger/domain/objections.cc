#include "ledger/domain/objections.h"

#include "ledger/domain/envelope.h"
#include "ledger/domain/text.h"

namespace loopledger {

Objection NeedsText(absl::string_view text, absl::string_view field) {
  if (!IsBlank(text)) return {};
  return Reject(v1::FIELD_MISSING, field, " is missing").At(std::string(field));
}

Objection NeedsReason(absl::string_view text, absl::string_view field) {
  if (!IsBlank(text)) return {};
  return Reject(v1::RATIONALE_MISSING, field,
                " is missing; say why, for those who come after")
      .At(std::string(field));
}

Objection InOrder(const google::protobuf::Timestamp* from,
                  const google::protobuf::Timestamp* to,
                  absl::string_view field) {
  if (from == nullptr || to == nullptr) return {};
  if (ToTime(*from) < ToTime(*to)) return {};
  return Reject(v1::DATES_REVERSED, field, " ",
                absl::FormatTime(ToTime(*to), absl::UTCTimeZone()),
                " is not after ",
                absl::FormatTime(ToTime(*from), absl::UTCTimeZone()),
                ", when it begins")
      .At(std::string(field));
}

}  // namespace loopledger
