// The strategy: each objective and each priority with the taskings that serve
// it, and what is done on each strand and each layer.
//
// What is in force changes as records tell: by the clock at a Tick, otherwise
// with the event that says so. A row is marked as high as all that it ever
// told of, as of now.
#ifndef PROJECTIONS_REGISTERS_STRATEGY_H_
#define PROJECTIONS_REGISTERS_STRATEGY_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/registers.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::registers {

// By objective id.
inline constexpr Table<v1::ObjectiveRow> kObjectives{"objectives", 1};
// By control strategy/priority.
inline constexpr Table<v1::PriorityRow> kPriorities{"priorities", 2};
// By strand, and by layer.
inline constexpr Table<v1::BalanceRow> kStrands{"strands", 3};
inline constexpr Table<v1::BalanceRow> kLayers{"layers", 4};

// `vocabularies` must outlive it.
Projection Strategy(const Vocabularies& vocabularies);

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_STRATEGY_H_
