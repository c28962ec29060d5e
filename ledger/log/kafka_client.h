// One librdkafka client with the ledger's settings: the owner of its handle,
// and of the words for what it reports. For the files of the Kafka log only.
//
// Safe for concurrent use once it is open, as librdkafka is.
#ifndef LEDGER_LOG_KAFKA_CLIENT_H_
#define LEDGER_LOG_KAFKA_CLIENT_H_

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

// A ledger is one partition.
inline constexpr int32_t kLedgerPartition = 0;

struct KafkaDeleter {
  void operator()(rd_kafka_t* kafka) const { rd_kafka_destroy(kafka); }
  void operator()(rd_kafka_topic_t* topic) const {
    rd_kafka_topic_destroy(topic);
  }
  void operator()(rd_kafka_queue_t* queue) const {
    rd_kafka_queue_destroy(queue);
  }
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_topic_partition_list_t* partitions) const {
    rd_kafka_topic_partition_list_destroy(partitions);
  }
};
template <typename T>
using KafkaOwned = std::unique_ptr<T, KafkaDeleter>;

// A bounded wait that several steps share, by a clock that nobody sets.
class Patience {
 public:
  explicit Patience(absl::Duration whole)
      : whole_(absl::ToChronoMilliseconds(std::min(whole, absl::Hours(24)))) {
    Renew();
  }

  void Renew() { end_ = std::chrono::steady_clock::now() + whole_; }

  bool ended() const { return std::chrono::steady_clock::now() >= end_; }

  // For one step, which takes no longer than `step`; never below 1.
  int Milliseconds(absl::Duration step) const {
    const auto left = absl::FromChrono(end_ - std::chrono::steady_clock::now());
    return static_cast<int>(
        std::max<int64_t>(1, absl::ToInt64Milliseconds(std::min(left, step))));
  }

 private:
  const std::chrono::milliseconds whole_;
  std::chrono::steady_clock::time_point end_;
};

class KafkaClient {
 public:
  struct Options {
    rd_kafka_type_t type = RD_KAFKA_CONSUMER;
    // Over the settings.
    std::map<std::string, std::string> properties;
    // A producer's: called within rd_kafka_poll.
    std::function<void(const rd_kafka_message_t&)> on_delivery;
    // A group's member: told, within rd_kafka_consumer_poll, that partitions
    // are to be assigned or taken back; it does so.
    std::function<void(rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t&)>
        on_rebalance;
  };

  // Does not wait for a broker. kInvalidArgument: a property that librdkafka
  // does not take, by name.
  static absl::StatusOr<std::unique_ptr<KafkaClient>> Open(
      const KafkaSettings& settings, Options options);
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  rd_kafka_t* get() const { return kafka_.get(); }
  rd_kafka_topic_t* topic() const { return topic_.get(); }

  // `what` could not be done: names topic, brokers and what librdkafka said.
  absl::Status Failure(rd_kafka_resp_err_t error, absl::string_view what) const;

  // Asks brokers, for at most so many milliseconds a time, until one answers,
  // says what will not pass, or `patience` ends. Less of it is had with brokers
  // that turned this client away, or that it did not trust.
  using Question = absl::FunctionRef<rd_kafka_resp_err_t(int milliseconds)>;
  rd_kafka_resp_err_t Insist(absl::Duration patience, Question ask) const;

  // Waits until the brokers have told where the topic's partition is.
  // kNotFound: there is no such topic.
  absl::Status AwaitTopic(absl::Duration patience) const;

  // The offset after the last durable entry, asked of the leader.
  absl::StatusOr<uint64_t> HighWatermark(absl::Duration patience) const;

 private:
  KafkaClient(const KafkaSettings& settings, Options options);
  absl::StatusOr<KafkaOwned<rd_kafka_conf_t>> Configure() const;
  static void OnLog(const rd_kafka_t* kafka, int level, const char* facility,
                    const char* message);
  static void OnDelivery(rd_kafka_t* kafka, const rd_kafka_message_t* message,
                         void* self);
  static void OnRebalance(rd_kafka_t* kafka, rd_kafka_resp_err_t what,
                          rd_kafka_topic_partition_list_t* partitions,
                          void* self);

  const KafkaSettings settings_;
  const Options options_;
  mutable absl::Mutex mu_;
  std::string last_trouble_ ABSL_GUARDED_BY(mu_);  // What a broker last said.
  mutable bool turned_away_ ABSL_GUARDED_BY(mu_) = false;  // As it seems.

  // Last: their threads use all of the above.
  KafkaOwned<rd_kafka_t> kafka_;
  KafkaOwned<rd_kafka_topic_t> topic_;
};

// The canonical code for what librdkafka reports.
absl::StatusCode KafkaStatusCode(rd_kafka_resp_err_t error);

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_CLIENT_H_
