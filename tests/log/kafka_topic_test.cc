#include "ledger/log/kafka_topic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

KafkaTopic Good() {
  return {.brokers = 3,
          .partitions = 1,
          .replicas = 3,
          .configuration = {{"cleanup.policy", "delete"},
                            {"retention.ms", "-1"},
                            {"retention.bytes", "-1"},
                            {"unclean.leader.election.enable", "false"},
                            {"min.insync.replicas", "2"},
                            {"max.message.bytes", "1048588"}}};
}

std::vector<std::string> Names(const KafkaTopic& topic) {
  std::vector<std::string> names;
  for (const KafkaRisk& risk : RisksOf(topic)) names.push_back(risk.name);
  return names;
}

TEST(KafkaTopic, IsFineAsALedgerMakesIt) {
  EXPECT_THAT(RisksOf(Good()), IsEmpty());
  KafkaTopic alone = Good();
  alone.brokers = 1;
  alone.replicas = 1;
  alone.configuration["min.insync.replicas"] = "1";
  EXPECT_THAT(RisksOf(alone), IsEmpty());
}

TEST(KafkaTopic, NamesEachRisk) {
  const auto with = [](const std::string& name, const std::string& value) {
    KafkaTopic topic = Good();
    topic.configuration[name] = value;
    return Names(topic);
  };
  EXPECT_THAT(with("cleanup.policy", "compact"), ElementsAre("compaction"));
  EXPECT_THAT(with("cleanup.policy", "compact,delete"),
              ElementsAre("compaction"));
  EXPECT_THAT(with("retention.ms", "604800000"),
              ElementsAre("finite-retention"));
  EXPECT_THAT(with("retention.bytes", "1"), ElementsAre("finite-retention"));
  EXPECT_THAT(with("unclean.leader.election.enable", "true"),
              ElementsAre("unclean-election"));
  EXPECT_THAT(with("min.insync.replicas", "1"),
              ElementsAre("min-insync-replicas"));
  EXPECT_THAT(with("max.message.bytes", "131071"),
              ElementsAre("small-messages"));
  KafkaTopic topic = Good();
  topic.partitions = 2;
  EXPECT_THAT(Names(topic), ElementsAre("partitions"));
  topic = Good();
  topic.replicas = 1;
  EXPECT_THAT(Names(topic), ElementsAre("single-replica"));
  topic = Good();
  topic.configuration.clear();
  EXPECT_THAT(Names(topic), ElementsAre("unchecked"));
}

TEST(KafkaTopic, IsRefusedByTheNamesOfItsRisks) {
  KafkaSettings settings;
  settings.brokers = "a:1";
  settings.topic = "loopledger.north";
  KafkaTopic topic = Good();
  EXPECT_THAT(CheckKafkaTopic(settings, topic), IsOk());
  topic.configuration["cleanup.policy"] = "compact";
  topic.configuration["retention.ms"] = "1000";
  EXPECT_THAT(
      CheckKafkaTopic(settings, topic),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("topic \"loopledger.north\" at a:1 could lose "
                         "records: compaction (cleanup.policy=compact), "
                         "finite-retention (retention.ms=1000)")));
  settings.accepted_risks = {"compaction"};
  EXPECT_THAT(CheckKafkaTopic(settings, topic),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("records: finite-retention")));
  settings.accepted_risks = {"compaction", "finite-retention"};
  EXPECT_THAT(CheckKafkaTopic(settings, topic), IsOk());
  settings.accepted_risks = {"compacting"};
  EXPECT_THAT(CheckKafkaTopic(settings, topic),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("no risk called compacting")));
}

}  // namespace
}  // namespace loopledger
