// The embedded log in processes that are killed, and on a disk with a limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/log/file_log.h"
#include "tests/log/log_conformance.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

constexpr FileLogOptions kSmall = {.segment_bytes = 300'000};

std::string EntryAt(Offset offset) {
  return absl::StrCat("entry ", offset, std::string(offset % 400, 'e'));
}

// Appends for ever with some in flight, and writes the offset of whatever was
// delivered to `out`.
[[noreturn]] void AppendUntilKilled(const std::string& directory, int out) {
  auto log = OpenFileLog(directory, kSmall);
  if (!log.ok()) ::_exit(3);
  Offset next = *(*log)->End();
  Offset known = next;
  while (true) {
    std::vector<std::string> entries;
    for (; next < known + 64; ++next) entries.push_back(EntryAt(next));
    if (!(*log)->Append(entries).ok()) ::_exit(4);
    known = *(*log)->AwaitBeyond(known, absl::InfiniteFuture());
    if (::write(out, &known, sizeof(known)) != sizeof(known)) ::_exit(5);
  }
}

TEST(Crash, KilledAtAnyMomentKeepsWhatWasDelivered) {
  const std::string directory = MakeTemporaryDirectory();
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  Offset delivered = 0;
  for (int round = 0; round < 20; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) AppendUntilKilled(directory, ends[1]);
    ::close(ends[1]);
    Offset known = 0;
    for (auto reports = 1 + random() % 40; reports > 0; --reports) {
      ASSERT_EQ(::read(ends[0], &known, sizeof(known)), ssize_t{sizeof(known)});
    }
    ::kill(child, SIGKILL);
    while (::read(ends[0], &known, sizeof(known)) == sizeof(known)) {
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    delivered = known;
    const auto log = OpenFileLog(directory, kSmall);
    ASSERT_THAT(log, IsOk());
    const std::vector<std::string> found = ReadAll(**log);
    ASSERT_GE(found.size(), delivered);
    for (Offset at = 0; at < found.size(); ++at) {
      ASSERT_EQ(found[at], EntryAt(at));
    }
  }
  EXPECT_GT(delivered, 1000u);
  RemoveDirectory(directory);
}

void LimitFiles(rlim_t bytes) {
  struct rlimit limit = {};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

// A file that may not grow is a disk that is full. Answers 0, or where it went
// wrong.
int AppendAcrossALimit(const std::string& directory) {
  ::signal(SIGXFSZ, SIG_IGN);
  auto log = OpenFileLog(directory);
  if (!log.ok()) return 1;
  LimitFiles(200'000);
  Offset taken = 0;
  absl::Status status;
  while ((status = (*log)->Append({EntryAt(taken)})).ok()) {
    if (!(*log)->AwaitBeyond(taken++, absl::InfiniteFuture()).ok()) return 2;
  }
  if (!absl::IsResourceExhausted(status)) return 3;
  if (*(*log)->End() != taken || taken < 500) return 4;
  LimitFiles(RLIM_INFINITY);
  if (!(*log)->Append({EntryAt(taken)}).ok()) return 5;
  if (!(*log)->AwaitBeyond(taken, absl::InfiniteFuture()).ok()) return 6;
  return 0;
}

TEST(Crash, AFileThatMayNotGrowRefusesUntilItMay) {
  const std::string directory = MakeTemporaryDirectory();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(AppendAcrossALimit(directory));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  const auto log = OpenFileLog(directory);
  ASSERT_THAT(log, IsOk());
  const std::vector<std::string> found = ReadAll(**log);
  EXPECT_GT(found.size(), 500u);
  for (Offset at = 0; at < found.size(); ++at) {
    ASSERT_EQ(found[at], EntryAt(at));
  }
  RemoveDirectory(directory);
}

TEST(Crash, ALogHeldByAnotherProcessSaysWhoHoldsIt) {
  const std::string directory = MakeTemporaryDirectory();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) AppendUntilKilled(directory, ends[1]);
  Offset known = 0;
  ASSERT_EQ(::read(ends[0], &known, sizeof(known)), ssize_t{sizeof(known)});
  EXPECT_THAT(
      OpenFileLog(directory),
      StatusIs(absl::StatusCode::kUnavailable,
               absl::StrCat("could not open log \"", directory,
                            "\": its lock is held by process ", child)));
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_THAT(OpenFileLog(directory), IsOk());
  ::close(ends[0]);
  ::close(ends[1]);
  RemoveDirectory(directory);
}

}  // namespace
}  // namespace loopledger
