// What is left of a log that was cut short or damaged, byte by byte.
#include "ledger/log/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/log/file_log.h"
#include "ledger/log/file_log_reader.h"
#include "ledger/log/format.h"
#include "tests/log/fake_disk.h"
#include "tests/log/log_conformance.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

std::unique_ptr<FileLog> OpenLogOn(FakeDisk& disk,
                                   FileLogOptions options = {}) {
  auto log = FileLog::Open(disk.Open(), options);
  EXPECT_THAT(log, IsOk());
  return log.ok() ? *std::move(log) : nullptr;
}

// Ten small entries, closed in good order: all of them acknowledged.
class ClosedLog : public testing::Test {
 protected:
  ClosedLog() {
    AppendAndWait(*OpenLogOn(disk_), entries_);
    contents_ = disk_.Contents(name_);
    uint64_t at = kFramesBegin;
    for (const std::string& entry : entries_) {
      begins_.push_back(at);
      at += kFrameHeaderBytes + entry.size();
    }
    begins_.push_back(at);
  }

  // Moves the mark back to `end`, as if the power had been cut before the last
  // entries were acknowledged.
  void MoveMarkTo(size_t end) {
    Mark mark{.sequence = 1000};
    if (end > 0) {
      mark.end = end;
      mark.frames_end = begins_[end];
      mark.head = LeafHash(entries_[end - 1]);
    }
    contents_.replace(kMarkBegin[0], kMarkBytes, EncodeMark(mark, 0));
  }

  std::vector<std::string> FirstEntries(size_t count) const {
    return {entries_.begin(), entries_.begin() + static_cast<ptrdiff_t>(count)};
  }

  size_t EntryAt(uint64_t position) const {
    size_t entry = 0;
    while (begins_[entry + 1] <= position) ++entry;
    return entry;
  }

  FakeDisk disk_;
  const std::string name_ = SegmentName(0, kEntriesSuffix);
  const std::vector<std::string> entries_ = {
      "zero", "one", "",      "three", std::string(40, '\0'),
      "five", "six", "seven", "eight", "nine"};
  std::string contents_;
  std::vector<uint64_t> begins_;  // Of each entry's frame, and the end.
};

TEST_F(ClosedLog, HasAMarkAtItsEnd) {
  auto disk = disk_.Open();
  auto file = OpenSegment(*disk, 0, false);
  ASSERT_THAT(file, IsOk());
  const auto mark = ReadMark(*disk, **file, 0);
  ASSERT_THAT(mark, IsOk());
  EXPECT_EQ(mark->end, 10u);
  EXPECT_EQ(mark->frames_end, begins_[10]);
  EXPECT_EQ(mark->head, LeafHash("nine"));
}

TEST_F(ClosedLog, CutAtAnyByteAfterTheMarkIsTornThereAndGoesOn) {
  constexpr size_t kMarked = 4;
  MoveMarkTo(kMarked);
  for (uint64_t cut = begins_[kMarked]; cut <= begins_[10]; ++cut) {
    SCOPED_TRACE(absl::StrCat("cut at byte ", cut));
    disk_.SetContents(name_, contents_.substr(0, cut));
    const size_t whole = cut == begins_[10] ? 10 : EntryAt(cut);
    // A zero at the end cannot be told from nothing; that is as well.
    const std::string torn =
        contents_.substr(begins_[whole], cut - begins_[whole]);
    auto expected = FirstEntries(whole);
    const auto reader = FileLogReader::Open(disk_.Open());
    ASSERT_THAT(reader, IsOk());
    EXPECT_EQ(ReadAll(**reader), expected);
    EXPECT_EQ((*reader)->recovery().torn_bytes,
              torn.find_last_not_of('\0') + 1);
    {
      const auto log = OpenLogOn(disk_);
      EXPECT_EQ(log->recovery().torn_bytes, torn.find_last_not_of('\0') + 1);
      EXPECT_EQ(log->recovery().kept, whole - kMarked);
      EXPECT_EQ(ReadAll(*log), expected);
      AppendAndWait(*log, {"next"});
    }
    expected.push_back("next");
    const auto log = OpenLogOn(disk_);
    EXPECT_EQ(log->recovery().torn_bytes, 0u);
    EXPECT_EQ(ReadAll(*log), expected);
  }
}

TEST_F(ClosedLog, CutAtAnyByteBeforeTheMarkIsDamaged) {
  for (uint64_t cut = kFramesBegin; cut < begins_[10]; ++cut) {
    const std::string named =
        absl::StrCat("entry at offset ", EntryAt(cut), " of log \"fake\"");
    disk_.SetContents(name_, contents_.substr(0, cut));
    EXPECT_THAT(FileLog::Open(disk_.Open(), {}),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(named)));
    EXPECT_THAT(FileLogReader::Open(disk_.Open()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(named)));
  }
}

TEST_F(ClosedLog, AnyBitFlippedBeforeTheMarkIsDamageNamedByItsOffset) {
  for (uint64_t at = kFramesBegin; at < begins_[10]; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = contents_;
      damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
      disk_.SetContents(name_, damaged);
      ASSERT_THAT(
          FileLog::Open(disk_.Open(), {}),
          StatusIs(absl::StatusCode::kDataLoss,
                   HasSubstr(absl::StrCat("entry at offset ", EntryAt(at)))));
    }
  }
}

TEST_F(ClosedLog, AnyBitFlippedAfterTheMarkCutsThere) {
  constexpr size_t kMarked = 6;
  MoveMarkTo(kMarked);
  for (uint64_t at = begins_[kMarked]; at < begins_[10]; ++at) {
    std::string damaged = contents_;
    damaged[at] = static_cast<char>(damaged[at] ^ 1 << at % 8);
    disk_.SetContents(name_, damaged);
    const auto log = OpenLogOn(disk_);
    ASSERT_NE(log, nullptr);
    EXPECT_EQ(ReadAll(*log), FirstEntries(EntryAt(at)));
    EXPECT_EQ(log->recovery().torn_bytes, begins_[10] - begins_[EntryAt(at)]);
  }
}

TEST_F(ClosedLog, AnyBitFlippedInTheHeaderIsDamage) {
  for (uint64_t at = 0; at < kHeaderBytes; ++at) {
    std::string damaged = contents_;
    damaged[at] = static_cast<char>(damaged[at] ^ 1 << at % 8);
    disk_.SetContents(name_, damaged);
    EXPECT_THAT(FileLog::Open(disk_.Open(), {}),
                StatusIs(absl::StatusCode::kDataLoss,
                         HasSubstr("segment \"00000000000000000000.entries\" "
                                   "of log \"fake\", from offset 0 on")));
  }
}

TEST_F(ClosedLog, IsReadByItsOtherMarkWhenOneIsDamaged) {
  for (const uint64_t slot : kMarkBegin) {
    std::string damaged = contents_;
    damaged[slot + 3] = static_cast<char>(damaged[slot + 3] ^ 1);
    disk_.SetContents(name_, damaged);
    EXPECT_EQ(ReadAll(*OpenLogOn(disk_)), entries_);
  }
}

TEST_F(ClosedLog, IsDamagedWhenBothMarksAre) {
  for (const uint64_t slot : kMarkBegin) contents_[slot] ^= 1;
  disk_.SetContents(name_, contents_);
  EXPECT_THAT(
      FileLog::Open(disk_.Open(), {}),
      StatusIs(absl::StatusCode::kDataLoss, HasSubstr("neither of its marks")));
}

TEST_F(ClosedLog, IsDamagedWhenItsLastEntryIsNotTheMarkedOne) {
  std::string frame;
  AppendFrame(9, "NINE", frame);
  contents_.replace(begins_[9], frame.size(), frame);
  disk_.SetContents(name_, contents_);
  EXPECT_THAT(FileLog::Open(disk_.Open(), {}),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("entry at offset 9 of log \"fake\" is "
                                 "damaged: it is not the one that was "
                                 "acknowledged")));
}

TEST_F(ClosedLog, IsDamagedWhenItsEntriesWereCutOffWhole) {
  std::string cut = contents_.substr(0, begins_[7]);
  cut.resize(contents_.size(), '\0');
  disk_.SetContents(name_, cut);
  EXPECT_THAT(FileLog::Open(disk_.Open(), {}),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("entry at offset 7 of log \"fake\" is "
                                 "damaged: it was acknowledged and is "
                                 "missing")));
}

TEST_F(ClosedLog, DoesNotBringBackWhatWasTorn) {
  // Entries 7 to 9 are whole, but 6 before them is torn: none of them may come
  // back once another entry 6 of the same size is there.
  MoveMarkTo(6);
  contents_[begins_[6] + kFrameHeaderBytes] ^= 1;
  disk_.SetContents(name_, contents_);
  AppendAndWait(*OpenLogOn(disk_), {"SIX"});
  auto expected = FirstEntries(6);
  expected.push_back("SIX");
  EXPECT_EQ(ReadAll(*OpenLogOn(disk_)), expected);
}

// Some segments of a few entries each.
class ManySegments : public testing::Test {
 protected:
  static constexpr FileLogOptions kOptions = {.segment_bytes =
                                                  kFramesBegin + 2000};
  ManySegments() {
    const auto log = OpenLogOn(disk_, kOptions);
    for (size_t i = 0; i < entries_.size(); ++i) {
      AppendAndWait(*log, {entries_[i]});
    }
    for (const std::string& name : disk_.Names()) {
      if (auto first = ParseSegmentName(name, kEntriesSuffix)) {
        firsts_.push_back(*first);
      }
    }
  }

  std::string Entries(size_t i) const {
    return SegmentName(firsts_[i], kEntriesSuffix);
  }
  std::string Index(size_t i) const {
    return SegmentName(firsts_[i], kIndexSuffix);
  }
  void FlipByte(const std::string& name, uint64_t at) {
    std::string contents = disk_.Contents(name);
    contents[at] = static_cast<char>(contents[at] ^ 0x20);
    disk_.SetContents(name, contents);
  }
  void Remove(const std::string& name) {
    EXPECT_THAT(disk_.Open()->Remove(name), IsOk());
  }

  FakeDisk disk_;
  const std::vector<std::string> entries_ = SomeEntries(200);
  std::vector<Offset> firsts_;
};

TEST_F(ManySegments, AreReadAsOne) {
  EXPECT_GT(firsts_.size(), 10u);
  EXPECT_EQ(ReadAll(*OpenLogOn(disk_, kOptions)), entries_);
}

TEST_F(ManySegments, AreReadWithoutTheirIndexFilesAndMakeThemAnew) {
  const std::string before = disk_.Contents(Index(1));
  for (size_t i = 0; i + 1 < firsts_.size(); ++i) Remove(Index(i));
  const auto reader = FileLogReader::Open(disk_.Open());
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(ReadAll(**reader), entries_);
  EXPECT_THAT(disk_.Names(), testing::Not(testing::Contains(Index(1))));
  EXPECT_EQ(ReadAll(*OpenLogOn(disk_, kOptions)), entries_);
  EXPECT_EQ(disk_.Contents(Index(1)), before);
}

TEST_F(ManySegments, DoNotTrustADamagedIndexFile) {
  const std::string before = disk_.Contents(Index(2));
  for (size_t at = 0; at < before.size(); ++at) {
    FlipByte(Index(2), at);
    const auto reader = FileLogReader::Open(disk_.Open());
    ASSERT_THAT(reader, IsOk());
    EXPECT_EQ(ReadAll(**reader), entries_);
    disk_.SetContents(Index(2), before);
  }
}

TEST_F(ManySegments, NameTheEntryDamagedInAnEarlierOneWhenItIsRead) {
  // An index file says how far the segment goes, so opening does not read it.
  FlipByte(Entries(1), kFramesBegin + kFrameHeaderBytes + 2);
  const auto log = OpenLogOn(disk_, kOptions);
  const std::string named =
      absl::StrCat("entry at offset ", firsts_[1], " of log");
  int visited = 0;
  EXPECT_THAT(log->Read(0, 1000,
                        [&](Offset, absl::string_view) {
                          ++visited;
                          return true;
                        }),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(named)));
  EXPECT_EQ(visited, static_cast<int>(firsts_[1]));
}

TEST_F(ManySegments, NameTheFirstEntryDamagedWhenALaterOneIsAskedFor) {
  FlipByte(Entries(1), kFramesBegin + 1);  // A frame's size: all is shifted.
  const auto log = OpenLogOn(disk_, kOptions);
  EXPECT_THAT(log->Read(firsts_[1] + 2, 1,
                        [](Offset, absl::string_view) { return true; }),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr(absl::StrCat("offset ", firsts_[1], " of"))));
}

TEST_F(ManySegments, NameTheEntryDamagedInAnEarlierOneWithoutAnIndexFile) {
  FlipByte(Entries(3), kFramesBegin + kFrameHeaderBytes);
  Remove(Index(3));
  EXPECT_THAT(FileLog::Open(disk_.Open(), kOptions),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr(absl::StrCat("offset ", firsts_[3], " of"))));
}

TEST_F(ManySegments, NameTheFirstEntryOfAMissingOne) {
  Remove(Entries(4));
  Remove(Index(4));
  Remove(Index(3));
  EXPECT_THAT(FileLog::Open(disk_.Open(), kOptions),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr(absl::StrCat("offset ", firsts_[4], " of"))));
}

TEST_F(ManySegments, NameTheFirstEntryOfAMissingOneDespiteItsIndexFile) {
  Remove(Entries(4));
  EXPECT_THAT(FileLog::Open(disk_.Open(), kOptions),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr(absl::StrCat("offset ", firsts_[4], " of"))));
}

TEST_F(ManySegments, AreDamagedWithoutTheFirst) {
  Remove(Entries(0));
  EXPECT_THAT(FileLog::Open(disk_.Open(), kOptions),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("entry at offset 0 of log")));
}

// Whatever is done to its files: what is handed out is what was appended.
TEST_F(ManySegments, NeverGiveWrongBytesHoweverTheyAreDamaged) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  std::map<std::string, std::string> good;
  for (const auto& name : disk_.Names()) good[name] = disk_.Contents(name);
  int read_through = 0;
  for (int round = 0; round < 1000; ++round) {
    auto damaged =
        std::next(good.begin(), static_cast<ptrdiff_t>(random() % good.size()));
    std::string contents = damaged->second;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const size_t at = random() % contents.size();
      const size_t size =
          std::min<size_t>(1 + random() % 64, contents.size() - at);
      for (size_t i = at; i < at + size; ++i) {
        contents[i] = static_cast<char>(random() % 3 == 0 ? random() : 0);
      }
    }
    if (random() % 8 == 0) contents.resize(random() % contents.size());
    disk_.SetContents(damaged->first, contents);
    const auto reader = FileLogReader::Open(disk_.Open());
    Offset next = 0;
    absl::Status status = reader.status();
    if (reader.ok()) {
      status = (*reader)
                   ->Read(0, 1000,
                          [&](Offset at, absl::string_view entry) {
                            EXPECT_EQ(at, next);
                            EXPECT_EQ(entry, entries_[next++]);
                            return true;
                          })
                   .status();
    }
    ASSERT_TRUE(status.ok() || absl::IsDataLoss(status)) << status;
    read_through += next == entries_.size() ? 1 : 0;
    disk_.SetContents(damaged->first, damaged->second);
  }
  EXPECT_GT(read_through, 0);  // Much of a file is room.
  EXPECT_LT(read_through, 1000);
}

TEST_F(ManySegments, GoOnAfterOneThatWasMadeAndNotUsed) {
  // Made for the entry at 200, when the power was cut.
  std::string unused = EncodeHeader(200);
  unused.resize(kFramesBegin + 500, '\0');
  unused.replace(kMarkBegin[0], kMarkBytes, EncodeMark(Mark{}, 200));
  disk_.SetContents(SegmentName(200, kEntriesSuffix), unused);
  disk_.SetContents(SegmentName(300, kNewSuffix), "half made");
  const auto reader = FileLogReader::Open(disk_.Open());
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(ReadAll(**reader), entries_);
  auto expected = entries_;
  {
    const auto log = OpenLogOn(disk_, kOptions);
    EXPECT_THAT(disk_.Names(),
                testing::Not(testing::Contains(SegmentName(300, kNewSuffix))));
    EXPECT_EQ(ReadAll(*log), entries_);
    for (const std::string& entry : SomeEntries(50, 200)) {
      AppendAndWait(*log, {entry});
      expected.push_back(entry);
    }
  }
  EXPECT_EQ(ReadAll(*OpenLogOn(disk_, kOptions)), expected);
}

}  // namespace
}  // namespace loopledger
