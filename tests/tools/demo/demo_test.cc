#include "tools/demo/demo.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/memory_log.h"
#include "loopledger/v1/command.pb.h"
#include "tests/support/matchers.h"

namespace loopledger::demo {
namespace {

const absl::Time kNoon =
    absl::FromCivil(absl::CivilHour(2026, 3, 10, 12), absl::UTCTimeZone());

TEST(ResolveTimes, TurnsOffsetsIntoTimes) {
  EXPECT_EQ(ResolveTimes(R"({"a":"T-1d","b":"T+1d-2h+3m","c":"T+0m"})", kNoon),
            R"({"a":"2026-03-09T12:00:00.000000Z",)"
            R"("b":"2026-03-11T10:03:00.000000Z",)"
            R"("c":"2026-03-10T12:00:00.000000Z"})");
}

TEST(ResolveTimes, LeavesEverythingElseAlone) {
  for (const absl::string_view text :
       {R"({"a":"T"})", R"({"a":"T-"})", R"({"a":"T-4"})", R"({"a":"T-4y"})",
        R"({"a":"T1059"})", R"({"a":"T-4d ago"})", R"({"a":"To T-4d"})",
        R"("T-4d)", ""}) {
    EXPECT_EQ(ResolveTimes(text, kNoon), text);
  }
}

TEST(Demo, FillsAnEmptyLogOnce) {
  MemoryLog log;
  SystemClock clock;
  EXPECT_THAT(Load(log, clock), IsOkAndHolds(true));
  const Offset end = *log.End();
  EXPECT_GT(end, 200u);
  EXPECT_THAT(Load(log, clock), IsOkAndHolds(false));
  EXPECT_EQ(*log.End(), end);
}

TEST(Demo, GoesOnWhereItsLoadingWasInterrupted) {
  SystemClock clock;
  MemoryLog whole;
  ASSERT_THAT(Load(whole, clock), IsOk());
  std::vector<std::string> entries;
  const auto read = whole.Read(0, 100, [&](Offset, absl::string_view entry) {
    entries.emplace_back(entry);
    return true;
  });
  ASSERT_THAT(read, IsOk());
  MemoryLog cut;
  ASSERT_THAT(cut.Append(entries), IsOk());
  cut.TakeDeliveries();
  EXPECT_THAT(Load(cut, clock), IsOkAndHolds(true));
  EXPECT_EQ(*cut.End(), *whole.End());
}

TEST(Demo, TouchesNoOtherLedger) {
  MemoryLog log;
  SystemClock clock;
  WriterOptions options;
  options.founding.emplace().set_ledger("other");
  ASSERT_THAT(Ledger::Open(log, clock, options), IsOk());
  const Offset end = *log.End();
  EXPECT_THAT(Load(log, clock), IsOkAndHolds(false));
  EXPECT_EQ(*log.End(), end);
}

TEST(Demo, ItsPreparedDecisionIsTaken) {
  MemoryLog log;
  SystemClock clock;
  ASSERT_THAT(Load(log, clock), IsOk());
  v1::Command command;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  PreparedDecision(clock.Now()), &command)
                  .ok());
  const auto ledger = Ledger::Open(log, clock, WriterOptions{});
  ASSERT_THAT(ledger, IsOk());
  EXPECT_THAT((*ledger)->SubmitAndWait(command), IsOk());
}

}  // namespace
}  // namespace loopledger::demo
