// The partners: each organisation and how it keeps its word, each commitment
// and whom it waits for, and each disclosure: what was told to whom and why.
//
// A commitment is breached once a Tick finds it accepted and past its due time.
// A row is marked as high as all that it ever told of.
#ifndef PROJECTIONS_REGISTERS_PARTNERS_H_
#define PROJECTIONS_REGISTERS_PARTNERS_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/registers.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::registers {

// By organisation id.
inline constexpr Table<v1::OrganisationRow> kOrganisations{"organisations", 1};
// By commitment id.
inline constexpr Table<v1::CommitmentRow> kCommitments{"commitments", 2};
// By report@version of its stream.
inline constexpr Table<v1::DisclosureRow> kDisclosures{"disclosures", 3};

// `vocabularies` must outlive it.
Projection Partners(const Vocabularies& vocabularies);

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_PARTNERS_H_
