// One projection of a runner: what is served of it, who folds it, and the
// rebuild beside it. Belongs to the runner's thread, but for its slot.
#ifndef PROJECTIONS_ENGINE_PLACE_H_
#define PROJECTIONS_ENGINE_PLACE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/log/event_log.h"
#include "projections/engine/budget.h"
#include "projections/engine/directory.h"
#include "projections/engine/lane.h"
#include "projections/engine/projection.h"
#include "projections/engine/slot.h"
#include "projections/engine/store.h"

namespace loopledger {

struct Place {
  // All of these must outlive it.
  Place(const Projection& of, Directory& in, Budget& within)
      : projection(of),
        directory(in),
        budget(within),
        slot(std::string(of.name)) {}

  // Opens the current store or makes one. A store that another version wrote
  // is served as it stands until it is rebuilt; one that is damaged, or was
  // folded from another log, is not served until then. What cannot be opened
  // now is wanted again, and `trouble` says why.
  void Open(const LogReader& log);

  // Begins to fold anew, beside what is served. What an earlier rebuild left
  // is gone.
  absl::Status StartRebuild();
  // True when the rebuild may take over.
  bool CaughtUp() const;
  // Lets the rebuild take over.
  absl::Status Swap();

  const Projection& projection;
  Directory& directory;
  Budget& budget;

  Slot slot;
  std::unique_ptr<Follower> served;   // Null: what is served stands still.
  std::unique_ptr<Follower> rebuilt;  // Null: no rebuild is under way.
  bool open_wanted = false;           // It could not be opened yet.
  bool rebuild_wanted = false;        // One shall be started.
  absl::Status trouble;  // Why it could not be opened, or a rebuild not begun.
  absl::Status in_log;   // When opened: was its head in the log?
  absl::Time retry_at = absl::InfinitePast();

 private:
  absl::Status OpenCurrent(const LogReader& log);
  absl::Status Serve(const LogReader& log, const std::string& name,
                     std::unique_ptr<Store> store);
  absl::StatusOr<std::unique_ptr<Store>> OpenStore(const std::string& name);
  std::unique_ptr<Follower> NewFollower(const std::string& name, Store& store);
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_PLACE_H_
