#include "ledger/base/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace loopledger {
namespace {

TEST(Clock, KeepsWholeMicroseconds) {
  const absl::Time time = absl::FromUnixMicros(1'772'618'520'000'001);
  EXPECT_EQ(ToMicros(time), 1'772'618'520'000'001);
  EXPECT_EQ(FromMicros(ToMicros(time)), time);
}

TEST(Clock, DropsWhatIsSmallerAlsoBefore1970) {
  EXPECT_EQ(ToMicros(absl::FromUnixNanos(1'999)), 1);
  EXPECT_EQ(ToMicros(absl::FromUnixNanos(-1)), -1);
}

TEST(SystemClock, ReadsTheWallClock) {
  const SystemClock clock;
  const absl::Time before = absl::Now();
  const absl::Time now = clock.Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

}  // namespace
}  // namespace loopledger
