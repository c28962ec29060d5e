#include "ledger/log/kafka_tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

constexpr size_t kRoomy = 1 << 20;

// Everything in reach from `from` on, as "offset:bytes ".
std::string Show(const KafkaTail& tail, Offset from, int limit = 1000) {
  KafkaTail::Copied copied;
  tail.Copy(from, limit, copied);
  std::string shown;
  size_t begin = 0;
  for (const auto& [offset, end] : copied.entries) {
    shown += std::to_string(offset) + ":" +
             copied.bytes.substr(begin, end - begin) + " ";
    begin = end;
  }
  return shown + "next " + std::to_string(copied.next);
}

TEST(KafkaTail, BeginsWhereTheTopicEnds) {
  const KafkaTail tail(7, kRoomy);
  const auto reach = tail.Look();
  ASSERT_THAT(reach, IsOk());
  EXPECT_EQ(reach->begin, 7u);
  EXPECT_EQ(reach->end, 7u);
  EXPECT_EQ(Show(tail, 7), "next 7");
}

TEST(KafkaTail, KeepsWhatIsDeliveredInOrder) {
  KafkaTail tail(7, kRoomy);
  EXPECT_THAT(tail.Deliver({{7, "a"}, {8, "b"}}), IsOkAndHolds(true));
  EXPECT_EQ(Show(tail, 7), "7:a 8:b next 9");
  EXPECT_EQ(Show(tail, 8), "8:b next 9");
  EXPECT_EQ(Show(tail, 7, 1), "7:a next 8");
}

TEST(KafkaTail, WaitsForWhatStandsBeforeADelivery) {
  KafkaTail tail(0, kRoomy);
  EXPECT_THAT(tail.Deliver({{2, "mine"}}), IsOkAndHolds(false));
  EXPECT_EQ(tail.Look()->end, 3u);
  EXPECT_EQ(tail.Look()->filled, 0u);
  tail.Follow({{0, "theirs"}, {2, "mine"}}, 3);
  EXPECT_EQ(Show(tail, 0), "0:theirs 2:mine next 3");
  EXPECT_EQ(Show(tail, 1), "2:mine next 3");
}

TEST(KafkaTail, TakesEachEntryOnceFromEitherSide) {
  KafkaTail tail(0, kRoomy);
  tail.Follow({{0, "a"}, {1, "b"}}, 2);
  EXPECT_THAT(tail.Deliver({{1, "b"}, {2, "c"}}), IsOkAndHolds(true));
  tail.Follow({{1, "b"}, {2, "c"}, {3, "d"}}, 4);
  EXPECT_EQ(Show(tail, 0), "0:a 1:b 2:c 3:d next 4");
}

TEST(KafkaTail, PassesOverOffsetsThatHoldNothing) {
  KafkaTail tail(0, kRoomy);
  tail.Follow({{0, "a"}}, 5);
  EXPECT_EQ(Show(tail, 0), "0:a next 5");
  EXPECT_EQ(Show(tail, 3), "next 5");
  EXPECT_THAT(tail.Deliver({{5, "b"}}), IsOkAndHolds(true));
  EXPECT_EQ(Show(tail, 2), "5:b next 6");
}

TEST(KafkaTail, LetsTheOldestGo) {
  KafkaTail tail(0, 500);
  for (Offset at = 0; at < 10; ++at) {
    EXPECT_THAT(tail.Deliver({{at, std::string(100, 'x')}}),
                IsOkAndHolds(true));
  }
  const auto reach = tail.Look();
  EXPECT_EQ(reach->begin, 7u);
  EXPECT_EQ(reach->filled, 10u);
  EXPECT_EQ(Show(tail, 6), "next 6");
  // Delivered late, after it has left: there is nothing to compare with.
  EXPECT_THAT(tail.Deliver({{3, "y"}}), IsOkAndHolds(true));
}

TEST(KafkaTail, BreaksWhenAnotherEntryHasThePlace) {
  KafkaTail tail(3, kRoomy);
  EXPECT_THAT(tail.Deliver({{3, "a"}}), IsOkAndHolds(true));
  EXPECT_THAT(tail.Deliver({{3, "b"}}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("offset 3")));
  EXPECT_THAT(tail.Look(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(KafkaTail, BreaksWhenADeliveryFallsBeforeWhatWasThere) {
  KafkaTail tail(3, kRoomy);
  EXPECT_THAT(tail.Deliver({{0, "a"}}),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("recreated or truncated")));
}

TEST(KafkaTail, WakesWhoWaits) {
  KafkaTail tail(0, kRoomy);
  EXPECT_THAT(tail.AwaitBeyond(0, absl::InfinitePast()),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  tail.Extend(2);
  EXPECT_THAT(tail.AwaitBeyond(0, absl::InfiniteFuture()), IsOkAndHolds(2u));
  EXPECT_THAT(tail.AwaitFilled(0, absl::ZeroDuration()), IsOkAndHolds(false));
  tail.Follow({{0, "a"}}, 1);
  EXPECT_THAT(tail.AwaitFilled(0, absl::InfiniteDuration()),
              IsOkAndHolds(true));
  tail.Break(absl::DataLossError("gone"));
  EXPECT_THAT(tail.AwaitBeyond(9, absl::InfiniteFuture()),
              StatusIs(absl::StatusCode::kDataLoss, "gone"));
}

}  // namespace
}  // namespace loopledger
