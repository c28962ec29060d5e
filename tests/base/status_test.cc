#include "ledger/base/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::Pointee;

absl::Status ReturnsBefore(absl::Status status, bool& reached) {
  RETURN_IF_ERROR(status);
  reached = true;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> Doubles(
    absl::StatusOr<std::unique_ptr<int>> value) {
  ASSIGN_OR_RETURN(std::unique_ptr<int> number, std::move(value));
  ASSIGN_OR_RETURN(const int twice, absl::StatusOr<int>(*number * 2));
  return std::make_unique<int>(twice);
}

TEST(ReturnIfError, LeavesWithTheError) {
  bool reached = false;
  EXPECT_THAT(ReturnsBefore(absl::DataLossError("position 7"), reached),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("7")));
  EXPECT_FALSE(reached);
}

TEST(ReturnIfError, GoesOnWhenAllIsWell) {
  bool reached = false;
  EXPECT_THAT(ReturnsBefore(absl::OkStatus(), reached), IsOk());
  EXPECT_TRUE(reached);
}

TEST(AssignOrReturn, MovesTheValueOut) {
  EXPECT_THAT(Doubles(std::make_unique<int>(21)), IsOkAndHolds(Pointee(42)));
}

TEST(AssignOrReturn, LeavesWithTheError) {
  EXPECT_THAT(Doubles(absl::NotFoundError("no number")),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace loopledger
