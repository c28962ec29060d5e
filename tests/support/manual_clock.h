// A clock that stands still until it is told otherwise.
#ifndef TESTS_SUPPORT_MANUAL_CLOCK_H_
#define TESTS_SUPPORT_MANUAL_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "ledger/base/clock.h"

namespace loopledger {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time now) : micros_(ToMicros(now)) {}

  absl::Time Now() const override { return FromMicros(micros_); }
  void Advance(absl::Duration by) { micros_ += absl::ToInt64Microseconds(by); }
  void Set(absl::Time now) { micros_ = ToMicros(now); }

 private:
  std::atomic<int64_t> micros_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_MANUAL_CLOCK_H_
