// The direction that is set: strategies with their objectives, control
// strategies with their priorities, and what of it is in force at a moment. A
// projection keeps it in one row of its own.
#ifndef PROJECTIONS_GROUNDS_DIRECTION_H_
#define PROJECTIONS_GROUNDS_DIRECTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/v1/event.pb.h"
#include "projections/engine/projection.h"
#include "projections/grounds/id_set.h"

namespace loopledger {

// Whether the event sets it.
bool IsDirection(const v1::Event& event);
// Folds such an event.
void FoldDirection(const Recorded& at, state::v1::DirectionState& direction);

// Null when there is none of this id.
const state::v1::PlanState* PlanIn(const state::v1::DirectionState& direction,
                                   const std::string& id);

// The plan stands, and `at` is within its time and the aim's.
bool IsInForce(const state::v1::PlanState& plan,
               const state::v1::PlanState::Aim& aim, int64_t at);

// When something of the plan begins or ends; 0: never.
std::vector<int64_t> MomentsOf(const state::v1::PlanState& plan);

// What a tasking serves.
struct Service {
  const IdSet& objectives;
  const IdSet& priorities;
  uint64_t position;  // Of the record that said so.
};
// Its objectives, now that some were given new homes.
IdSet ObjectivesOf(const Service& service,
                   const state::v1::DirectionState& direction);
// Those, and what its priorities name that are in force at `at`. `named` gives
// the objectives of a priority, or null.
using NamedBy = absl::FunctionRef<const IdSet*(const std::string& control_id,
                                               const std::string& priority_id)>;
IdSet ServedBy(const Service& service,
               const state::v1::DirectionState& direction, int64_t at,
               NamedBy named);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_DIRECTION_H_
