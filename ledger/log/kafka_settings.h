// How a ledger's topic is reached, and what of it is accepted.
#ifndef LEDGER_LOG_KAFKA_SETTINGS_H_
#define LEDGER_LOG_KAFKA_SETTINGS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace loopledger {

struct KafkaSettings {
  std::string brokers;  // HOST:PORT[,HOST:PORT]
  std::string topic;
  // librdkafka's own properties by name: TLS, SASL, client.id, sizes and times.
  // Those that the ledger rests on cannot be set. The value of a secret one is
  // file:PATH or env:NAME, never the secret itself.
  std::map<std::string, std::string> properties;
  // Names from kafka_topic.h of what may be wrong with the topic.
  std::set<std::string> accepted_risks;
  // The newest entries, kept in memory for those who read live.
  size_t tail_bytes_max = size_t{32} << 20;
  // How long opening waits for the first broker that answers.
  absl::Duration opening = absl::Seconds(20);
  // How long a read waits for brokers that do not answer.
  absl::Duration patience = absl::Seconds(60);
  // How often one who follows makes sure that the topic is still the same one.
  absl::Duration recheck = absl::Seconds(10);
  // How long an entry may be on its way before its outcome counts as unknown.
  absl::Duration delivery_timeout = absl::Seconds(30);
  // What librdkafka says of itself, from any thread. It must only take note.
  std::function<void(absl::string_view)> on_log;
};

// Sets brokers and topic from kafka://HOST:PORT[,HOST:PORT]/TOPIC.
absl::Status ReadKafkaUrl(absl::string_view url, KafkaSettings& settings);

// The name of the ledger that lives in the topic: loopledger.NAME, or as it is.
std::string LedgerOfTopic(absl::string_view topic);

// What librdkafka is to be told, in this order: the ledger's defaults, the
// properties with secrets read in, what the ledger rests on. kInvalidArgument
// names the property that cannot be so.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>>
EffectiveProperties(const KafkaSettings& settings);

// True for properties whose value must never be shown.
bool IsSecretProperty(absl::string_view name);

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_SETTINGS_H_
