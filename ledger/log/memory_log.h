// A log in memory: durable at once, gone with the process. For tests, for the
// simulation, and for trying a ledger out.
//
// Safe for concurrent readers beside the one writer. A test may hold it, so
// that entries are handed over but neither durable nor delivered, and then
// release them or lose them, as a crash would.
#ifndef LEDGER_LOG_MEMORY_LOG_H_
#define LEDGER_LOG_MEMORY_LOG_H_

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "ledger/log/event_log.h"

namespace loopledger {

class MemoryLog final : public EventLog {
 public:
  // Larger entries are refused with kInvalidArgument, as by a file log.
  static constexpr size_t kEntryBytesMax = size_t{1} << 20;

  MemoryLog() = default;
  MemoryLog(const MemoryLog&) = delete;
  MemoryLog& operator=(const MemoryLog&) = delete;

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override;
  absl::StatusOr<Offset> End() const override;
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override;
  absl::Status Append(absl::Span<const std::string> entries) override;
  std::vector<Delivery> TakeDeliveries() override;
  void OnDelivery(std::function<void()> wake) override;
  bool exclusive() const override { return true; }

  // The seam for tests.
  // From now on entries are taken, and neither durable nor delivered.
  void Hold();
  // Makes what was held durable, delivers it, and holds no longer.
  void Release();
  // Forgets what was held; delivers it with `status`. Goes on holding.
  void LoseHeld(const absl::Status& status);
  // Append answers `status` from now on, until it is set to OK.
  void RefuseAppends(absl::Status status);

 private:
  void MakeDurable(size_t count) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Wake();

  mutable absl::Mutex mu_;
  std::deque<std::string> entries_ ABSL_GUARDED_BY(mu_);
  size_t durable_ ABSL_GUARDED_BY(mu_) = 0;  // Entries before it can be read.
  bool holding_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status refusal_ ABSL_GUARDED_BY(mu_);
  std::vector<Delivery> deliveries_ ABSL_GUARDED_BY(mu_);

  absl::Mutex wake_mu_;  // Held while waking, so that OnDelivery can end it.
  std::function<void()> wake_ ABSL_GUARDED_BY(wake_mu_);
};

}  // namespace loopledger

#endif  // LEDGER_LOG_MEMORY_LOG_H_
