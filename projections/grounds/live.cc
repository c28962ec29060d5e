#include "projections/grounds/live.h"

#include "absl/strings/str_cat.h"
#include "projections/grounds/id_set.h"

namespace loopledger {
namespace {

using state::v1::LiveState;

constexpr uint64_t kShards = 256;

}  // namespace

uint64_t LiveShard(const Recorded& at) { return at.position % kShards; }

void Enlist(const LiveTasking& tasking, const LiveTable& table,
            Tables& tables) {
  tables.Change(table, absl::StrCat(tasking.shard), [&](LiveState& live) {
    Include(tasking.id, *live.mutable_taskings());
  });
}

void Strike(const LiveTasking& tasking, const LiveTable& table,
            Tables& tables) {
  tables.Change(table, absl::StrCat(tasking.shard), [&](LiveState& live) {
    Exclude(tasking.id, *live.mutable_taskings());
  });
}

std::vector<std::string> LiveIn(const LiveTable& table, Tables& tables) {
  std::vector<std::string> all;
  for (uint64_t shard = 0; shard < kShards; ++shard) {
    const LiveState* live = tables.Get(table, absl::StrCat(shard));
    if (live == nullptr) continue;
    all.insert(all.end(), live->taskings().begin(), live->taskings().end());
  }
  return all;
}

}  // namespace loopledger
