#include "ledger/ledger.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "ledger/log/memory_log.h"
#include "tests/support/commands.h"
#include "tests/support/manual_clock.h"

namespace loopledger {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

WriterOptions Options() {
  WriterOptions options;
  options.founding = FoundingFor("test");
  return options;
}

v1::Command AdmitOrganisation(const std::string& org) {
  v1::Command command;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(actor { org: "north" person: "s.owner" role: "STRATEGY_OWNER" }
           admit_organisation {
             name: "FICTITIOUS"
             kind: "POLICE"
             member_from { seconds: 1750000000 }
             clearance: "SECRET"
           })pb",
      &command));
  command.set_command_id("admit-" + org);
  command.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(kNow) - 60);
  command.mutable_admit_organisation()->set_org_id(org);
  return command;
}

TEST(Ledger, AcknowledgesEachOfManyPublishersOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  std::vector<std::thread> threads;
  std::atomic<int> receipts = 0;
  absl::BlockingCounter answers(kThreads * kEach);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto taken =
            (*ledger)->Submit(AdmitOrganisation(absl::StrCat("o", t, ".", i)),
                              [&](const absl::StatusOr<v1::Receipt>& receipt) {
                                EXPECT_TRUE(receipt.ok()) << receipt.status();
                                ++receipts;
                                answers.DecrementCount();
                              });
        ASSERT_TRUE(taken.ok()) << taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  answers.Wait();
  EXPECT_EQ(receipts, kThreads * kEach);
  EXPECT_EQ(*log.End(), 2u + kThreads * kEach);
}

TEST(Ledger, TellsAReceiptWhenItsPositionCanBeRead) {
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok());
  constexpr int kCommands = 200;
  absl::BlockingCounter answers(kCommands);
  for (int i = 0; i < kCommands; ++i) {
    ASSERT_TRUE((*ledger)
                    ->Submit(AdmitOrganisation(absl::StrCat("o", i)),
                             [&](const absl::StatusOr<v1::Receipt>& receipt) {
                               ASSERT_TRUE(receipt.ok());
                               EXPECT_GT((*ledger)->head().next,
                                         receipt->position());
                               answers.DecrementCount();
                             })
                    .ok());
  }
  answers.Wait();
}

TEST(Ledger, RefusesWhenItsQueueIsFull) {
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok());
  log.Hold();
  std::atomic<int> answers = 0;
  int taken = 0;
  absl::Status full;
  while (full.ok() && taken < 100000) {
    full = (*ledger)->Submit(AdmitOrganisation(absl::StrCat("o", taken)),
                             [&](auto) { ++answers; });
    if (full.ok()) ++taken;
  }
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  log.Release();
  ledger->reset();  // Sees through what it took.
  EXPECT_EQ(answers, taken);
}

TEST(Ledger, AnswersEverythingItTookWhenItCloses) {
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok());
  std::atomic<int> acknowledged = 0;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE((*ledger)
                    ->Submit(AdmitOrganisation(absl::StrCat("o", i)),
                             [&](const absl::StatusOr<v1::Receipt>& receipt) {
                               if (receipt.ok()) ++acknowledged;
                             })
                    .ok());
  }
  ledger->reset();
  EXPECT_EQ(acknowledged, 1000);
  EXPECT_EQ(*log.End(), 1002u);
}

TEST(Ledger, AnswersWhatTheLogDoesNotWhenItCloses) {
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok());
  log.Hold();
  absl::StatusOr<v1::Receipt> answer = absl::UnknownError("no answer");
  ASSERT_TRUE(
      (*ledger)
          ->Submit(AdmitOrganisation("south"),
                   [&](absl::StatusOr<v1::Receipt> told) { answer = told; })
          .ok());
  (*ledger)->Close(absl::ZeroDuration());
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kUnavailable);
  // What was acknowledged can be asked for, and nothing else waits for ever.
  EXPECT_EQ((*ledger)->head().next, 2u);
  EXPECT_EQ((*ledger)->DryRun(AdmitOrganisation("west")).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ((*ledger)->Find("admit-south").status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ((*ledger)->CloseBackfill().status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(Ledger, FindsWhatIsRecordedAndDecidesWithoutRecording) {
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok());
  const auto receipt = (*ledger)->SubmitAndWait(AdmitOrganisation("south"));
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  const auto found = (*ledger)->Find("admit-south");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->SerializeAsString(), receipt->SerializeAsString());
  EXPECT_EQ((*ledger)->Find("admit-west").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE((*ledger)->DryRun(AdmitOrganisation("west")).ok());
  v1::Command again = AdmitOrganisation("south");
  again.set_command_id("another");
  EXPECT_FALSE((*ledger)->DryRun(again).ok());
  // As Submit would: the original receipt, or the id is taken.
  EXPECT_TRUE((*ledger)->DryRun(AdmitOrganisation("south")).ok());
  again.set_command_id("admit-south");
  again.mutable_admit_organisation()->set_name("another name");
  EXPECT_EQ((*ledger)->DryRun(again).code(), absl::StatusCode::kAborted);
  EXPECT_EQ((*ledger)->head().next, 3u);
}

TEST(Ledger, StandsDownAndTakesTheSeatAgain) {
  MemoryLog log;
  ManualClock clock(kNow);
  auto ledger = Ledger::Open(log, clock, Options());
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  ASSERT_TRUE((*ledger)->SubmitAndWait(AdmitOrganisation("before")).ok());
  (*ledger)->StandDown();
  EXPECT_EQ((*ledger)->health().code(), absl::StatusCode::kUnavailable);
  const auto refused = (*ledger)->SubmitAndWait(AdmitOrganisation("while"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable);
  (*ledger)->TakeSeat("127.0.0.1:7470");
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (!(*ledger)->health().ok() && absl::Now() < deadline) {
    (*ledger)->Find("any").IgnoreError();  // Passes through the thread.
  }
  const auto taken = (*ledger)->SubmitAndWait(AdmitOrganisation("while"));
  ASSERT_TRUE(taken.ok()) << taken.status();
  // Founded, seat, before, seat, while.
  EXPECT_EQ(taken->position(), 4);
}

TEST(Ledger, StandsByOnALedgerThatIsThere) {
  MemoryLog log;
  ManualClock clock(kNow);
  ASSERT_TRUE(Ledger::Open(log, clock, Options()).ok());
  log.TakeDeliveries();
  const uint64_t end = *log.End();
  auto ledger = Ledger::Open(log, clock, Options(), Ledger::Begin::kStandBy);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ((*ledger)->founding().ledger(), "test");
  EXPECT_EQ((*ledger)->SubmitAndWait(AdmitOrganisation("o")).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(*log.End(), end);
}

}  // namespace
}  // namespace loopledger
