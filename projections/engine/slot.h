// Where a projection's store stands while readers use it: the runner may put
// another in its place, and says how far it has folded. Safe for concurrent
// use.
#ifndef PROJECTIONS_ENGINE_SLOT_H_
#define PROJECTIONS_ENGINE_SLOT_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "projections/engine/store.h"

namespace loopledger {

class Slot {
 public:
  explicit Slot(std::string name) : name_(std::move(name)) {}

  // --- For readers.

  // Calls `read` with the store, which stays in place meanwhile.
  template <typename Answer>
  absl::StatusOr<Answer> Read(
      absl::FunctionRef<absl::StatusOr<Answer>(const Store&)> read) const {
    absl::ReaderMutexLock lock(&store_mu_);
    if (!withheld_.ok()) return withheld_;
    return read(*store_);
  }

  Position next() const;
  absl::Status health() const;
  absl::Status Await(Position at_least, absl::Time deadline) const;

  // --- For the runner.

  // Serves `store` from now on and gives back the one before, if any.
  std::unique_ptr<Store> Serve(std::unique_ptr<Store> store);
  // Answers every read with `why`, until another store is served.
  void Withhold(absl::Status why);
  void Report(Position next, absl::Status health);

 private:
  const std::string name_;

  // Readers hold it shared while they read.
  mutable absl::Mutex store_mu_;
  std::unique_ptr<Store> store_ ABSL_GUARDED_BY(store_mu_);
  absl::Status withheld_ ABSL_GUARDED_BY(store_mu_) =
      absl::UnavailableError("not built yet");

  mutable absl::Mutex progress_mu_;
  Position next_ ABSL_GUARDED_BY(progress_mu_) = 0;
  absl::Status health_ ABSL_GUARDED_BY(progress_mu_);
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_SLOT_H_
