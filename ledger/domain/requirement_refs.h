// References to requirements, wherever they stand.
#ifndef LEDGER_DOMAIN_REQUIREMENT_REFS_H_
#define LEDGER_DOMAIN_REQUIREMENT_REFS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/states.h"

namespace loopledger {

// G7 and G8: DANGLING_REF when one of `ids`, the values of `field`, names none
// that is there for the actor.
Objection RequirementsExist(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    absl::string_view field, const Streams<requirement::State>& requirements,
    const Call& call);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_REQUIREMENT_REFS_H_
