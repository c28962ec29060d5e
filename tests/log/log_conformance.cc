#include "tests/log/log_conformance.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(60);

// A program may want only what stands below the tests.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LogConformance);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DurableLogConformance);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ExclusiveLogConformance);

void LogConformance::SetUp() { directory_ = MakeTemporaryDirectory(); }
std::unique_ptr<EventLog> LogConformance::Open() {
  auto log = GetParam().try_open(directory_);
  EXPECT_THAT(log, IsOk());
  return *std::move(log);
}

void LogConformance::TearDown() { RemoveDirectory(directory_); }

std::vector<Offset> AppendAndWait(EventLog& log,
                                  const std::vector<std::string>& entries) {
  absl::Mutex mu;
  bool woken = true;
  log.OnDelivery([&] {
    absl::MutexLock lock(&mu);
    woken = true;
  });
  EXPECT_THAT(log.Append(entries), IsOk());
  std::vector<Offset> offsets;
  while (offsets.size() < entries.size()) {
    {
      absl::MutexLock lock(&mu);
      if (!mu.AwaitWithTimeout(absl::Condition(&woken), kPatience)) {
        ADD_FAILURE() << "no delivery came";
        break;
      }
      woken = false;
    }
    for (const Delivery& delivery : log.TakeDeliveries()) {
      EXPECT_THAT(delivery.status, IsOk());
      offsets.push_back(delivery.offset);
    }
  }
  log.OnDelivery(nullptr);
  return offsets;
}

std::vector<std::string> ReadAll(const LogReader& log, Offset from) {
  std::vector<std::string> entries;
  while (true) {
    const auto next =
        log.Read(from, 1000, [&](Offset, absl::string_view entry) {
          entries.emplace_back(entry);
          return true;
        });
    EXPECT_THAT(next, IsOk());
    if (!next.ok() || *next == from) return entries;
    from = *next;
  }
}

std::vector<std::string> SomeEntries(int count, int first) {
  std::vector<std::string> entries;
  for (int i = first; i < first + count; ++i) {
    entries.push_back(
        absl::StrCat("entry ", i, " ", std::string(i * 7 % 301, 'a' + i % 26)));
  }
  return entries;
}

TEST_P(LogConformance, BeginsEmpty) {
  const auto log = Open();
  EXPECT_THAT(log->End(), IsOkAndHolds(0u));
  EXPECT_THAT(ReadAll(*log), testing::IsEmpty());
  EXPECT_THAT(log->TakeDeliveries(), testing::IsEmpty());
}

TEST_P(LogConformance, GivesBackWhatWasAppendedInOrder) {
  const auto log = Open();
  EXPECT_THAT(AppendAndWait(*log, {"one", "two"}), ElementsAre(0, 1));
  EXPECT_THAT(AppendAndWait(*log, {"three"}), ElementsAre(2));
  EXPECT_THAT(log->End(), IsOkAndHolds(3u));
  EXPECT_THAT(ReadAll(*log), ElementsAre("one", "two", "three"));
  EXPECT_THAT(ReadAll(*log, 1), ElementsAre("two", "three"));
}

TEST_P(LogConformance, TakesAnyBytes) {
  const auto log = Open();
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<char>(i));
  const std::vector<std::string> entries = {
      "", std::string(40, '\0'), every_byte, std::string(100000, '\xff'), ""};
  AppendAndWait(*log, entries);
  EXPECT_EQ(ReadAll(*log), entries);
}

TEST_P(LogConformance, TakesNothingWhenAnEntryIsTooLarge) {
  const auto log = Open();
  const std::vector<std::string> entries = {"fits", std::string(1 << 21, 'x')};
  EXPECT_THAT(log->Append(entries),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("an entry of 2097152 bytes")));
  AppendAndWait(*log, {"next"});
  EXPECT_THAT(ReadAll(*log), ElementsAre("next"));
}

TEST_P(LogConformance, TakesNothingWhenNothingIsAppended) {
  const auto log = Open();
  EXPECT_THAT(log->Append({}), IsOk());
  EXPECT_THAT(log->End(), IsOkAndHolds(0u));
}

TEST_P(LogConformance, ReadsNoMoreThanTheLimit) {
  const auto log = Open();
  AppendAndWait(*log, SomeEntries(10));
  int visited = 0;
  const auto visit = [&](Offset, absl::string_view) {
    ++visited;
    return true;
  };
  EXPECT_THAT(log->Read(2, 3, visit), IsOkAndHolds(5u));
  EXPECT_EQ(visited, 3);
  EXPECT_THAT(log->Read(2, 0, visit), IsOkAndHolds(2u));
  EXPECT_EQ(visited, 3);
}

TEST_P(LogConformance, StopsWhenTheVisitorHasSeenEnough) {
  const auto log = Open();
  AppendAndWait(*log, SomeEntries(10));
  std::vector<Offset> seen;
  EXPECT_THAT(log->Read(4, 100,
                        [&](Offset at, absl::string_view) {
                          seen.push_back(at);
                          return at < 6;
                        }),
              IsOkAndHolds(7u));
  EXPECT_THAT(seen, ElementsAre(4, 5, 6));
}

TEST_P(LogConformance, ReadsNothingBeyondTheEnd) {
  const auto log = Open();
  AppendAndWait(*log, SomeEntries(3));
  for (const Offset from : {3u, 4u, 1000u}) {
    EXPECT_THAT(log->Read(from, 10,
                          [](Offset, absl::string_view) {
                            ADD_FAILURE() << "there is nothing";
                            return false;
                          }),
                IsOkAndHolds(from));
  }
}

TEST_P(LogConformance, ReadsFromEveryOffset) {
  const auto log = Open();
  const std::vector<std::string> entries = SomeEntries(400);
  AppendAndWait(*log, entries);
  for (Offset from = 0; from < entries.size(); ++from) {
    std::string found;
    EXPECT_THAT(log->Read(from, 1,
                          [&](Offset at, absl::string_view entry) {
                            EXPECT_EQ(at, from);
                            found = std::string(entry);
                            return true;
                          }),
                IsOkAndHolds(from + 1));
    ASSERT_EQ(found, entries[from]);
  }
}

TEST_P(LogConformance, DeliversEverythingOnceInOrder) {
  const auto log = Open();
  std::vector<Offset> offsets;
  for (int i = 0; i < 50; ++i) {
    for (const Offset each : AppendAndWait(*log, SomeEntries(1 + i % 5))) {
      offsets.push_back(each);
    }
  }
  for (size_t i = 0; i < offsets.size(); ++i) ASSERT_EQ(offsets[i], i);
  EXPECT_THAT(log->TakeDeliveries(), testing::IsEmpty());
}

TEST_P(LogConformance, WaitsNoLongerThanTold) {
  const auto log = Open();
  AppendAndWait(*log, {"one"});
  EXPECT_THAT(log->AwaitBeyond(0, absl::InfiniteFuture()), IsOkAndHolds(1u));
  EXPECT_THAT(log->AwaitBeyond(1, absl::Now() + absl::Milliseconds(20)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(log->AwaitBeyond(1, absl::InfinitePast()),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_P(LogConformance, WakesAReaderThatWaits) {
  const auto log = Open();
  absl::StatusOr<Offset> end;
  std::thread reader(
      [&] { end = log->AwaitBeyond(0, absl::Now() + kPatience); });
  AppendAndWait(*log, {"one"});
  reader.join();
  EXPECT_THAT(end, IsOkAndHolds(1u));
}

TEST_P(LogConformance, IsReadWhileItGrows) {
  const auto log = Open();
  const std::vector<std::string> entries = SomeEntries(3000);
  std::vector<std::vector<std::string>> read(3);
  std::vector<std::thread> readers;
  for (auto& mine : read) {
    readers.emplace_back([&log, &mine, &entries] {
      while (mine.size() < entries.size()) {
        const Offset from = mine.size();
        if (!log->AwaitBeyond(from, absl::Now() + kPatience).ok()) return;
        const auto next =
            log->Read(from, 100, [&](Offset, absl::string_view e) {
              mine.emplace_back(e);
              return true;
            });
        if (!next.ok()) return;
      }
    });
  }
  for (size_t i = 0; i < entries.size(); i += 30) {
    const auto end = std::min(entries.size(), i + 30);
    AppendAndWait(*log, {entries.begin() + static_cast<ptrdiff_t>(i),
                         entries.begin() + static_cast<ptrdiff_t>(end)});
  }
  for (std::thread& reader : readers) reader.join();
  for (const auto& mine : read) EXPECT_EQ(mine, entries);
}

TEST_P(DurableLogConformance, KeepsWhatWasDeliveredWhenItIsClosed) {
  std::vector<std::string> expected;
  for (int round = 0; round < 5; ++round) {
    const auto log = Open();
    EXPECT_EQ(ReadAll(*log), expected);
    const std::vector<std::string> more = SomeEntries(100, 100 * round);
    AppendAndWait(*log, more);
    expected.insert(expected.end(), more.begin(), more.end());
  }
  EXPECT_EQ(ReadAll(*Open()), expected);
}

TEST_P(DurableLogConformance, KeepsWhatWasHandedOverWhenItIsClosed) {
  const std::vector<std::string> entries = SomeEntries(500);
  EXPECT_THAT(Open()->Append(entries), IsOk());
  EXPECT_EQ(ReadAll(*Open()), entries);
}

TEST_P(ExclusiveLogConformance, HoldsItsDirectoryAlone) {
  const auto log = Open();
  EXPECT_TRUE(log->exclusive());
  const auto second = GetParam().try_open(directory());
  EXPECT_THAT(second,
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr(absl::StrCat(
                           "could not open log \"", directory(),
                           "\": its lock is held by process ", getpid()))));
}

}  // namespace loopledger
