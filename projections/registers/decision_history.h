// The decision history: each decision of any kind, with who took it and why,
// exactly what it rested on as that was then, and what became of that since.
//
// A decision on a tasking is TASKING@V, the version of the tasking's stream;
// one of a session about anything else SESSION/DECISION; one on a strategy or a
// control strategy strategy/ID@V and control_strategy/ID@V. `named` finds them
// by the id of their subject, or by the id that the session gave.
//
// A row is marked as high as all that it tells of, as of now.
#ifndef PROJECTIONS_REGISTERS_DECISION_HISTORY_H_
#define PROJECTIONS_REGISTERS_DECISION_HISTORY_H_

#include "ledger/domain/vocabulary.h"
#include "projections/engine/projection.h"

namespace loopledger::registers {

// `vocabularies` must outlive it. Its tables are in decision_basis.h.
Projection DecisionHistory(const Vocabularies& vocabularies);

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_DECISION_HISTORY_H_
