// Reading a log beside its writer, and one that nobody writes.
#include "ledger/log/file_log_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/log/file_log.h"
#include "tests/log/fake_disk.h"
#include "tests/log/log_conformance.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr FileLogOptions kSmall = {.segment_bytes = 20'000};

std::unique_ptr<FileLog> OpenLogOn(FakeDisk& disk) {
  auto log = FileLog::Open(disk.Open(), kSmall);
  EXPECT_THAT(log, IsOk());
  return *std::move(log);
}

std::unique_ptr<FileLogReader> OpenReaderOn(FakeDisk& disk) {
  auto log = FileLogReader::Open(disk.Open());
  EXPECT_THAT(log, IsOk());
  return *std::move(log);
}

TEST(FileLogReader, FindsNoLogInAnEmptyDirectory) {
  FakeDisk disk;
  EXPECT_THAT(FileLogReader::Open(disk.Open()),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(disk.Names(), testing::IsEmpty());
}

TEST(FileLogReader, ReadsAnEmptyLog) {
  FakeDisk disk;
  OpenLogOn(disk);
  const auto reader = OpenReaderOn(disk);
  EXPECT_THAT(reader->End(), IsOkAndHolds(0u));
  EXPECT_THAT(ReadAll(*reader), testing::IsEmpty());
}

TEST(FileLogReader, ReadsAClosedLogAndChangesNothing) {
  FakeDisk disk;
  const auto entries = SomeEntries(500);
  AppendAndWait(*OpenLogOn(disk), entries);
  std::vector<std::string> before;
  for (const auto& name : disk.Names()) before.push_back(disk.Contents(name));
  EXPECT_EQ(ReadAll(*OpenReaderOn(disk)), entries);
  std::vector<std::string> after;
  for (const auto& name : disk.Names()) after.push_back(disk.Contents(name));
  EXPECT_EQ(before, after);
}

TEST(FileLogReader, FollowsAWriterFromSegmentToSegment) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  const auto reader = OpenReaderOn(disk);
  std::vector<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    const auto entries = SomeEntries(1 + i % 7, 10 * i);
    AppendAndWait(*log, entries);
    expected.insert(expected.end(), entries.begin(), entries.end());
    ASSERT_THAT(reader->End(), IsOkAndHolds(expected.size()));
  }
  EXPECT_EQ(ReadAll(*reader), expected);
  EXPECT_EQ(ReadAll(*OpenReaderOn(disk)), expected);
}

TEST(FileLogReader, GoesOnReadingWhenTheWriterComesBack) {
  FakeDisk disk;
  AppendAndWait(*OpenLogOn(disk), {"one"});
  const auto reader = OpenReaderOn(disk);
  EXPECT_THAT(ReadAll(*reader), ElementsAre("one"));
  AppendAndWait(*OpenLogOn(disk), {"two"});
  EXPECT_THAT(ReadAll(*reader), ElementsAre("one", "two"));
  AppendAndWait(*OpenLogOn(disk), {"three"});
  EXPECT_THAT(ReadAll(*reader, 2), ElementsAre("three"));
}

TEST(FileLogReader, SeesNothingOfALogInUseThatIsNotAcknowledged) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  AppendAndWait(*log, {"one"});
  // As if the writer were between its write and its sync.
  std::string contents = disk.Contents(SegmentName(0, kEntriesSuffix));
  std::string frame;
  AppendFrame(1, "two", frame);
  contents.replace(kFramesBegin + kFrameHeaderBytes + 3, frame.size(), frame);
  disk.SetContents(SegmentName(0, kEntriesSuffix), contents);
  const auto reader = OpenReaderOn(disk);
  EXPECT_THAT(ReadAll(*reader), ElementsAre("one"));
  EXPECT_EQ(reader->recovery().torn_bytes, 0u);
}

TEST(FileLogReader, WaitsForWhatAnotherProcessAppends) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  const auto reader = OpenReaderOn(disk);
  EXPECT_THAT(reader->AwaitBeyond(0, absl::Now() + absl::Milliseconds(20)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  absl::StatusOr<Offset> end;
  std::thread waiting(
      [&] { end = reader->AwaitBeyond(0, absl::Now() + kPatience); });
  AppendAndWait(*log, {"one"});
  waiting.join();
  EXPECT_THAT(end, IsOkAndHolds(1u));
}

TEST(FileLogReader, IsSafeForManyThreadsBesideAWriter) {
  FakeDisk disk;
  const auto log = OpenLogOn(disk);
  const auto reader = OpenReaderOn(disk);
  const auto entries = SomeEntries(2000);
  std::vector<std::vector<std::string>> read(3);
  std::vector<std::thread> threads;
  for (auto& mine : read) {
    threads.emplace_back([&reader, &mine, &entries] {
      while (mine.size() < entries.size()) {
        const auto next =
            reader->Read(mine.size(), 64, [&](Offset, absl::string_view entry) {
              mine.emplace_back(entry);
              return true;
            });
        if (!next.ok()) return;
      }
    });
  }
  for (size_t i = 0; i < entries.size(); i += 20) {
    const auto begin = entries.begin() + static_cast<ptrdiff_t>(i);
    AppendAndWait(*log, {begin, begin + 20});
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : read) EXPECT_EQ(mine, entries);
}

TEST(FileLogReader, NamesAnEntryDamagedAfterItWasOpened) {
  FakeDisk disk;
  AppendAndWait(*OpenLogOn(disk), {"one", "two", "three"});
  const auto reader = OpenReaderOn(disk);
  std::string contents = disk.Contents(SegmentName(0, kEntriesSuffix));
  contents[kFramesBegin + kFrameHeaderBytes] ^= 1;
  disk.SetContents(SegmentName(0, kEntriesSuffix), contents);
  EXPECT_THAT(reader->Read(0, 10,
                           [](Offset, absl::string_view) {
                             ADD_FAILURE() << "damaged bytes were handed out";
                             return true;
                           }),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("entry at offset 0 of log \"fake\" is "
                                 "damaged: it does not match its checksum")));
}

}  // namespace
}  // namespace loopledger
