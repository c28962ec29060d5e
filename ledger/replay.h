// Reads a log from its beginning into a replica: what a start does, and a
// writer whose world is not whole. Records keep their memory from one to the
// next.
#ifndef LEDGER_REPLAY_H_
#define LEDGER_REPLAY_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"
#include "ledger/replica.h"

namespace loopledger {

// How far a replay has come.
struct Replayed {
  Head head;
  Offset next = 0;  // The first entry that was not read.
  uint64_t void_entries = 0;
};

// Folds the ledger in the entries before `until`, or before the log's end,
// where that comes first. `on_record` is called for each record after it was
// folded. On an error everything before it is folded, and `replayed` says what:
// kDataLoss and kFailedPrecondition as ParseRecord's, or what the log said.
absl::Status Replay(
    const LogReader& log, Offset until,
    absl::FunctionRef<void(Offset offset, const v1::Record& record)> on_record,
    Replica& replica, Replayed& replayed);

}  // namespace loopledger

#endif  // LEDGER_REPLAY_H_
