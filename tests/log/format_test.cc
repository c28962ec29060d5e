#include "ledger/log/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include <cstring>
#include <limits>
#include <string>

#include "absl/strings/escaping.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string Sealed(std::string bytes, uint64_t seed) {
  const uint64_t checksum =
      XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
  for (int i = 0; i < 8; ++i) {
    bytes.push_back(static_cast<char>(checksum >> (8 * i)));
  }
  return bytes;
}

TEST(Format, NamesSegmentsSoThatTheySort) {
  EXPECT_EQ(SegmentName(42, kEntriesSuffix), "00000000000000000042.entries");
  EXPECT_EQ(SegmentName(std::numeric_limits<Offset>::max(), kIndexSuffix),
            "18446744073709551615.index");
}

TEST(Format, ReadsItsOwnNamesOnly) {
  EXPECT_EQ(ParseSegmentName("00000000000000000042.entries", kEntriesSuffix),
            Offset{42});
  for (const char* name :
       {"00000000000000000042.index", "42.entries", "LOCK", ".entries",
        "+0000000000000000042.entries", "0000000000000000004x.entries",
        "99999999999999999999.entries", "00000000000000000042.entries~"}) {
    EXPECT_EQ(ParseSegmentName(name, kEntriesSuffix), std::nullopt) << name;
  }
}

TEST(Format, AHeaderIsItsMagicVersionSizeAndFirstOffset) {
  const std::string header = EncodeHeader(0x0102);
  EXPECT_EQ(header, Sealed(std::string("LOOPLOG\x01"
                                       "\x01\0\0\0"
                                       "\0\x30\0\0"
                                       "\x02\x01\0\0\0\0\0\0",
                                       24),
                           0));
  EXPECT_THAT(CheckHeader(header, 0x0102), IsEmpty());
}

TEST(Format, SaysWhatIsWrongWithAHeader) {
  const std::string header = EncodeHeader(7);
  EXPECT_THAT(CheckHeader(header, 8), HasSubstr("begins at offset 7"));
  EXPECT_THAT(CheckHeader(header.substr(1), 7), HasSubstr("does not begin"));
  EXPECT_THAT(CheckHeader("", 7), HasSubstr("does not begin"));
  std::string next_version = header.substr(0, 24);
  next_version[8] = 2;
  EXPECT_THAT(CheckHeader(next_version + header.substr(24), 7),
              HasSubstr("does not match its checksum"));
  EXPECT_THAT(CheckHeader(Sealed(next_version, 0), 7),
              HasSubstr("version is 2, and this build reads version 1"));
}

TEST(Format, AMarkCountsOnlyInItsOwnSegment) {
  const Mark mark = {
      .sequence = 3, .end = 99, .frames_end = 20000, .head = LeafHash("last")};
  const std::string bytes = EncodeMark(mark, 64);
  EXPECT_EQ(bytes.size(), kMarkBytes);
  EXPECT_EQ(ParseMark(bytes, 64), mark);
  EXPECT_EQ(ParseMark(bytes, 65), std::nullopt);
  EXPECT_EQ(ParseMark(bytes.substr(1), 64), std::nullopt);
  EXPECT_EQ(ParseMark(std::string(kMarkBytes, '\0'), 64), std::nullopt);
  EXPECT_EQ(ParseMark(std::string(kMarkBytes, '\0'), 0), std::nullopt);
}

TEST(Format, AFrameIsSizeChecksumAndEntry) {
  std::string bytes = "before";
  AppendFrame(5, "entry", bytes);
  ASSERT_EQ(bytes.size(), 6 + kFrameHeaderBytes + 5);
  EXPECT_EQ(bytes.substr(6, 4), std::string("\x05\0\0\0", 4));
  EXPECT_EQ(bytes.substr(6 + kFrameHeaderBytes), "entry");
  const FrameHeader header = ParseFrameHeader(bytes.data() + 6);
  EXPECT_EQ(header.size, 5u);
  EXPECT_EQ(header.checksum, XXH3_64bits_withSeed("entry", 5, 5));
  EXPECT_NE(header.checksum, FrameChecksum(6, "entry"));
}

TEST(Format, AnEmptyEntryIsNotBlank) {
  for (Offset offset = 0; offset < 1000; ++offset) {
    std::string bytes;
    AppendFrame(offset, "", bytes);
    EXPECT_FALSE(IsBlank(ParseFrameHeader(bytes.data())));
  }
  EXPECT_TRUE(IsBlank(ParseFrameHeader(std::string(12, '\0').data())));
}

TEST(Format, AnIndexComesBackOrNotAtAll) {
  const SparseIndex index = {12288, 50000, 4000000000};
  const std::string bytes = EncodeIndex(1000, 1180, 4000010000, index);
  const auto parsed = ParseIndex(bytes, 1000);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->end, 1180u);
  EXPECT_EQ(parsed->frames_end, 4000010000u);
  EXPECT_EQ(parsed->index, index);
  EXPECT_FALSE(ParseIndex(bytes, 1001).has_value());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseIndex(bytes.substr(0, size), 1000).has_value());
  }
}

}  // namespace
}  // namespace loopledger
