// References to requirements, wherever they stand.
#ifndef LEDGER_DOMAIN_REQUIREMENT_REFS_H_
#define LEDGER_DOMAIN_REQUIREMENT_REFS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/states.h"

namespace loopledger {

// G7: DANGLING_REF when one of `ids`, the values of `field`, names none.
Objection RequirementsExist(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    absl::string_view field, const Streams<requirement::State>& requirements);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_REQUIREMENT_REFS_H_
