#include "ledger/domain/decision.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/status/status.h"
#include "loopledger/v1/reason.pb.h"

namespace loopledger {
namespace {

TEST(Refusal, TravelsAsAStatusAndBack) {
  const Refusal refusal =
      Reject(v1::NOT_PUBLISHED, "version ", 3, " is DRAFTED")
          .At("justification[0]");
  const absl::Status status = ToStatus(refusal);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "version 3 is DRAFTED");
  Refusal back;
  ASSERT_TRUE(FromStatus(status, back));
  EXPECT_EQ(back.reason, v1::NOT_PUBLISHED);
  EXPECT_EQ(back.message, "version 3 is DRAFTED");
  EXPECT_EQ(back.field, "justification[0]");
}

TEST(Refusal, IsNotReadOutOfAnyOtherStatus) {
  Refusal refusal;
  EXPECT_FALSE(FromStatus(absl::OkStatus(), refusal));
  EXPECT_FALSE(FromStatus(absl::AbortedError("the seat was taken"), refusal));
}

TEST(Refusal, HasACodeThatSaysWhoMustAct) {
  EXPECT_EQ(CodeOf(v1::CONFLICT), absl::StatusCode::kAborted);
  EXPECT_EQ(CodeOf(v1::ID_REUSE), absl::StatusCode::kAborted);
  EXPECT_EQ(CodeOf(v1::NOT_AUTHORISED), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(CodeOf(v1::NOT_OWNER), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(CodeOf(v1::NOT_FOUND), absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(v1::FIELD_MISSING), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(v1::UNKNOWN_CODE), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(v1::TAINTED), absl::StatusCode::kFailedPrecondition);
}

// G8: what does not exist and what may not be seen answer alike.
TEST(Refusal, DoesNotTellAHiddenReferenceFromAnAbsentOne) {
  EXPECT_EQ(CodeOf(v1::DANGLING_REF), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace loopledger
