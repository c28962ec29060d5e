#include "tools/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "consumers/client/error.h"

namespace loopledger {
namespace {

absl::Status Refusal(absl::StatusCode code, const char* reason) {
  return WithDetail(absl::Status(code, "no"), {.reason = reason, .field = ""});
}

TEST(ExitCode, FollowsTheKindOfError) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("x")), 1);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("x")), 1);
  EXPECT_EQ(ExitCodeOf(UsageError("x")), 2);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("x")), 3);
  EXPECT_EQ(ExitCodeOf(Refusal(absl::StatusCode::kNotFound, "NOT_FOUND")), 3);
  EXPECT_EQ(ExitCodeOf(absl::UnauthenticatedError("x")), 4);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("x")), 5);
  EXPECT_EQ(ExitCodeOf(Refusal(absl::StatusCode::kFailedPrecondition,
                               "STALE_JUSTIFICATION")),
            6);
  EXPECT_EQ(ExitCodeOf(Refusal(absl::StatusCode::kAborted, "CONFLICT")), 7);
  EXPECT_EQ(ExitCodeOf(Refusal(absl::StatusCode::kAborted, "ID_REUSE")), 7);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("x")), 8);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("x")), 8);
  EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError("x")), 8);
}

TEST(ErrorText, HasNameSentenceWhyAndTry) {
  EXPECT_EQ(ErrorText(WithHelp(absl::NotFoundError("there is no view \"x\""),
                               {.name = "NO_VIEW",
                                .why = "it was never made",
                                .next = "loopledger view list"}),
                      /*color=*/false),
            "error[NO_VIEW]: there is no view \"x\"\n"
            "  why: it was never made\n"
            "  try: loopledger view list\n");
}

TEST(ErrorText, TakesNameAndFieldFromTheRefusal) {
  const absl::Status status =
      WithDetail(absl::InvalidArgumentError("mode is missing"),
                 {.reason = "FIELD_MISSING", .field = "mode"});
  EXPECT_EQ(ErrorText(status, /*color=*/false),
            "error[FIELD_MISSING]: mode is missing\n"
            "  why: the field at fault is mode\n");
  EXPECT_THAT(ErrorText(absl::InternalError("x"), /*color=*/false),
              testing::StartsWith("error[INTERNAL]: x\n"));
}

}  // namespace
}  // namespace loopledger
