// One thread that sends answers, so that the ledger's thread only takes note.
//
// Wake may be called from any thread. A call that is awake must live until its
// Answer has run; it is not queued twice. While the thread sends, more
// answers gather: under load one wake covers many.
#ifndef CONSUMERS_SERVER_OUTBOX_H_
#define CONSUMERS_SERVER_OUTBOX_H_

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace loopledger {

// A call that has something to send.
class Answering {
 public:
  virtual void Answer() = 0;  // On the outbox's thread.

 protected:
  ~Answering() = default;
};

class Outbox {
 public:
  Outbox();
  ~Outbox();  // Every woken call has answered when it returns.
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void Wake(Answering& call);

 private:
  void Run();
  bool Ready() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  absl::Mutex mu_;
  std::vector<Answering*> awake_ ABSL_GUARDED_BY(mu_);
  bool closing_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_OUTBOX_H_
