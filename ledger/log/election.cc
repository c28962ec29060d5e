#include "ledger/log/election.h"

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_client.h"

namespace loopledger {
namespace {

constexpr int kPollMillis = 100;

// A member that is silent for the session is replaced, and one that leaves is
// missed by the others at their next heartbeat.
std::map<std::string, std::string> GroupProperties(const std::string& topic) {
  return {
      {"group.id", absl::StrCat(topic, ".seat")},
      {"session.timeout.ms", "6000"},
      {"heartbeat.interval.ms", "200"},
      // Who was elected stays so when others come.
      {"partition.assignment.strategy", "cooperative-sticky"},
      {"auto.offset.reset", "latest"},
      // A topic that was made just now may be missed at first.
      {"topic.metadata.refresh.interval.ms", "2000"},
      // Nothing is read here; what is fetched before the pause is small.
      {"queued.max.messages.kbytes", "64"},
      {"fetch.message.max.bytes", "65536"},
  };
}

class KafkaElection final : public Election {
 public:
  explicit KafkaElection(std::function<void(bool)> told)
      : told_(std::move(told)) {}

  absl::Status Open(const KafkaSettings& settings) {
    KafkaClient::Options options{.type = RD_KAFKA_CONSUMER,
                                 .properties = GroupProperties(settings.topic)};
    options.on_rebalance = [this](rd_kafka_resp_err_t what,
                                  rd_kafka_topic_partition_list_t& partitions) {
      OnRebalance(what, partitions);
    };
    ASSIGN_OR_RETURN(client_, KafkaClient::Open(settings, std::move(options)));
    rd_kafka_poll_set_consumer(client_->get());
    const KafkaOwned<rd_kafka_topic_partition_list_t> topics(
        rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), settings.topic.c_str(),
                                      RD_KAFKA_PARTITION_UA);
    const auto error = rd_kafka_subscribe(client_->get(), topics.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return client_->Failure(error, "could not stand for election");
    }
    thread_ = std::thread([this] { Run(); });
    return absl::OkStatus();
  }

  ~KafkaElection() override {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    if (client_ != nullptr) rd_kafka_consumer_close(client_->get());
  }

 private:
  void Run() {
    while (!stopping_) {
      rd_kafka_message_t* message =
          rd_kafka_consumer_poll(client_->get(), kPollMillis);
      if (message != nullptr) rd_kafka_message_destroy(message);
    }
  }

  void OnRebalance(rd_kafka_resp_err_t what,
                   rd_kafka_topic_partition_list_t& partitions) {
    rd_kafka_t* kafka = client_->get();
    if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      rd_kafka_error_destroy(rd_kafka_incremental_assign(kafka, &partitions));
      rd_kafka_pause_partitions(kafka, &partitions);
      Tell(true, partitions.cnt);
      return;
    }
    Tell(false, partitions.cnt);
    rd_kafka_error_destroy(rd_kafka_incremental_unassign(kafka, &partitions));
  }

  void Tell(bool elected, int partitions) {
    if (partitions > 0 && !stopping_) told_(elected);
  }

  const std::function<void(bool)> told_;
  std::unique_ptr<KafkaClient> client_;
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
  auto election = std::make_unique<KafkaElection>(std::move(told));
  RETURN_IF_ERROR(election->Open(settings));
  return election;
}

}  // namespace loopledger
