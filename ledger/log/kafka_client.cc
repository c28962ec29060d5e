#include "ledger/log/kafka_client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// One question to a broker; an unanswered one is asked again until the
// patience ends.
constexpr absl::Duration kQuestion = absl::Seconds(2);
// Between two questions, where the first was answered by a no.
constexpr int kPauseMilliseconds = 50;
// With brokers that turned the client away, which hardly passes.
constexpr absl::Duration kTurnedAway = absl::Seconds(3);

// librdkafka has no code for it: a broker's no to a certificate comes after the
// handshake, and counts as a connection that broke.
bool SaysTurnedAway(absl::string_view trouble) {
  for (const absl::string_view sign :
       {"SSL handshake failed", "SSL alert number", "SASL authentication"}) {
    if (absl::StrContains(trouble, sign)) return true;
  }
  return false;
}

struct MetadataDeleter {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, MetadataDeleter>;

// Where the ledger's partition of `metadata` has a leader: no error.
rd_kafka_resp_err_t LeaderIn(const rd_kafka_metadata_t& metadata) {
  if (metadata.topic_cnt != 1) return RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  const rd_kafka_metadata_topic_t& topic = metadata.topics[0];
  if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return topic.err;
  for (int i = 0; i < topic.partition_cnt; ++i) {
    const rd_kafka_metadata_partition_t& partition = topic.partitions[i];
    if (partition.id == kLedgerPartition && partition.leader >= 0) {
      return RD_KAFKA_RESP_ERR_NO_ERROR;
    }
  }
  return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
}

}  // namespace

absl::StatusCode KafkaStatusCode(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return absl::StatusCode::kOk;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return absl::StatusCode::kUnauthenticated;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return absl::StatusCode::kPermissionDenied;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return absl::StatusCode::kNotFound;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return absl::StatusCode::kDataLoss;
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR__CONFLICT:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return absl::StatusCode::kInvalidArgument;
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
    case RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED:
      return absl::StatusCode::kResourceExhausted;
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
      return absl::StatusCode::kUnimplemented;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

KafkaClient::KafkaClient(const KafkaSettings& settings, Options options)
    : settings_(settings), options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<KafkaClient>> KafkaClient::Open(
    const KafkaSettings& settings, Options options) {
  auto client = absl::WrapUnique(new KafkaClient(settings, std::move(options)));
  ASSIGN_OR_RETURN(KafkaOwned<rd_kafka_conf_t> conf, client->Configure());
  rd_kafka_conf_set_opaque(conf.get(), client.get());
  rd_kafka_conf_set_log_cb(conf.get(), &KafkaClient::OnLog);
  if (client->options_.on_delivery) {
    rd_kafka_conf_set_dr_msg_cb(conf.get(), &KafkaClient::OnDelivery);
  }
  if (client->options_.on_rebalance) {
    rd_kafka_conf_set_rebalance_cb(conf.get(), &KafkaClient::OnRebalance);
  }
  char error[512] = "";
  client->kafka_.reset(
      rd_kafka_new(client->options_.type, conf.get(), error, sizeof(error)));
  if (client->kafka_ == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("could not make a client for kafka at ", settings.brokers,
                     ": ", error));
  }
  (void)conf.release();  // The client's now.
  client->topic_.reset(rd_kafka_topic_new(client->kafka_.get(),
                                          settings.topic.c_str(), nullptr));
  if (client->topic_ == nullptr) {
    return client->Failure(rd_kafka_last_error(), "could not name the topic");
  }
  return client;
}

absl::StatusOr<KafkaOwned<rd_kafka_conf_t>> KafkaClient::Configure() const {
  ASSIGN_OR_RETURN(auto properties, EffectiveProperties(settings_));
  properties.insert(properties.end(), options_.properties.begin(),
                    options_.properties.end());
  KafkaOwned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  for (const auto& [name, value] : properties) {
    char error[512] = "";
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), error,
                          sizeof(error)) == RD_KAFKA_CONF_OK) {
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "rdkafka.", name, " was not taken: ",
        IsSecretProperty(name) ? "its value, which is secret, is not valid"
                               : error));
  }
  return conf;
}

void KafkaClient::OnLog(const rd_kafka_t* kafka, int /*level*/,
                        const char* facility, const char* message) {
  auto* self = static_cast<KafkaClient*>(rd_kafka_opaque(kafka));
  if (self == nullptr) return;  // Still being made.
  const absl::string_view text = message;
  if (!absl::StartsWith(facility, "CONFWARN")) {
    absl::MutexLock lock(&self->mu_);
    self->last_trouble_ = std::string(text);
    self->turned_away_ |= SaysTurnedAway(text);
  }
  if (self->settings_.on_log) self->settings_.on_log(text);
}

void KafkaClient::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message,
                             void* self) {
  static_cast<KafkaClient*>(self)->options_.on_delivery(*message);
}

void KafkaClient::OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t what,
                              rd_kafka_topic_partition_list_t* partitions,
                              void* self) {
  static_cast<KafkaClient*>(self)->options_.on_rebalance(what, *partitions);
}

absl::Status KafkaClient::Failure(rd_kafka_resp_err_t error,
                                  absl::string_view what) const {
  std::string trouble;
  const absl::StatusCode code = KafkaStatusCode(error);
  if (code == absl::StatusCode::kUnavailable ||
      code == absl::StatusCode::kUnauthenticated) {
    absl::MutexLock lock(&mu_);
    if (!last_trouble_.empty())
      trouble = absl::StrCat(" (", last_trouble_, ")");
  }
  return absl::Status(code, absl::StrCat("topic \"", settings_.topic, "\" at ",
                                         settings_.brokers, ": ", what, ": ",
                                         rd_kafka_err2str(error), trouble));
}

rd_kafka_resp_err_t KafkaClient::Insist(absl::Duration patience,
                                        Question ask) const {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  const Patience less(std::min(patience, kTurnedAway));
  for (const Patience left(patience); !left.ended();
       rd_kafka_poll(get(), kPauseMilliseconds)) {
    error = ask(left.Milliseconds(kQuestion));
    absl::MutexLock lock(&mu_);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) turned_away_ = false;
    if (KafkaStatusCode(error) != absl::StatusCode::kUnavailable) break;
    if (turned_away_ && less.ended()) return RD_KAFKA_RESP_ERR__AUTHENTICATION;
  }
  return error;
}

absl::Status KafkaClient::AwaitTopic(absl::Duration patience) const {
  const rd_kafka_resp_err_t error = Insist(patience, [this](int milliseconds) {
    const rd_kafka_metadata_t* raw = nullptr;
    const rd_kafka_resp_err_t asked =
        rd_kafka_metadata(get(), 0, topic(), &raw, milliseconds);
    const Metadata metadata(raw);
    return asked == RD_KAFKA_RESP_ERR_NO_ERROR ? LeaderIn(*metadata) : asked;
  });
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  return Failure(error, "could not find it");
}

absl::StatusOr<uint64_t> KafkaClient::HighWatermark(
    absl::Duration patience) const {
  int64_t low = 0;
  int64_t high = 0;
  const rd_kafka_resp_err_t error = Insist(patience, [&](int milliseconds) {
    return rd_kafka_query_watermark_offsets(get(), settings_.topic.c_str(),
                                            kLedgerPartition, &low, &high,
                                            milliseconds);
  });
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Failure(error, "could not ask where it ends");
  }
  if (low > 0) {
    return absl::DataLossError(absl::StrCat(
        "topic \"", settings_.topic, "\" at ", settings_.brokers,
        " begins at offset ", low, ": what was before it is gone"));
  }
  return static_cast<uint64_t>(high);
}

}  // namespace loopledger
