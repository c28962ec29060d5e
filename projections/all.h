// The list of projections.
#ifndef PROJECTIONS_ALL_H_
#define PROJECTIONS_ALL_H_

#include <vector>

#include "ledger/domain/vocabulary.h"
#include "projections/engine/projection.h"

namespace loopledger {

// `vocabularies` must outlive them.
std::vector<Projection> AllProjections(const Vocabularies& vocabularies);

}  // namespace loopledger

#endif  // PROJECTIONS_ALL_H_
