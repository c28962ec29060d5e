#include "ledger/log/memory_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/log/log_conformance.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MemoryLog, HoldsEntriesUntilTheyAreReleased) {
  MemoryLog log;
  int woken = 0;
  log.OnDelivery([&] { ++woken; });
  log.Hold();
  ASSERT_THAT(log.Append({"one", "two"}), IsOk());
  EXPECT_THAT(log.End(), IsOkAndHolds(0u));
  EXPECT_THAT(ReadAll(log), IsEmpty());
  EXPECT_THAT(log.TakeDeliveries(), IsEmpty());
  EXPECT_EQ(woken, 0);
  log.Release();
  EXPECT_EQ(woken, 1);
  EXPECT_THAT(ReadAll(log), ElementsAre("one", "two"));
  EXPECT_THAT(log.TakeDeliveries(), testing::SizeIs(2));
  EXPECT_THAT(AppendAndWait(log, {"three"}), ElementsAre(2));
}

TEST(MemoryLog, LosesWhatItHeld) {
  MemoryLog log;
  AppendAndWait(log, {"one"});
  log.Hold();
  ASSERT_THAT(log.Append({"two", "three"}), IsOk());
  log.LoseHeld(absl::UnavailableError("lost"));
  const std::vector<Delivery> deliveries = log.TakeDeliveries();
  ASSERT_THAT(deliveries, testing::SizeIs(2));
  for (const Delivery& each : deliveries) {
    EXPECT_THAT(each.status, StatusIs(absl::StatusCode::kUnavailable));
  }
  log.Release();
  EXPECT_THAT(ReadAll(log), ElementsAre("one"));
  EXPECT_THAT(AppendAndWait(log, {"four"}), ElementsAre(1));
}

TEST(MemoryLog, RefusesAppendsWhileItIsTold) {
  MemoryLog log;
  log.RefuseAppends(absl::ResourceExhaustedError("full"));
  EXPECT_THAT(log.Append({"one"}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(log.End(), IsOkAndHolds(0u));
  log.RefuseAppends(absl::OkStatus());
  EXPECT_THAT(AppendAndWait(log, {"one"}), ElementsAre(0));
}

}  // namespace
}  // namespace loopledger
