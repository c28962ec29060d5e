#include "ledger/log/kafka_terms.h"

#include <librdkafka/rdkafka.h>

#include <cstdio>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_client.h"
#include "ledger/log/kafka_topic.h"

namespace loopledger {
namespace {

constexpr absl::Duration kAgreement = absl::Seconds(15);
// Without record batches there is no place for a producer's id.
constexpr absl::string_view kBatches = "MsgVer2";
constexpr absl::string_view kIdempotence = "IdempotentProducer";

bool Has(const KafkaBrokerTerms& broker, absl::string_view feature) {
  return broker.features.count(std::string(feature)) > 0;
}

// What librdkafka 2.0 looks at before it compresses a batch, beside the
// broker's features: whether this version of Produce is taken.
int ProduceFor(absl::string_view compression) {
  return compression == "zstd" ? 7 : 0;
}

bool Compresses(const KafkaBrokerTerms& broker, absl::string_view compression) {
  if (compression == "lz4" && !Has(broker, "LZ4")) return false;
  if (compression == "zstd" && !Has(broker, "ZSTD")) return false;
  const auto produce = broker.versions.find("Produce");
  return produce == broker.versions.end() ||
         (produce->second.first <= ProduceFor(compression) &&
          produce->second.second >= ProduceFor(compression));
}

std::string InForce(const rd_kafka_t* kafka, const char* name) {
  char value[512] = "";
  size_t size = sizeof(value);
  const auto* conf = rd_kafka_conf(const_cast<rd_kafka_t*>(kafka));
  return rd_kafka_conf_get(conf, name, value, &size) == RD_KAFKA_CONF_OK ? value
                                                                         : "";
}

std::string CompressionAsked(const KafkaSettings& settings) {
  std::string asked = "none";
  for (const auto& [name, value] : settings.properties) {
    if (name == "compression.codec" || name == "compression.type") {
      asked = value;
    }
  }
  return asked;
}

// Shared with librdkafka's threads.
class Notes {
 public:
  void Take(absl::string_view line) {
    absl::MutexLock lock(&mu_);
    NoteKafkaTerms(line, terms_);
  }
  KafkaTerms terms() const {
    absl::MutexLock lock(&mu_);
    return terms_;
  }

 private:
  mutable absl::Mutex mu_;
  KafkaTerms terms_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

void NoteKafkaTerms(absl::string_view line, KafkaTerms& terms) {
  if (absl::StrContains(line, "producer state change") &&
      absl::EndsWith(line, "-> Assigned")) {
    terms.producer_id = true;
    return;
  }
  // [thrd:NAME]: BROKER: WHAT
  const size_t thread = line.find("]: ");
  if (thread == absl::string_view::npos) return;
  line.remove_prefix(thread + 3);
  const size_t colon = line.find(": ");
  if (colon == absl::string_view::npos) return;
  const std::string name(line.substr(0, colon));
  absl::string_view what = absl::StripAsciiWhitespace(line.substr(colon + 2));
  if (absl::ConsumePrefix(&what, "Enabling feature ")) {
    terms.brokers[name].features.emplace(what);
    return;
  }
  if (absl::ConsumePrefix(&what, "Disabling feature ")) {
    terms.brokers[name].features.erase(std::string(what));
    return;
  }
  char request[64] = "";
  int number = 0;
  int first = 0;
  int last = 0;
  if (std::sscanf(std::string(what).c_str(), "ApiKey %63s (%d) Versions %d..%d",
                  request, &number, &first, &last) == 4) {
    terms.brokers[name].versions[request] = {first, last};
  }
}

absl::StatusOr<KafkaTerms> NegotiateKafkaTerms(const KafkaSettings& settings) {
  // A producer that asks for a topic which is not there may make it.
  KafkaSettings noted = settings;
  noted.accepted_risks.insert("unchecked");
  RETURN_IF_ERROR(DescribeKafkaTopic(noted).status());
  Notes notes;
  noted.on_log = [&notes](absl::string_view line) { notes.Take(line); };
  ASSIGN_OR_RETURN(
      const auto client,
      KafkaClient::Open(
          noted, {.type = RD_KAFKA_PRODUCER,
                  .properties = {{"debug", "feature,eos"}, {"log_level", "7"}},
                  .on_delivery = nullptr}));
  RETURN_IF_ERROR(client->AwaitTopic(kAgreement));
  char why[512] = "";
  rd_kafka_resp_err_t fatal = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (const Patience patience(kAgreement);
       !patience.ended() && !notes.terms().producer_id &&
       fatal == RD_KAFKA_RESP_ERR_NO_ERROR;
       rd_kafka_poll(client->get(), 50)) {
    fatal = rd_kafka_fatal_error(client->get(), why, sizeof(why));
  }
  KafkaTerms terms = notes.terms();
  terms.library = rd_kafka_version_str();
  terms.idempotence = InForce(client->get(), "enable.idempotence");
  terms.acks = InForce(client->get(), "acks");
  terms.compression = InForce(client->get(), "compression.codec");
  terms.compression_asked = CompressionAsked(settings);
  if (!terms.producer_id) {
    terms.trouble = fatal == RD_KAFKA_RESP_ERR_NO_ERROR
                        ? "no broker gave the producer an id in time"
                        : why;
  }
  return terms;
}

std::vector<KafkaLack> LacksOf(const KafkaTerms& terms) {
  std::vector<KafkaLack> lacks;
  std::string wrong;
  if (terms.idempotence != "true") {
    wrong = absl::StrCat("enable.idempotence is ", terms.idempotence);
  } else if (!terms.producer_id) {
    wrong = terms.trouble;
  }
  for (const auto& [name, broker] : terms.brokers) {
    for (const absl::string_view feature : {kBatches, kIdempotence}) {
      if (!wrong.empty() || Has(broker, feature)) continue;
      wrong = absl::StrCat("librdkafka ", terms.library, " does not use ",
                           feature, " with the broker ", name);
    }
  }
  if (!wrong.empty()) lacks.push_back({"KAFKA_IDEMPOTENCE_OFF", wrong});
  if (terms.acks != "-1" && terms.acks != "all") {
    lacks.push_back({"KAFKA_ACKS_OFF", absl::StrCat("acks is ", terms.acks)});
  }
  if (terms.compression_asked == "none") return lacks;
  wrong.clear();
  if (terms.compression != terms.compression_asked) {
    wrong = absl::StrCat(terms.compression, " is in force");
  }
  for (const auto& [name, broker] : terms.brokers) {
    if (!wrong.empty() || Compresses(broker, terms.compression)) continue;
    wrong = absl::StrCat("librdkafka ", terms.library,
                         " may send batches as they are to the broker ", name,
                         ", which does not say that it takes Produce ",
                         ProduceFor(terms.compression), " and the codec");
  }
  if (wrong.empty()) return lacks;
  lacks.push_back({"KAFKA_COMPRESSION_OFF",
                   absl::StrCat("compression by ", terms.compression_asked,
                                " was asked for; ", wrong)});
  return lacks;
}

}  // namespace loopledger
