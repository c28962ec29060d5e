// What the measures remember of each report, and of each version of an
// assessment, that the grounds do not.
#ifndef PROJECTIONS_MEASURES_EDITIONS_H_
#define PROJECTIONS_MEASURES_EDITIONS_H_

#include <vector>

#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"

namespace loopledger::measures {

// By assessment/version, from its draft on.
inline constexpr Table<state::v1::EditionState> kEditions{"editions", 3,
                                                          Keep::kLatest};
// By report id.
inline constexpr Table<state::v1::IntakeState> kIntake{"intake", 5,
                                                       Keep::kLatest};

// After the grounds, before what asks for them.
void FoldEditions(const Recorded& at, const Vocabularies& vocabularies,
                  Tables& tables);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_EDITIONS_H_
