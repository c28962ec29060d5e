// The intelligence requirements: what must be known, for what, by whom and by
// when, what was found, and whether it is late or has gone cold.
//
// It is late once a Tick finds it agreed, not ended, and past the time it was
// needed by; cold once a Tick finds that for 30 days (or what the policy says)
// no report was accepted that is linked to it. A row is marked as high as all
// that it tells of, as of now.
#ifndef PROJECTIONS_REGISTERS_REQUIREMENTS_H_
#define PROJECTIONS_REGISTERS_REQUIREMENTS_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/registers.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::registers {

// By requirement id.
inline constexpr Table<v1::RequirementRow> kRequirements{"requirements", 1};

// `vocabularies` must outlive it.
Projection Requirements(const Vocabularies& vocabularies);

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_REQUIREMENTS_H_
