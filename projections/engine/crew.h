// Several threads for one piece of work that falls into parts: the caller's,
// and helpers that are kept for it.
#ifndef PROJECTIONS_ENGINE_CREW_H_
#define PROJECTIONS_ENGINE_CREW_H_

#include <cstddef>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"

namespace loopledger {

class Crew {
 public:
  // With so many helpers, which may be none.
  explicit Crew(size_t helpers);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // As many as there are cores besides the caller's, within reason.
  static size_t HelpersHere();

  // Calls `part` for each number below `parts`, once, from any of the threads,
  // and returns when all are done. One caller at a time.
  void Share(size_t parts, absl::FunctionRef<void(size_t)> part);

 private:
  void Help();
  // Takes parts while there are any.
  void Work() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  absl::Mutex mu_;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  const absl::FunctionRef<void(size_t)>* part_ ABSL_GUARDED_BY(mu_) = nullptr;
  size_t next_ ABSL_GUARDED_BY(mu_) = 0;
  size_t parts_ ABSL_GUARDED_BY(mu_) = 0;
  size_t open_ ABSL_GUARDED_BY(mu_) = 0;  // Not done yet.
  std::vector<std::thread> helpers_;      // Last: they use all of the above.
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_CREW_H_
