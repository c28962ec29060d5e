#include "tools/import/lines.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <fstream>
#include <string>
#include <vector>

namespace loopledger::import {
namespace {

std::string FileWith(const std::string& name, const std::string& bytes) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string Compressed(const std::string& text) {
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(
      ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 1));
  return bytes;
}

// The lines, and last the error if there was one.
std::vector<std::string> All(const std::string& path) {
  auto lines = Lines::Open(path);
  if (!lines.ok()) return {std::string(lines.status().message())};
  std::vector<std::string> all;
  absl::string_view line;
  for (;;) {
    const auto more = lines->Next(line);
    if (!more.ok()) all.push_back(std::string(more.status().message()));
    if (!more.ok() || !*more) return all;
    all.emplace_back(line);
  }
}

TEST(Lines, ReadsPlainText) {
  EXPECT_EQ(All(FileWith("plain", "a\n\nb\n")),
            (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(All(FileWith("unended", "a\nb")),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(All(FileWith("empty", "")).empty());
}

TEST(Lines, ReadsWhatZstdCompressedInAnyNumberOfFrames) {
  const std::string path =
      FileWith("frames", Compressed("a\nb") + Compressed("c\nd\n"));
  EXPECT_EQ(All(path), (std::vector<std::string>{"a", "bc", "d"}));
}

TEST(Lines, ReadsLinesLongerThanItsBuffers) {
  const std::string line(3 << 20, 'x');
  const auto all = All(FileWith("long", Compressed(line + "\n" + line)));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0], line);
  EXPECT_EQ(all[1], line);
}

TEST(Lines, GivesUpOnALineWithoutEnd) {
  const std::string line(Lines::kLineBytesMax + (1 << 20), 'x');
  const auto all = All(FileWith("endless", Compressed(line)));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_NE(all[0].find("line 1 is longer than"), std::string::npos)
      << all[0].substr(0, 100);
}

TEST(Lines, SaysThatAFileWasCutShort) {
  const std::string whole = Compressed("a\nb\n" + std::string(100000, 'c'));
  const auto all = All(FileWith("cut", whole.substr(0, whole.size() - 3)));
  ASSERT_FALSE(all.empty());
  EXPECT_NE(all.back().find("ends within a compressed frame"),
            std::string::npos)
      << all.back();
}

TEST(Lines, SaysThatAFileIsDamaged) {
  std::string whole = Compressed(std::string(1000, 'c') + "\n");
  whole[8] = static_cast<char>(whole[8] ^ 0x7f);
  const auto all = All(FileWith("damaged", whole));
  ASSERT_FALSE(all.empty());
  EXPECT_NE(all.back().find("could not decompress"), std::string::npos)
      << all.back();
}

TEST(Lines, NamesAFileThatIsNotThere) {
  const auto lines = Lines::Open("/nonexistent/file");
  EXPECT_EQ(lines.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(lines.status().message().find("/nonexistent/file"),
            absl::string_view::npos);
  EXPECT_EQ(Lines::Open(testing::TempDir()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Lines, LeavesSlackAfterEachLineAndCountsThem) {
  auto lines = Lines::Open(FileWith("slack", "ab\ncd"));
  ASSERT_TRUE(lines.ok());
  absl::string_view line;
  char seen = 0;
  while (*lines->Next(line)) {
    seen = static_cast<char>(seen ^
                             line.data()[line.size() + Lines::kSlackBytes - 1]);
  }
  EXPECT_EQ(lines->number(), 2u);
  EXPECT_EQ(lines->bytes_read(), lines->bytes_total());
}

}  // namespace
}  // namespace loopledger::import
