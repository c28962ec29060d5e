// Folds the log into the projections' stores, exactly once, and lets the views
// be read meanwhile.
//
// A Runner owns one thread from Start to its destructor, and a crew that helps
// it where there is much to fold. The thread reads the log through the rule and
// decodes each record once, for every projection that stands at it, and no
// projection is folded by two threads at a time; those that lag (a new one, a
// rebuild) catch up in turns with the others. Batches are as large as the log
// has records ready, so they are large while catching up and small when live.
// `log` must outlive it. Every member is safe for concurrent use.
#ifndef PROJECTIONS_ENGINE_RUNNER_H_
#define PROJECTIONS_ENGINE_RUNNER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "ledger/log/event_log.h"
#include "projections/engine/projection.h"
#include "projections/engine/view.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace loopledger {

struct RunnerOptions {
  std::string directory;  // Made when it is missing.
  // One budget for the block caches, memtables and kept rows of all stores.
  size_t memory_bytes_max = size_t{128} << 20;
  // The most records that are folded before they are stored.
  int batch_records_max = 20000;
  // Called on the runner's thread when something new can be read. It must only
  // take note.
  std::function<void()> on_change;
  rocksdb::Env* env = nullptr;  // For tests: a disk that fails.
};

// How one projection is doing.
struct ProjectionState {
  std::string name;
  uint32_t version = 0;
  Position next = 0;
  absl::Status health;
  bool rebuilding = false;
  Position rebuilt_next = 0;  // How far the rebuild is.
  uint64_t void_entries = 0;  // Seen since the start.
  // Not OK: when it was opened, the record at its head was not in this log; it
  // is ahead of the log, or of another one. Names the position and both hashes.
  absl::Status in_log;
};

class Runner {
 public:
  // Opens or makes a store for each projection and begins to fold. A store that
  // is damaged, or whose head is not in this log, does not stop the others: its
  // health says so and names the position, and nothing is served from it until
  // it is rebuilt.
  // kAlreadyExists: another process has the directory open.
  static absl::StatusOr<std::unique_ptr<Runner>> Start(
      const LogReader& log, std::vector<Projection> projections,
      RunnerOptions options);

  // Ends the thread and writes out what is stored.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Every table with history, projection by projection, the main one first.
  absl::Span<const View> views() const;

  // By "projection" or "projection.table"; null: no such view.
  const View* Find(absl::string_view view) const;

  // Waits until every projection has folded `at_least`. kDeadlineExceeded, or
  // why one has stopped.
  absl::Status Await(Position at_least, absl::Time deadline) const;

  std::vector<ProjectionState> states() const;

  // Folds the projection anew beside its store and swaps when it has caught
  // up; reads go on. Returns at once. kNotFound, or kFailedPrecondition when
  // one is under way.
  absl::Status Rebuild(absl::string_view projection);

 private:
  class Course;  // What the thread does.
  explicit Runner(std::unique_ptr<Course> course);
  const std::unique_ptr<Course> course_;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_RUNNER_H_
