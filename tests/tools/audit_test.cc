// What the verifier makes of a log whose every entry is whole, but which is not
// one chain: an insider rewrote a record and its checksum.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/base/sha256.h"
#include "ledger/log/event_log.h"
#include "ledger/log/open.h"
#include "loopledger/v1/record.pb.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

// Ten records in one chain.
std::vector<std::string> Chain() {
  std::vector<std::string> entries;
  Digest head = kZeroDigest;
  for (uint64_t position = 0; position < 10; ++position) {
    v1::Record record;
    record.set_previous(std::string(AsBytes(head)));
    record.set_position(position);
    record.set_recorded_at(static_cast<int64_t>(position));
    record.set_writer("test");
    record.mutable_seat_taken()->set_writer("test");
    entries.push_back(record.SerializeAsString());
    head = LeafHash(entries.back());
  }
  return entries;
}

// Verifies a log of these entries; gives the exit code and what it printed.
int Verify(const std::vector<std::string>& entries, std::string& printed) {
  const std::string directory = MakeTemporaryDirectory();
  const std::string url = absl::StrCat("file:", directory, "/log");
  {
    auto log = OpenLog(url);
    EXPECT_THAT(log, IsOk());
    EXPECT_THAT((*log)->Append(entries), IsOk());
  }
  Globals globals;
  globals.settings.SetFlag("log", url);
  globals.settings.SetFlag("output", "json");
  EXPECT_THAT(globals.settings.Load(), IsOk());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const Exit exit = AuditVerify(globals);
  printed = testing::internal::GetCapturedStdout() +
            testing::internal::GetCapturedStderr();
  RemoveDirectory(directory);
  EXPECT_THAT(exit, IsOk());
  return exit.ok() ? *exit : -1;
}

TEST(AuditVerify, IsContentWithOneChain) {
  std::string printed;
  EXPECT_EQ(Verify(Chain(), printed), kExitOk) << printed;
  EXPECT_THAT(printed, testing::HasSubstr(R"("records":"10")"));
}

TEST(AuditVerify, NamesTheRecordAfterOneThatWasRewritten) {
  std::vector<std::string> entries = Chain();
  v1::Record record;
  ASSERT_TRUE(record.ParseFromString(entries[4]));
  record.mutable_seat_taken()->set_writer("somebody else");
  entries[4] = record.SerializeAsString();
  std::string printed;
  EXPECT_EQ(Verify(entries, printed), kExitVerificationFailed) << printed;
  EXPECT_THAT(printed, testing::AllOf(
                           testing::HasSubstr(R"("failed_at":"5")"),
                           testing::HasSubstr("does not follow the one at 4")));
}

TEST(AuditVerify, NamesAGapATimeThatWentBackAndGarbage) {
  for (const std::string& bad : {Chain()[7], std::string("garbage")}) {
    std::vector<std::string> entries = Chain();
    entries[6] = bad;
    std::string printed;
    EXPECT_EQ(Verify(entries, printed), kExitVerificationFailed) << printed;
    EXPECT_THAT(printed, testing::HasSubstr(R"("failed_at":"6")"));
  }
  std::vector<std::string> entries = Chain();
  v1::Record late;
  ASSERT_TRUE(late.ParseFromString(entries[9]));
  late.set_recorded_at(1);
  entries[9] = late.SerializeAsString();
  std::string printed;
  EXPECT_EQ(Verify(entries, printed), kExitVerificationFailed) << printed;
  EXPECT_THAT(printed, testing::HasSubstr("time went back"));
}

}  // namespace
}  // namespace loopledger
