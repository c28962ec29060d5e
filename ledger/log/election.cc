#include "ledger/log/election.h"

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr int kPollMillis = 100;

// A member that is silent for the session is replaced, and one that leaves is
// missed by the others at their next heartbeat.
constexpr std::pair<const char*, const char*> kGroupProperties[] = {
    {"session.timeout.ms", "6000"},
    {"heartbeat.interval.ms", "200"},
    // Who was elected stays so when others come.
    {"partition.assignment.strategy", "cooperative-sticky"},
    {"enable.auto.commit", "false"},
    {"auto.offset.reset", "latest"},
    // A topic that was made just now may be missed at first.
    {"topic.metadata.refresh.interval.ms", "2000"},
    // Nothing is read here; what is fetched before the pause is small.
    {"queued.max.messages.kbytes", "64"},
    {"fetch.message.max.bytes", "65536"},
};

struct Destroy {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};

class KafkaElection final : public Election {
 public:
  KafkaElection(std::function<void(bool)> told,
                std::function<void(absl::string_view)> on_log)
      : told_(std::move(told)), on_log_(std::move(on_log)) {}

  absl::Status Open(const KafkaSettings& settings) {
    ASSIGN_OR_RETURN(auto properties, EffectiveProperties(settings));
    properties.insert(properties.end(), std::begin(kGroupProperties),
                      std::end(kGroupProperties));
    properties.emplace_back("group.id", absl::StrCat(settings.topic, ".seat"));
    std::unique_ptr<rd_kafka_conf_t, Destroy> conf(rd_kafka_conf_new());
    char why[512];
    for (const auto& [name, value] : properties) {
      if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why,
                            sizeof(why)) != RD_KAFKA_CONF_OK) {
        return absl::InvalidArgumentError(
            absl::StrCat("the property ", name, " cannot be so: ", why));
      }
    }
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_rebalance_cb(conf.get(), OnRebalance);
    rd_kafka_conf_set_log_cb(conf.get(), OnLog);
    kafka_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why, sizeof(why));
    if (kafka_ == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("could not stand for election: ", why));
    }
    conf.release();  // The client's now.
    rd_kafka_poll_set_consumer(kafka_);
    const std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy> topics(
        rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), settings.topic.c_str(),
                                      RD_KAFKA_PARTITION_UA);
    const auto error = rd_kafka_subscribe(kafka_, topics.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return absl::UnavailableError(absl::StrCat(
          "could not stand for election: ", rd_kafka_err2str(error)));
    }
    thread_ = std::thread([this] { Run(); });
    return absl::OkStatus();
  }

  ~KafkaElection() override {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    if (kafka_ == nullptr) return;
    rd_kafka_consumer_close(kafka_);
    rd_kafka_destroy(kafka_);
  }

 private:
  void Run() {
    while (!stopping_) {
      rd_kafka_message_t* message = rd_kafka_consumer_poll(kafka_, kPollMillis);
      if (message != nullptr) rd_kafka_message_destroy(message);
    }
  }

  static void OnRebalance(rd_kafka_t* kafka, rd_kafka_resp_err_t error,
                          rd_kafka_topic_partition_list_t* partitions,
                          void* self) {
    auto& election = *static_cast<KafkaElection*>(self);
    if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      rd_kafka_error_destroy(rd_kafka_incremental_assign(kafka, partitions));
      rd_kafka_pause_partitions(kafka, partitions);
      election.Tell(true, partitions->cnt);
      return;
    }
    election.Tell(false, partitions->cnt);
    rd_kafka_error_destroy(rd_kafka_incremental_unassign(kafka, partitions));
  }

  static void OnLog(const rd_kafka_t* kafka, int /*level*/,
                    const char* /*facility*/, const char* message) {
    const auto* self = static_cast<KafkaElection*>(rd_kafka_opaque(kafka));
    if (self->on_log_) self->on_log_(message);
  }

  void Tell(bool elected, int partitions) {
    if (partitions > 0 && !stopping_) told_(elected);
  }

  const std::function<void(bool)> told_;
  const std::function<void(absl::string_view)> on_log_;
  rd_kafka_t* kafka_ = nullptr;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Election>> StandForElection(
    absl::string_view url, const KafkaSettings& kafka,
    std::function<void(bool)> told) {
  if (!absl::StartsWith(url, "kafka:")) {
    told(true);
    return std::make_unique<Election>();
  }
  KafkaSettings settings = kafka;
  RETURN_IF_ERROR(ReadKafkaUrl(url, settings));
  auto election =
      std::make_unique<KafkaElection>(std::move(told), settings.on_log);
  RETURN_IF_ERROR(election->Open(settings));
  return election;
}

}  // namespace loopledger
