// The topic that a ledger lives in: made with the right settings where it is
// missing, and looked at before anything is trusted to it.
//
// What may be wrong with one, by the names that `accepted_risks` takes:
//   compaction           records with the same key would be dropped
//   finite-retention     records would be dropped by age or size
//   partitions           a ledger is one partition, and there are more
//   unclean-election     a replica that lacks records may become the leader
//   single-replica       one copy, on a cluster of three brokers or more
//   min-insync-replicas  acknowledged with one copy, though there are more
//   small-messages       less than 128 KiB at once
//   unchecked            its settings cannot be asked for, or are not to be
#ifndef LEDGER_LOG_KAFKA_TOPIC_H_
#define LEDGER_LOG_KAFKA_TOPIC_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

struct KafkaTopic {
  int brokers = 0;
  int partitions = 0;
  int replicas = 0;
  // As the broker tells them, its own defaults included.
  std::map<std::string, std::string> configuration;
  size_t batch_bytes_max = 0;  // What may be sent at once.
};

struct KafkaRisk {
  std::string name;
  std::string sentence;
};

// What is wrong with `topic`, accepted or not.
std::vector<KafkaRisk> RisksOf(const KafkaTopic& topic);

// kFailedPrecondition: a risk that is not accepted; each is named.
// kInvalidArgument: a name that is accepted and is none.
absl::Status CheckKafkaTopic(const KafkaSettings& settings,
                             const KafkaTopic& topic);

// kNotFound: there is no such topic.
absl::StatusOr<KafkaTopic> DescribeKafkaTopic(const KafkaSettings& settings);

// Makes it with a ledger's settings, replicated over up to three brokers.
absl::Status CreateKafkaTopic(const KafkaSettings& settings);

// Makes it where it is missing, and checks it.
absl::StatusOr<KafkaTopic> EnsureKafkaTopic(const KafkaSettings& settings);

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_TOPIC_H_
