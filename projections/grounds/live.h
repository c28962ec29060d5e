// The taskings that are live: ids in so many rows that none grows large.
#ifndef PROJECTIONS_GROUNDS_LIVE_H_
#define PROJECTIONS_GROUNDS_LIVE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"

namespace loopledger {

// By shard.
using LiveTable = Table<state::v1::LiveState>;

// Where a tasking belongs that lives from this record on; its projection
// remembers it while it is live.
uint64_t LiveShard(const Recorded& at);

struct LiveTasking {
  const std::string& id;
  uint64_t shard;
};
void Enlist(const LiveTasking& tasking, const LiveTable& table, Tables& tables);
void Strike(const LiveTasking& tasking, const LiveTable& table, Tables& tables);
std::vector<std::string> LiveIn(const LiveTable& table, Tables& tables);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_LIVE_H_
