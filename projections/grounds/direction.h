// The direction that is set: strategies with their objectives, control
// strategies with their priorities, and what of it is in force at a moment. A
// projection keeps it in one row of its own.
#ifndef PROJECTIONS_GROUNDS_DIRECTION_H_
#define PROJECTIONS_GROUNDS_DIRECTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/v1/event.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"
#include "projections/grounds/id_set.h"

namespace loopledger {

using DirectionTable = Table<state::v1::DirectionState>;

// Whether the event sets it.
bool IsDirection(const v1::Event& event);
// Folds such an event; gives whether it is one.
bool FoldDirection(const Recorded& at, const DirectionTable& table,
                   Tables& tables);
// Empty while nothing is set. Lives until the table changes.
const state::v1::DirectionState& DirectionIn(const DirectionTable& table,
                                             Tables& tables);

// Null when there is none of this id.
const state::v1::PlanState* PlanIn(const state::v1::DirectionState& direction,
                                   const std::string& id);

// The plan stands, and `at` is within its time and the aim's.
bool IsInForce(const state::v1::PlanState& plan,
               const state::v1::PlanState::Aim& aim, int64_t at);
bool IsObjectiveInForce(const std::string& objective_id,
                        const state::v1::DirectionState& direction, int64_t at);

// When something of the plan begins or ends, of what is to come after `at`.
std::vector<int64_t> MomentsAfter(int64_t at, const state::v1::PlanState& plan);

// What a tasking serves.
struct Service {
  const IdSet& objectives;
  const IdSet& priorities;
  uint64_t position;  // Of the record that said so.
};
bool Serves(const Service& service, const state::v1::PlanState::Aim& priority);
// Its objectives, now that some were given new homes.
IdSet ObjectivesOf(const Service& service,
                   const state::v1::DirectionState& direction);
// Those, and what its priorities name that are in force at `at`.
IdSet ServedBy(const Service& service,
               const state::v1::DirectionState& direction, int64_t at);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_DIRECTION_H_
