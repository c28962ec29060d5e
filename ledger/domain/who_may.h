// Who may ask for what: the roles that each command is open to.
#ifndef LEDGER_DOMAIN_WHO_MAY_H_
#define LEDGER_DOMAIN_WHO_MAY_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger {

// Empty for a command that nobody may ask for.
absl::Span<const absl::string_view> RolesFor(v1::Command::BodyCase body);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_WHO_MAY_H_
