#include "ledger/base/clock.h"

#include "absl/time/clock.h"

namespace loopledger {

absl::Time SystemClock::Now() const { return absl::Now(); }

}  // namespace loopledger
