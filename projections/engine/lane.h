// Followers that stand at the same place in the log, and the step they take
// together: each record is read, judged and decoded once for all of them, and
// a crew folds it into one store beside the other.
#ifndef PROJECTIONS_ENGINE_LANE_H_
#define PROJECTIONS_ENGINE_LANE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ledger/log/event_log.h"
#include "projections/engine/crew.h"
#include "projections/engine/decoder.h"
#include "projections/engine/folding.h"
#include "projections/engine/projection.h"
#include "projections/engine/store.h"

namespace loopledger {

// A projection on its way through the log, into one store.
struct Follower {
  enum class Gait {
    kFolding,
    kWaiting,  // For a disk or a broker: `health` says which; tries again.
    kStopped,  // `health` says why; only a person or a rebuild helps.
  };

  const Projection* projection = nullptr;
  std::string store_name;
  Store* store = nullptr;         // What it folds into.
  std::unique_ptr<Store> beside;  // The same, while it is not served yet.
  std::unique_ptr<Folding> folding;

  Cursor cursor;
  Offset read_from = 0;  // Beyond the cursor when void entries follow it.
  Gait gait = Gait::kFolding;
  absl::Status health;
  bool at_end = false;  // Its last step found nothing to read.
  uint64_t void_entries = 0;
  uint64_t unflushed = 0;  // Records.

  // Takes up where the store stands.
  void Restart();
  // Notes why it cannot go on; whether it may try again depends on `why`.
  void Halt(absl::Status why);
};

// OK when the record that the cursor names is in the log, where it was.
absl::Status CheckHead(const LogReader& log, const Cursor& cursor);

struct Stride {
  Position until = 0;  // Do not fold this position.
  int records_max = 0;
  size_t bytes_max = 0;  // To be stored, for one follower.
};

// Takes one step; false: there was nothing to read. What goes wrong is noted in
// the followers. All have the same cursor.
bool Advance(const LogReader& log, absl::Span<Follower* const> lane,
             const Stride& stride, Decoder& decoder, Crew& crew);

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_LANE_H_
