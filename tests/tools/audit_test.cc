// What the verifier makes of a log whose every entry is whole, but which is not
// one chain: an insider rewrote a record and its checksum.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "ledger/base/sha256.h"
#include "ledger/domain/signature.h"
#include "ledger/log/event_log.h"
#include "ledger/log/open.h"
#include "loopledger/v1/record.pb.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/fill.h"
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

// A ledger in which "north" has the key "k1" and signs a report; `change` is
// what an insider makes of the report before the chain is built.
std::vector<std::string> SignedChain(
    const std::function<void(v1::Event&)>& change) {
  std::vector<v1::Record> records(3);
  records[0].mutable_ledger_founded()->set_ledger("north");
  v1::Event& rotated = *records[1].mutable_event();
  rotated.set_stream_id("police");
  v1::KeyRotated& key = *rotated.mutable_key_rotated();
  key.set_key_id("k1");
  key.set_public_key(KeyCalled("k1").public_key());

  v1::Command command;
  command.set_command_id("c-1");
  command.mutable_actor()->set_org("police");
  command.mutable_occurred_at()->set_seconds(1);
  command.mutable_submit_report()->set_report_id("R-1");
  Sign("north", "k1", KeyCalled("k1"), command);
  v1::Event& event = *records[2].mutable_event();
  event.set_command_id(command.command_id());
  *event.mutable_actor() = command.actor();
  *event.mutable_occurred_at() = command.occurred_at();
  *event.mutable_signature() = command.signature();
  event.mutable_report_submitted()->set_report_id("R-1");
  change(event);

  std::vector<std::string> entries;
  Digest head = kZeroDigest;
  for (v1::Record& record : records) {
    record.set_previous(std::string(AsBytes(head)));
    record.set_position(entries.size());
    entries.push_back(record.SerializeAsString());
    head = LeafHash(entries.back());
  }
  return entries;
}

TEST(AuditVerify, CountsTheSignaturesThatAreGood) {
  std::string printed;
  EXPECT_EQ(Verify(SignedChain([](v1::Event&) {}), printed), kExitOk)
      << printed;
  EXPECT_THAT(printed, testing::HasSubstr(R"("signatures":"1")"));
}

// The chain was built anew behind the change, so only the signature tells.
TEST(AuditVerify, NamesTheRecordThatDoesNotBearItsSignatureOut) {
  std::string printed;
  const auto rewrite = [](v1::Event& event) {
    event.mutable_report_submitted()->set_report_id("R-2");
  };
  EXPECT_EQ(Verify(SignedChain(rewrite), printed), kExitVerificationFailed);
  EXPECT_THAT(
      printed,
      testing::AllOf(testing::HasSubstr(R"("failed_at":"2")"),
                     testing::HasSubstr("this is no signature by key k1")))
      << printed;
  const auto other = [](v1::Event& event) {
    event.mutable_actor()->set_org("revenue");
  };
  EXPECT_EQ(Verify(SignedChain(other), printed), kExitVerificationFailed);
  EXPECT_THAT(printed, testing::HasSubstr("revenue has no key k1"));
}

// A newer version may have signed a field that this one does not know.
TEST(AuditVerify, DoesNotBlameWhatItCannotRead) {
  std::string printed;
  const auto newer = [](v1::Event& event) {
    v1::ReportSubmitted& body = *event.mutable_report_submitted();
    body.GetReflection()->MutableUnknownFields(&body)->AddVarint(49, 1);
  };
  EXPECT_EQ(Verify(SignedChain(newer), printed), kExitVerificationIncomplete);
  EXPECT_THAT(printed,
              testing::AllOf(testing::HasSubstr(R"("signatures":"0")"),
                             testing::HasSubstr(R"("verdict":"incomplete")"),
                             testing::HasSubstr(R"("signatures_unread":"1")")));
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
