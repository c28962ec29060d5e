#include "projections/measures/waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace loopledger::measures {
namespace {

using state::v1::WaitsState;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;

constexpr int64_t kSecond = 1000000;

// The smallest that is not less than `percent` of all.
int64_t Plainly(std::vector<int64_t> all, size_t percent) {
  std::sort(all.begin(), all.end());
  const size_t rank = std::max<size_t>(1, (all.size() * percent + 99) / 100);
  return all[rank - 1];
}

TEST(Waits, OfOneIsAllThereIs) {
  WaitsState waits;
  Add(7, waits);
  EXPECT_EQ(Quantile(waits, 50), 7);
  EXPECT_EQ(Quantile(waits, 90), 7);
  EXPECT_EQ(waits.longest(), 7);
}

TEST(Waits, AreExactWhileTheyAreFew) {
  std::mt19937_64 random(3);
  WaitsState waits;
  std::vector<int64_t> all;
  for (int i = 0; i < kEachMax; ++i) {
    all.push_back(static_cast<int64_t>(random() >> (random() % 60 + 1)));
    Add(all.back(), waits);
    ASSERT_EQ(Quantile(waits, 50), Plainly(all, 50)) << i;
    ASSERT_EQ(Quantile(waits, 90), Plainly(all, 90)) << i;
  }
}

TEST(Waits, AreAtMostASixtyFourthTooShortWhenTheyAreMany) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    WaitsState waits;
    std::vector<int64_t> all;
    for (int i = 0; i < 4 * kEachMax; ++i) {
      all.push_back(static_cast<int64_t>(random() >> (random() % 40 + 10)));
      Add(all.back(), waits);
    }
    EXPECT_THAT(waits.each(), IsEmpty());
    EXPECT_EQ(waits.longest(), Plainly(all, 100));
    EXPECT_TRUE(std::is_sorted(waits.buckets().begin(), waits.buckets().end()));
    for (const size_t percent : {1, 50, 90, 99}) {
      const int64_t exact = Plainly(all, percent);
      const int64_t told = Quantile(waits, percent);
      EXPECT_THAT(told, Le(exact));
      EXPECT_THAT(told + told / 64 + 1, Ge(exact));
    }
  }
}

TEST(Waits, TakeTheSameRoomHoweverManyThereAre) {
  std::mt19937_64 random(1);
  WaitsState waits;
  for (int i = 0; i < 100000; ++i) {
    Add(static_cast<int64_t>(random() % 400) * 86400 * kSecond / 3, waits);
  }
  EXPECT_THAT(waits.ByteSizeLong(), Le(4096u));
}

TEST(Waits, AreToldInTwoUnits) {
  EXPECT_EQ(TellSpan(0), "0 s");
  EXPECT_EQ(TellSpan(59 * kSecond), "59 s");
  EXPECT_EQ(TellSpan(61 * kSecond), "1 min 1 s");
  EXPECT_EQ(TellSpan(3600 * kSecond), "1 h");
  EXPECT_EQ(TellSpan((86400 + 59) * kSecond), "1 d");
  EXPECT_EQ(TellSpan((3 * 86400 + 5 * 3600 + 59) * kSecond), "3 d 5 h");
}

}  // namespace
}  // namespace loopledger::measures
