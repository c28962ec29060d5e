#include "tests/support/matchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loopledger/v1/event.pb.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StringMatchResultListener;

TEST(IsOkAndHolds, TakesAValueOrAMatcher) {
  EXPECT_THAT(absl::StatusOr<int>(7), IsOkAndHolds(7));
  EXPECT_THAT(absl::StatusOr<int>(7), IsOkAndHolds(testing::Gt(6)));
  EXPECT_THAT(absl::StatusOr<int>(7), Not(IsOkAndHolds(8)));
  EXPECT_THAT(absl::StatusOr<int>(absl::NotFoundError("it")),
              Not(IsOkAndHolds(7)));
}

TEST(EqualsProto, ComparesWithAMessageOrItsText) {
  v1::Event event;
  event.set_stream_id("T-1");
  EXPECT_THAT(event, EqualsProto(event));
  EXPECT_THAT(event, EqualsProto(R"pb(stream_id: "T-1")pb"));
  EXPECT_THAT(event, Not(EqualsProto(R"pb(stream_id: "T-2")pb")));
}

TEST(EqualsProto, SaysWhichFieldDiffers) {
  v1::Event event;
  event.set_stream_id("T-1");
  StringMatchResultListener listener;
  EXPECT_FALSE(testing::ExplainMatchResult(
      EqualsProto(R"pb(stream_id: "T-2")pb"), event, &listener));
  EXPECT_THAT(listener.str(), HasSubstr("stream_id"));
}

}  // namespace
}  // namespace loopledger
