#include "ledger/log/kafka_topic.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr int64_t kMessageBytesMin = 128 * 1024;
// librdkafka's own default, and a little less than Kafka's.
constexpr int64_t kBatchBytesMax = 1'000'000;

constexpr const char* kRiskNames[] = {
    "compaction",       "finite-retention", "partitions",
    "unclean-election", "single-replica",   "min-insync-replicas",
    "small-messages",   "unchecked",
};

absl::string_view Setting(const KafkaTopic& topic, const std::string& name) {
  const auto found = topic.configuration.find(name);
  return found == topic.configuration.end() ? absl::string_view()
                                            : found->second;
}

// `otherwise` where the broker did not tell, or not a number.
int64_t Number(const KafkaTopic& topic, const std::string& name,
               int64_t otherwise) {
  int64_t value = 0;
  return absl::SimpleAtoi(Setting(topic, name), &value) ? value : otherwise;
}

}  // namespace

std::vector<KafkaRisk> RisksOf(const KafkaTopic& topic) {
  std::vector<KafkaRisk> risks;
  const auto is = [&](const std::string& name) {
    return absl::StrCat(name, "=", Setting(topic, name));
  };
  if (topic.partitions > 1) {
    risks.push_back(
        {"partitions", absl::StrCat("it has ", topic.partitions,
                                    " partitions, and a ledger is one")});
  }
  if (topic.replicas < 2 && topic.brokers >= 3) {
    risks.push_back(
        {"single-replica",
         absl::StrCat("it has one replica on ", topic.brokers, " brokers")});
  }
  if (topic.configuration.empty()) {
    risks.push_back({"unchecked", "the broker does not tell its settings"});
    return risks;
  }
  if (absl::StrContains(Setting(topic, "cleanup.policy"), "compact")) {
    risks.push_back({"compaction", is("cleanup.policy")});
  }
  for (const char* name : {"retention.ms", "retention.bytes"}) {
    if (Number(topic, name, 0) != -1) {
      risks.push_back({"finite-retention", is(name)});
    }
  }
  if (Setting(topic, "unclean.leader.election.enable") != "false") {
    risks.push_back({"unclean-election", is("unclean.leader.election.enable")});
  }
  if (topic.replicas >= 3 && Number(topic, "min.insync.replicas", 1) < 2) {
    risks.push_back({"min-insync-replicas", is("min.insync.replicas")});
  }
  if (Number(topic, "max.message.bytes", 0) < kMessageBytesMin) {
    risks.push_back({"small-messages", is("max.message.bytes")});
  }
  return risks;
}

absl::Status CheckKafkaTopic(const KafkaSettings& settings,
                             const KafkaTopic& topic) {
  for (const std::string& name : settings.accepted_risks) {
    if (std::find(std::begin(kRiskNames), std::end(kRiskNames), name) ==
        std::end(kRiskNames)) {
      return absl::InvalidArgumentError(
          absl::StrCat("there is no risk called ", name, "; there are ",
                       absl::StrJoin(kRiskNames, ", ")));
    }
  }
  std::vector<std::string> refused;
  for (const KafkaRisk& risk : RisksOf(topic)) {
    if (settings.accepted_risks.count(risk.name) > 0) continue;
    refused.push_back(absl::StrCat(risk.name, " (", risk.sentence, ")"));
  }
  if (refused.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("topic \"", settings.topic, "\" at ", settings.brokers,
                   " could lose records: ", absl::StrJoin(refused, ", "),
                   "; each is accepted only by its name"));
}

absl::StatusOr<KafkaTopic> EnsureKafkaTopic(const KafkaSettings& settings) {
  absl::StatusOr<KafkaTopic> topic = DescribeKafkaTopic(settings);
  if (absl::IsNotFound(topic.status())) {
    RETURN_IF_ERROR(CreateKafkaTopic(settings));
    topic = DescribeKafkaTopic(settings);
  }
  RETURN_IF_ERROR(topic.status());
  RETURN_IF_ERROR(CheckKafkaTopic(settings, *topic));
  topic->batch_bytes_max = static_cast<size_t>(std::min(
      kBatchBytesMax, Number(*topic, "max.message.bytes", kBatchBytesMax)));
  return topic;
}

}  // namespace loopledger
