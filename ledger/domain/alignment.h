// What a tasking serves: objectives and priorities in force.
#ifndef LEDGER_DOMAIN_ALIGNMENT_H_
#define LEDGER_DOMAIN_ALIGNMENT_H_

#include <string>

#include "google/protobuf/repeated_field.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/tasking.h"

namespace loopledger::tasking {

using Ids = google::protobuf::RepeatedPtrField<std::string>;

struct Serving {
  const Ids& objectives;
  const Ids& priorities;
  bool urgent = false;
};

// Once a strategy is adopted or a control strategy agreed: DANGLING_REF where
// an objective or priority does not exist, MARKING_TOO_LOW where it is marked
// above this, OFF_STRATEGY where none of them is in force, unless the tasking
// is urgent. Before that there is nothing to be off, and names are only names.
Objection CheckAligned(const Serving& serving, const Facts& facts);

}  // namespace loopledger::tasking

#endif  // LEDGER_DOMAIN_ALIGNMENT_H_
