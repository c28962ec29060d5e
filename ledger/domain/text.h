// What any text in a command must be to be recorded.
#ifndef LEDGER_DOMAIN_TEXT_H_
#define LEDGER_DOMAIN_TEXT_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "ledger/domain/decision.h"

namespace loopledger {

inline constexpr size_t kTextBytesMax = 8 * 1024;

// FIELD_INVALID when `bytes` are over 8 KiB.
Objection CheckLength(absl::string_view bytes);

// Whether `text` is empty, or shows nothing to whoever reads it. A required
// text that is blank is missing.
bool IsBlank(absl::string_view text);

// FIELD_INVALID when `text` is over 8 KiB, not UTF-8, or has characters that
// command a terminal instead of being shown or that nobody sees; PII_IN_CLEAR
// when it holds what identifies a person (personal_data.h). The messages begin
// where the name of the field ends.
Objection CheckText(absl::string_view text);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_TEXT_H_
