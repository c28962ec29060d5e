// A ledger on a real broker, and what becomes of it when things go wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/kafka_log.h"
#include "ledger/log/kafka_topic.h"
#include "ledger/log/open.h"
#include "ledger/log/rule.h"
#include "tests/kafka/test_kafka.h"
#include "tests/kafka/topic_admin.h"
#include "tests/log/log_conformance.h"
#include "tests/support/commands.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class KafkaLedger : public testing::Test {
 protected:
  std::string url() const {
    return absl::StrCat("kafka://", TestKafka(), "/", topic_);
  }
  KafkaSettings settings() const {
    KafkaSettings settings;
    EXPECT_THAT(ReadKafkaUrl(url(), settings), IsOk());
    return settings;
  }
  std::unique_ptr<EventLog> Open() const {
    auto log = OpenLog(url());
    EXPECT_THAT(log, IsOk());
    return *std::move(log);
  }
  std::unique_ptr<Ledger> OpenLedger(EventLog& log, const std::string& writer) {
    WriterOptions options;
    options.writer = writer;
    options.founding = FoundingFor("test");
    auto ledger = Ledger::Open(log, clock_, std::move(options));
    EXPECT_THAT(ledger, IsOk());
    return *std::move(ledger);
  }
  // The head that a reader finds who knows nothing of any writer.
  Head HeadInTheTopic() const {
    const auto reader = OpenLogReader(url());
    EXPECT_THAT(reader, IsOk());
    Head head;
    for (const std::string& entry : ReadAll(**reader)) head.Judge(entry);
    return head;
  }

  const SystemClock clock_;
  const std::string topic_ = UniqueTopic("ledger");
};

std::vector<v1::Command> Reports(int from, int count) {
  std::vector<v1::Command> commands;
  for (int i = from; i < from + count; ++i) {
    commands.push_back(ReportCommand(i));
  }
  return commands;
}

TEST_F(KafkaLedger, IsMadeWithTheSettingsOfALedger) {
  EXPECT_THAT(OpenLogReader(url()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(topic_)));
  Open();
  const auto topic = DescribeKafkaTopic(settings());
  ASSERT_THAT(topic, IsOk());
  EXPECT_EQ(topic->partitions, 1);
  EXPECT_THAT(RisksOf(*topic), testing::IsEmpty());
  EXPECT_EQ(topic->configuration.at("retention.ms"), "-1");
  EXPECT_EQ(topic->configuration.at("retention.bytes"), "-1");
}

TEST_F(KafkaLedger, IsNotTrustedToATopicThatLosesRecords) {
  MakeTopic(topic_,
            {{"cleanup.policy", "compact"}, {"retention.ms", "1000000"}}, 2);
  EXPECT_THAT(OpenLog(url()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("partitions (it has 2"),
                             HasSubstr("compaction (cleanup.policy=compact)"),
                             HasSubstr("finite-retention (retention.ms=10"))));
  KafkaSettings accepting;
  accepting.accepted_risks = {"partitions", "compaction", "finite-retention"};
  EXPECT_THAT(OpenLog(url(), nullptr, accepting), IsOk());
}

TEST_F(KafkaLedger, GoesOnWhereAnotherProcessLeftOff) {
  for (int round = 0; round < 3; ++round) {
    const auto log = Open();
    const auto ledger = OpenLedger(*log, "one");
    for (const auto& answer : ledger->SubmitAll(Reports(0, 50 * round + 50))) {
      ASSERT_THAT(answer, IsOk());
    }
    EXPECT_EQ(ledger->void_entries(), 0u);
    EXPECT_EQ(ledger->head(), HeadInTheTopic());
  }
  // Founded, three seats, and each report once.
  EXPECT_EQ(HeadInTheTopic().next, 1u + 3u + 150u);
}

TEST_F(KafkaLedger, GrowsOneChainThoughTwoWrite) {
  const auto first_log = Open();
  const auto second_log = Open();
  const auto first = OpenLedger(*first_log, "first");
  ASSERT_THAT(first->SubmitAndWait(ReportCommand(0)), IsOk());
  const auto second = OpenLedger(*second_log, "second");
  ASSERT_THAT(second->SubmitAndWait(ReportCommand(1)), IsOk());
  // The first may not have heard of it yet; what it writes is void.
  for (const auto& answer : first->SubmitAll(Reports(2, 100))) {
    EXPECT_TRUE(absl::IsAborted(answer.status()) ||
                absl::IsUnavailable(answer.status()))
        << answer.status();
  }
  std::set<uint64_t> positions;
  for (const auto& answer : second->SubmitAll(Reports(0, 102))) {
    ASSERT_THAT(answer, IsOk());
    positions.insert(answer->position());
  }
  EXPECT_EQ(positions.size(), 102u);
  EXPECT_EQ(HeadInTheTopic(), second->head());
}

TEST_F(KafkaLedger, StopsWhenItsTopicIsMadeAnew) {
  const auto log = Open();
  AppendAndWait(*log, SomeEntries(10));
  DeleteTopic(topic_);
  MakeTopic(topic_, {});
  EXPECT_THAT(log->End(), StatusIs(absl::StatusCode::kDataLoss,
                                   AllOf(HasSubstr(topic_), HasSubstr("10"))));
  EXPECT_THAT(log->Append(SomeEntries(1)),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(log->Read(0, 1, [](Offset, absl::string_view) { return true; }),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(KafkaLedger, NoticesByItselfThatItsTopicWasMadeAnew) {
  KafkaSettings often;
  often.recheck = absl::Milliseconds(200);
  const auto opened = OpenLog(url(), nullptr, often);
  ASSERT_THAT(opened, IsOk());
  const auto& log = *opened;
  AppendAndWait(*log, SomeEntries(10));
  DeleteTopic(topic_);
  MakeTopic(topic_, {});
  AppendAndWait(*Open(), SomeEntries(20, 100));
  EXPECT_THAT(log->AwaitBeyond(1000, absl::Now() + absl::Seconds(60)),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(topic_)));
}

TEST_F(KafkaLedger, SaysWhichBrokerCannotBeReached) {
  KafkaSettings settings;
  settings.opening = absl::Milliseconds(300);
  EXPECT_THAT(
      OpenLog("kafka://127.0.0.1:1/loopledger.north", nullptr, settings),
      StatusIs(absl::StatusCode::kUnavailable,
               AllOf(HasSubstr("topic \"loopledger.north\" at "
                               "127.0.0.1:1"),
                     HasSubstr("Connection refused"))));
}

}  // namespace
}  // namespace loopledger
