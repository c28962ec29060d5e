// What librdkafka and the brokers agreed on for a ledger's producer, asked of
// them and not of the settings: a feature that librdkafka believes a broker to
// lack is switched off without an error (librdkafka#4948, #4956).
#ifndef LEDGER_LOG_KAFKA_TERMS_H_
#define LEDGER_LOG_KAFKA_TERMS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

// What librdkafka found out about one broker.
struct KafkaBrokerTerms {
  std::set<std::string> features;  // Those that it uses with the broker.
  // By the name of a request, the first and the last version that is taken.
  std::map<std::string, std::pair<int, int>> versions;
};

struct KafkaTerms {
  std::string library;                         // The version of librdkafka.
  std::string idempotence, acks, compression;  // In force.
  std::string compression_asked;
  bool producer_id = false;  // A broker gave one: idempotence works.
  std::string trouble;       // Why there is none.
  std::map<std::string, KafkaBrokerTerms> brokers;  // HOST:PORT/ID
};

// Takes note of one line that librdkafka logs with debug=feature,eos.
void NoteKafkaTerms(absl::string_view line, KafkaTerms& terms);

// Connects a producer, which appends nothing. kNotFound: there is no such
// topic. kUnavailable: no broker answers.
absl::StatusOr<KafkaTerms> NegotiateKafkaTerms(const KafkaSettings& settings);

// What the ledger rests on, or was asked for, and does not have.
struct KafkaLack {
  std::string name;  // KAFKA_IDEMPOTENCE_OFF, _ACKS_OFF, _COMPRESSION_OFF
  std::string sentence;
};
std::vector<KafkaLack> LacksOf(const KafkaTerms& terms);

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_TERMS_H_
