#include "ledger/domain/deadlines.h"

#include <gtest/gtest.h>

namespace loopledger {
namespace {

using Kind = Wait::Kind;

absl::Time At(int seconds) { return absl::FromUnixSeconds(seconds); }

TEST(Deadlines, HaveNoneWhereNothingWaits) {
  EXPECT_EQ(Deadlines().Next(), absl::InfiniteFuture());
}

TEST(Deadlines, GiveTheFirstAndGoOnWhenItHasPassed) {
  Deadlines deadlines;
  deadlines.Set({Kind::kTasked, 1}, At(30));
  deadlines.Set({Kind::kReviewed, 1}, At(10));
  deadlines.Set({Kind::kReassessed, 1, 7}, At(20));
  EXPECT_EQ(deadlines.Next(), At(10));
  deadlines.Pass(At(9));
  EXPECT_EQ(deadlines.Next(), At(10));
  // One Tick may pass several.
  deadlines.Pass(At(20));
  EXPECT_EQ(deadlines.Next(), At(30));
  deadlines.Pass(At(30));
  EXPECT_EQ(deadlines.Next(), absl::InfiniteFuture());
}

TEST(Deadlines, MoveAndEnd) {
  Deadlines deadlines;
  deadlines.Set({Kind::kReviewed, 1}, At(10));
  deadlines.Set({Kind::kReviewed, 2}, At(15));
  deadlines.Set({Kind::kReviewed, 1}, At(20));
  EXPECT_EQ(deadlines.Next(), At(15));
  deadlines.End({Kind::kReviewed, 2});
  EXPECT_EQ(deadlines.Next(), At(20));
  // What does not wait can end, too.
  deadlines.End({Kind::kReviewed, 2});
  deadlines.End({Kind::kTasked, 1});
  EXPECT_EQ(deadlines.Next(), At(20));
}

TEST(Deadlines, KeepWaitsForOneMomentApart) {
  Deadlines deadlines;
  deadlines.Set({Kind::kReassessed, 1, 1}, At(10));
  deadlines.Set({Kind::kReassessed, 1, 2}, At(10));
  deadlines.Set({Kind::kReassessed, 2, 1}, At(10));
  deadlines.End({Kind::kReassessed, 1, 1});
  deadlines.End({Kind::kReassessed, 2, 1});
  EXPECT_EQ(deadlines.Next(), At(10));
  deadlines.End({Kind::kReassessed, 1, 2});
  EXPECT_EQ(deadlines.Next(), absl::InfiniteFuture());
  EXPECT_TRUE(deadlines == Deadlines());
}

TEST(Deadlines, EndAllThatWaitForAThreat) {
  Deadlines deadlines;
  deadlines.Set({Kind::kReassessed, 1, 1}, At(10));
  deadlines.Set({Kind::kReassessed, 1, 2}, At(20));
  deadlines.Set({Kind::kReassessed, 2, 1}, At(30));
  deadlines.Set({Kind::kReviewed, 1}, At(40));
  deadlines.EndAll(Kind::kReassessed, 1);
  EXPECT_EQ(deadlines.Next(), At(30));
  deadlines.EndAll(Kind::kReassessed, 2);
  EXPECT_EQ(deadlines.Next(), At(40));
}

TEST(Deadlines, KeepTheObjectivesOfAStrategyApart) {
  Deadlines deadlines;
  deadlines.Set({Kind::kAimBegun, 1, 0}, At(10));
  deadlines.Set({Kind::kAimBegun, 1, 1}, At(20));
  deadlines.Set({Kind::kAimEnded, 1, 0}, At(30));
  deadlines.EndAll(Kind::kAimBegun, 1);
  EXPECT_EQ(deadlines.Next(), At(30));
}

}  // namespace
}  // namespace loopledger
