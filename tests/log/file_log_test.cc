// The embedded log when the disk is full, fails, or loses its power.
#include "ledger/log/file_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/log/file_log_reader.h"
#include "tests/log/fake_disk.h"
#include "tests/log/log_conformance.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<FileLog> OpenLogOn(FakeDisk& disk,
                                   FileLogOptions options = {}) {
  auto log = FileLog::Open(disk.Open(), options);
  EXPECT_THAT(log, IsOk());
  return log.ok() ? *std::move(log) : nullptr;
}

TEST(FileLog, SyncsOnceForAllThatIsHandedOverAndItsMarkWhenIdle) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  const int before = disk.syncs();
  AppendAndWait(*log, SomeEntries(1000));
  EXPECT_TRUE(disk.AwaitSyncs(before + 2));
  EXPECT_EQ(disk.syncs(), before + 2);
}

TEST(FileLog, HasADurableMarkOnceItIsIdle) {
  FakeDisk disk;
  auto log = OpenLogOn(disk);
  const int before = disk.syncs();
  AppendAndWait(*log, {"one", "two"});
  ASSERT_TRUE(disk.AwaitSyncs(before + 2));
  std::mt19937_64 random(1);
  disk.CutPower(random);
  log.reset();
  disk.PowerOn();
  EXPECT_EQ(OpenLogOn(disk)->recovery().kept, 0u);
}

TEST(FileLog, GrowsInStepsSoThatASmallLogIsSmall) {
  FakeDisk disk;
  AppendAndWait(*OpenLogOn(disk), SomeEntries(10));
  EXPECT_LT(disk.Contents(SegmentName(0, kEntriesSuffix)).size(), 100'000u);
}

TEST(FileLog, TakesNothingOnAFullDiskAndGoesOnWhenThereIsRoom) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  disk.set_room(200'000);
  const std::string entry(10'000, 'x');
  Offset taken = 0;
  absl::Status status;
  while ((status = log->Append({entry})).ok()) {
    ASSERT_THAT(log->AwaitBeyond(taken, absl::InfiniteFuture()), IsOk());
    ++taken;
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_GT(taken, 15u);  // All the room there is was used.
  EXPECT_THAT(log->End(), IsOkAndHolds(taken));
  EXPECT_THAT(log->Append({entry}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(ReadAll(*log), testing::SizeIs(taken));
  disk.set_room(1'000'000);
  ASSERT_THAT(log->Append({entry}), IsOk());
  EXPECT_THAT(log->AwaitBeyond(taken, absl::InfiniteFuture()),
              IsOkAndHolds(taken + 1));
  EXPECT_THAT(ReadAll(*log), testing::Each(entry));
}

TEST(FileLog, OpensOnAFullDisk) {
  FakeDisk disk;
  AppendAndWait(*OpenLogOn(disk), {"one"});
  disk.set_room(0);
  const auto log = OpenLogOn(disk);
  EXPECT_THAT(ReadAll(*log), ElementsAre("one"));
}

TEST(FileLog, LeavesNothingBehindWhereThereIsNoRoomForASegment) {
  FakeDisk disk;
  disk.set_room(1000);
  EXPECT_THAT(FileLog::Open(disk.Open(), {}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(disk.Names(), testing::IsEmpty());
  disk.set_room(1'000'000);
  AppendAndWait(*OpenLogOn(disk), {"one"});
}

// A disk that now and then is full, over segments that are small: what was
// taken is there in the end, and nothing else.
TEST(FileLog, KeepsExactlyWhatItTookWhileTheDiskIsFullNowAndThen) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  FakeDisk disk;
  std::vector<std::string> expected;
  int refused = 0;
  {
    const auto log = OpenLogOn(disk, {.segment_bytes = 100'000});
    uint64_t room = 100'000;
    for (int i = 0; i < 2000; ++i) {
      if (random() % 50 == 0) room += 100'000;
      disk.set_room(room);
      const std::vector<std::string> entries =
          SomeEntries(static_cast<int>(1 + random() % 20), 100 * i);
      const absl::Status status = log->Append(entries);
      if (status.ok()) {
        expected.insert(expected.end(), entries.begin(), entries.end());
      } else {
        ASSERT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(expected.size(), 1000u);
  EXPECT_EQ(ReadAll(*OpenLogOn(disk, {.segment_bytes = 100'000})), expected);
}

// On a file system that never writes in place, room that was made is not kept.
TEST(FileLog, HoldsWhatItTookUntilThereIsRoomToWriteIt) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  const int before = disk.syncs();
  AppendAndWait(*log, {"one"});
  ASSERT_TRUE(disk.AwaitSyncs(before + 2));
  disk.set_writes_elsewhere(true);
  disk.set_room(0);
  ASSERT_THAT(log->Append({"two"}), IsOk());
  EXPECT_THAT(log->AwaitBeyond(1, absl::Now() + absl::Milliseconds(20)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(
      log->Append({"three"}),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("has no room")));
  disk.set_room(1'000'000);
  EXPECT_THAT(log->AwaitBeyond(1, absl::InfiniteFuture()), IsOkAndHolds(2u));
  EXPECT_THAT(ReadAll(*log), ElementsAre("one", "two"));
}

TEST(FileLog, ClosesWhileThereIsNoRoomForWhatItTook) {
  FakeDisk disk;
  {
    const auto log = OpenLogOn(disk, {.segment_bytes = 20'000});
    AppendAndWait(*log, {"one"});
    disk.set_writes_elsewhere(true);
    disk.set_room(0);
    ASSERT_THAT(log->Append({"two"}), IsOk());
  }
  disk.set_room(1'000'000);
  EXPECT_THAT(ReadAll(*OpenLogOn(disk)), ElementsAre("one"));
}

TEST(FileLog, TakesNoMoreThanItsQueueHolds) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  disk.set_writes_elsewhere(true);
  ASSERT_THAT(log->Append({"one"}), IsOk());
  const std::vector<std::string> large(80, std::string(1 << 20, 'x'));
  EXPECT_THAT(log->Append(large),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("bytes on their way to the disk")));
}

TEST(FileLogDeathTest, EndsTheProcessWhenASyncFails) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        FakeDisk disk;
        const auto log = OpenLogOn(disk);
        disk.FailSyncs(absl::UnavailableError("could not sync: broken"));
        AppendAndWait(*log, {"one"});
      },
      "log \"fake\" stops, for what its disk holds is unknown: could not sync: "
      "broken");
}

TEST(FileLogDeathTest, EndsTheProcessWhenAWriteFailsForAnotherReasonThanRoom) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        FakeDisk disk;
        const auto log = OpenLogOn(disk);
        disk.FailWrites(absl::UnavailableError("could not write: broken"));
        AppendAndWait(*log, {"one"});
      },
      "log \"fake\" stops, .*could not write: broken");
}

// Cuts the power or kills the process at any moment, again and again, also
// while the log is being opened. What was delivered before is
// there, in its order; what is there beyond it is what was appended next.
class PowerCuts : public testing::TestWithParam<int> {};

TEST_P(PowerCuts, LoseNothingThatWasDelivered) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  FakeDisk disk;
  const FileLogOptions options = {.segment_bytes =
                                      static_cast<uint64_t>(GetParam())};
  std::vector<std::string> appended;  // What may be there, in order.
  size_t delivered = 0;               // What must be.
  int next = 0;
  for (int round = 0; round < 150; ++round) {
    auto log = OpenLogOn(disk, options);
    ASSERT_NE(log, nullptr);
    const std::vector<std::string> found = ReadAll(*log);
    ASSERT_GE(found.size(), delivered) << "round " << round;
    ASSERT_LE(found.size(), appended.size());
    appended.resize(found.size());
    ASSERT_EQ(found, appended) << "round " << round;
    delivered = found.size();
    const bool cut = random() % 2 == 0;
    const int moment = static_cast<int>(random() % 40);
    std::mt19937_64 losses(random());
    if (cut) disk.CutPowerAfter(moment, losses);
    if (!cut) disk.KillProcessAfter(moment);
    for (uint64_t steps = random() % 20; steps > 0; --steps) {
      const auto entries =
          SomeEntries(static_cast<int>(1 + random() % 9), next);
      next += static_cast<int>(entries.size());
      const absl::Status status = log->Append(entries);
      appended.insert(appended.end(), entries.begin(), entries.end());
      if (!disk.has_power()) break;  // What it answers means nothing now.
      ASSERT_THAT(status, IsOk());
      if (random() % 2 == 0) {
        const Offset some =
            found.size() + random() % (appended.size() - found.size());
        ASSERT_THAT(log->AwaitBeyond(some, absl::InfiniteFuture()), IsOk());
      }
      const absl::StatusOr<Offset> end = log->End();
      ASSERT_THAT(end, IsOk());
      if (disk.has_power()) delivered = *end;
    }
    disk.KillProcess();
    log.reset();
    disk.PowerOn();
    while (random() % 2 == 0) {
      disk.CutPowerAfter(static_cast<int>(random() % 6), losses);
      OpenLogOn(disk, options).reset();
      disk.PowerOn();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(SegmentBytes, PowerCuts,
                         testing::Values(14'000, 20'000, 1'000'000));

}  // namespace
}  // namespace loopledger
