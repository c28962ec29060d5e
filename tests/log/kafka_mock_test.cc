// What the Kafka log makes of brokers that fail: the failures are chosen.
#include "tests/log/kafka_mock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/kafka_log.h"
#include "ledger/log/open.h"
#include "tests/log/log_conformance.h"
#include "tests/support/commands.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTopic[] = "loopledger.mock";

class KafkaLogOnAMock : public testing::Test {
 protected:
  std::unique_ptr<EventLog> Open() { return Open(mock_.Settings()); }
  std::unique_ptr<EventLog> Open(const KafkaSettings& settings) {
    auto log = KafkaLog::Open(settings);
    EXPECT_THAT(log, IsOk());
    return *std::move(log);
  }

  KafkaMock mock_{kTopic};
};

std::vector<bool> Outcomes(const std::vector<Delivery>& deliveries) {
  std::vector<bool> known;
  for (const Delivery& each : deliveries) known.push_back(each.status.ok());
  return known;
}

TEST_F(KafkaLogOnAMock, GoesOnAfterAnAnswerThatWasLost) {
  const auto log = Open();
  mock_.AnswerProduce({RD_KAFKA_RESP_ERR__TRANSPORT,
                       RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                       RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT});
  EXPECT_THAT(AppendAndWait(*log, {"one", "two"}), ElementsAre(0, 1));
  EXPECT_THAT(ReadAll(*log), ElementsAre("one", "two"));
}

TEST_F(KafkaLogOnAMock, TellsAMessageDroppedInThePipelineInItsPlace) {
  const auto log = Open();
  ASSERT_THAT(AppendAndWait(*log, {"before"}), ElementsAre(0));
  mock_.AnswerProduce({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  ASSERT_THAT(log->Append(std::vector<std::string>{"dropped"}), IsOk());
  const auto first = AwaitDeliveries(*log, 1);
  EXPECT_THAT(first[0].status,
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("what became of an entry is unknown")));
  EXPECT_THAT(AppendAndWait(*log, {"after"}), ElementsAre(1));
  EXPECT_THAT(ReadAll(*log), ElementsAre("before", "after"));
}

TEST_F(KafkaLogOnAMock, GoesOnWithANewProducerAfterAFatalError) {
  const auto log = Open();
  AppendAndWait(*log, {"before"});
  mock_.AnswerProduce({RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER});
  ASSERT_THAT(log->Append(SomeEntries(100)), IsOk());
  const auto lost = AwaitDeliveries(*log, 100);
  ASSERT_EQ(lost.size(), 100u);
  EXPECT_FALSE(lost[0].status.ok());
  std::vector<std::string> expected = ReadAll(*log);
  ASSERT_THAT(log->Append(std::vector<std::string>{"after"}), IsOk());
  const auto after = AwaitDeliveries(*log, 1);
  ASSERT_THAT(after[0].status, IsOk());
  EXPECT_EQ(ReadAll(*log).back(), "after");
}

TEST_F(KafkaLogOnAMock, OutlastsBrokersThatAreDown) {
  const auto log = Open();
  AppendAndWait(*log, {"before"});
  mock_.GoDown();
  ASSERT_THAT(log->Append(std::vector<std::string>{"meanwhile"}), IsOk());
  EXPECT_THAT(log->AwaitBeyond(1, absl::Now() + absl::Milliseconds(50)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(ReadAll(*log), ElementsAre("before"));
  mock_.ComeUp();
  EXPECT_THAT(Outcomes(AwaitDeliveries(*log, 1)), ElementsAre(true));
  EXPECT_THAT(ReadAll(*log), ElementsAre("before", "meanwhile"));
}

TEST_F(KafkaLogOnAMock, DoesNotKnowWhatBecameOfEntriesThatTookTooLong) {
  KafkaSettings settings = mock_.Settings();
  settings.delivery_timeout = absl::Milliseconds(300);
  const auto log = Open(settings);
  AppendAndWait(*log, {"before"});
  mock_.GoDown();
  ASSERT_THAT(log->Append(SomeEntries(5)), IsOk());
  EXPECT_THAT(Outcomes(AwaitDeliveries(*log, 5)), Each(false));
  mock_.ComeUp();
  ASSERT_THAT(log->Append(std::vector<std::string>{"after"}), IsOk());
  while (!AwaitDeliveries(*log, 1)[0].status.ok()) {
    ASSERT_THAT(log->Append(std::vector<std::string>{"after"}), IsOk());
  }
  EXPECT_EQ(ReadAll(*log).back(), "after");
}

TEST_F(KafkaLogOnAMock, RefusesMoreThanIsToBeInFlight) {
  const auto log = Open();
  mock_.GoDown();
  const std::vector<std::string> large(100, std::string(500'000, 'x'));
  ASSERT_THAT(log->Append(large), IsOk());
  EXPECT_THAT(log->Append(large),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("100 entries of 50000000 bytes")));
  mock_.ComeUp();
  EXPECT_THAT(Outcomes(AwaitDeliveries(*log, 100)), Each(true));
}

TEST_F(KafkaLogOnAMock, SeesWhatAnotherAppends) {
  const auto log = Open();
  const auto other = Open();
  AppendAndWait(*log, {"one"});
  EXPECT_THAT(other->AwaitBeyond(0, absl::InfiniteFuture()), IsOkAndHolds(1u));
  EXPECT_THAT(AppendAndWait(*other, {"two"}), ElementsAre(1));
  EXPECT_THAT(log->AwaitBeyond(1, absl::InfiniteFuture()), IsOkAndHolds(2u));
  EXPECT_THAT(AppendAndWait(*log, {"three"}), ElementsAre(2));
  EXPECT_THAT(log->End(), IsOkAndHolds(3u));
  EXPECT_THAT(ReadAll(*log), ElementsAre("one", "two", "three"));
  EXPECT_THAT(other->AwaitBeyond(2, absl::InfiniteFuture()), IsOkAndHolds(3u));
  EXPECT_THAT(ReadAll(*other), ElementsAre("one", "two", "three"));
}

// The write path over a log that loses messages: every command is answered
// once, and what was acknowledged is in the ledger once.
TEST_F(KafkaLogOnAMock, LosesAndDoublesNothingWhenMessagesAreDropped) {
  const auto log = Open();
  const SystemClock clock;
  WriterOptions options;
  options.founding = FoundingFor("mock");
  auto ledger = Ledger::Open(*log, clock, options);
  ASSERT_THAT(ledger, IsOk());
  std::vector<v1::Command> commands;
  size_t voided = 0;
  const rd_kafka_resp_err_t faults[] = {
      RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
      RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
      RD_KAFKA_RESP_ERR__TRANSPORT};
  for (const rd_kafka_resp_err_t fault : faults) {
    std::vector<v1::Command> some;
    for (size_t i = 0; i < 300; ++i) {
      some.push_back(ReportCommand(static_cast<int>(commands.size() + i)));
    }
    mock_.AnswerProduce({fault, RD_KAFKA_RESP_ERR_NO_ERROR, fault});
    for (const auto& answer : (*ledger)->SubmitAll(some)) {
      if (answer.ok()) continue;
      EXPECT_TRUE(absl::IsUnavailable(answer.status())) << answer.status();
      ++voided;
    }
    commands.insert(commands.end(), some.begin(), some.end());
  }
  EXPECT_GT(voided, 0u);
  // Asked again, each is in the ledger at its own position.
  std::set<uint64_t> positions;
  for (const v1::Command& command : commands) {
    auto answer = (*ledger)->SubmitAndWait(command);
    ASSERT_THAT(answer, IsOk());
    positions.insert(answer->position());
  }
  EXPECT_EQ(positions.size(), commands.size());
  // A reader that fetches everything agrees on the head.
  const auto reader = KafkaReader::Open(mock_.Settings());
  ASSERT_THAT(reader, IsOk());
  Head head;
  for (const std::string& entry : ReadAll(**reader)) head.Judge(entry);
  EXPECT_EQ(head, (*ledger)->head());
}

}  // namespace
}  // namespace loopledger
