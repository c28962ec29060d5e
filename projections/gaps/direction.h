// What is in force, and what live taskings serve of it: the rows that the gaps
// of M8 and M9 share. The alignment gaps write them.
#ifndef PROJECTIONS_GAPS_DIRECTION_H_
#define PROJECTIONS_GAPS_DIRECTION_H_

#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/table.h"
#include "projections/grounds/direction.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/live.h"

namespace loopledger::feedback_loop {

inline constexpr DirectionTable kDirection{"direction", 12, Keep::kLatest};
// By tasking id.
inline constexpr Table<state::v1::ServiceState> kServices{"services", 13,
                                                          Keep::kLatest};
inline constexpr LiveTable kLive{"live", 14, Keep::kLatest};

// What the tasking serves now that objectives were given new homes.
IdSet ObjectivesOf(const state::v1::ServiceState& service,
                   const state::v1::DirectionState& direction);
Service ServiceOf(const state::v1::ServiceState& service);

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_DIRECTION_H_
