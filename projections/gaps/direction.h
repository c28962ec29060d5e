// What is in force, and what live taskings serve of it: the rows that the gaps
// of M8 and M9 share. The alignment gaps write them.
#ifndef PROJECTIONS_GAPS_DIRECTION_H_
#define PROJECTIONS_GAPS_DIRECTION_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/table.h"
#include "projections/grounds/direction.h"
#include "projections/grounds/id_set.h"

namespace loopledger::feedback_loop {

// One row: strategies and control strategies.
inline constexpr Table<state::v1::DirectionState> kDirection{"direction", 12,
                                                             Keep::kLatest};
inline constexpr absl::string_view kDirectionKey = "direction";
// By tasking id.
inline constexpr Table<state::v1::ServiceState> kServices{"services", 13,
                                                          Keep::kLatest};
// By shard: live taskings, in so many rows that none grows large.
inline constexpr Table<state::v1::LiveState> kLive{"live", 14, Keep::kLatest};
inline constexpr uint64_t kShards = 256;

// What the tasking serves now that objectives were given new homes.
IdSet ObjectivesOf(const state::v1::ServiceState& service,
                   const state::v1::DirectionState& direction);
Service ServiceOf(const state::v1::ServiceState& service);

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_DIRECTION_H_
