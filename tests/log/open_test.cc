#include "ledger/log/open.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/log/format.h"
#include "tests/log/log_conformance.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Open : public testing::Test {
 protected:
  ~Open() override { RemoveDirectory(directory_); }
  const std::string directory_ = MakeTemporaryDirectory();
};

TEST_F(Open, MakesAFileLogAndReadsIt) {
  const std::string url = absl::StrCat("file:", directory_, "/a/b/log/");
  EXPECT_THAT(OpenLogReader(url), StatusIs(absl::StatusCode::kNotFound,
                                           HasSubstr("could not read log")));
  {
    auto log = OpenLog(url);
    ASSERT_THAT(log, IsOk());
    AppendAndWait(**log, {"one"});
    auto beside = OpenLogReader(url);
    ASSERT_THAT(beside, IsOk());
    EXPECT_THAT(ReadAll(**beside), ElementsAre("one"));
  }
  auto reader = OpenLogReader(absl::StrCat("file://", directory_, "/a/b/log"));
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(ReadAll(**reader), ElementsAre("one"));
}

TEST_F(Open, TellsWhatOpeningFound) {
  const std::string url = absl::StrCat("file:", directory_);
  AppendAndWait(**OpenLog(url), {"one"});
  {
    std::fstream file(directory_ + "/" + SegmentName(0, kEntriesSuffix),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(kFramesBegin + kFrameHeaderBytes + 3);
    file << "torn";
  }
  Recovery recovery;
  ASSERT_THAT(OpenLogReader(url, &recovery), IsOk());
  EXPECT_EQ(recovery.torn_bytes, 4u);
  recovery = {};
  ASSERT_THAT(OpenLog(url, &recovery), IsOk());
  EXPECT_EQ(recovery.torn_bytes, 4u);
  ASSERT_THAT(OpenLog(url, &recovery), IsOk());
  EXPECT_EQ(recovery.torn_bytes, 0u);
}

TEST_F(Open, SaysWhatIsWrongWithAUrl) {
  EXPECT_THAT(OpenLog("kafka://localhost/loopledger.north"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("\"localhost\" where HOST:PORT should be")));
  for (const char* url : {"", "north", "http://north", "files:x", "memory"}) {
    EXPECT_THAT(OpenLog(url),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(absl::StrCat("log \"", url, "\""))));
  }
  EXPECT_THAT(OpenLog("file:"), StatusIs(absl::StatusCode::kInvalidArgument,
                                         HasSubstr("names no directory")));
  EXPECT_THAT(
      OpenLog("file://host/x"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("names a host")));
  EXPECT_THAT(OpenLogReader("memory:"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(Open, SaysWhatIsWrongWithADirectory) {
  std::ofstream(directory_ + "/file") << "not a directory";
  const std::string url = absl::StrCat("file:", directory_, "/file");
  const std::string named =
      absl::StrCat("could not open log \"", directory_, "/file\"");
  EXPECT_THAT(OpenLog(url).status().message(), HasSubstr(named));
  EXPECT_FALSE(OpenLogReader(url).ok());
}

TEST_F(Open, SyncsThroughARelativePath) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_);
  {
    auto log = OpenLog("file:here");
    ASSERT_THAT(log, IsOk());
    AppendAndWait(**log, {"one"});
  }
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::exists(directory_ + "/here/LOCK"));
}

}  // namespace
}  // namespace loopledger
