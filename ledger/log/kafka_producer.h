// Appends to a ledger's topic: one idempotent producer with many entries in
// flight, and no transactions.
//
// What is appended while a wave of entries is on its way gathers here for the
// next, so that the waves are as large as the brokers are slow. A thread of its
// own, from opening to destruction, sends each as one request and takes what
// the brokers acknowledged. Where idempotence has failed for good, it settles
// everything in flight as unknown and goes on with a new producer: that what
// was in flight may still arrive does no harm, for the rule judges it.
#ifndef LEDGER_LOG_KAFKA_PRODUCER_H_
#define LEDGER_LOG_KAFKA_PRODUCER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "ledger/log/cloud_event.h"
#include "ledger/log/event_log.h"
#include "ledger/log/kafka_client.h"
#include "ledger/log/kafka_reader.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

class KafkaProducer {
 public:
  // `batch_bytes_max` is the most that the topic takes at once. Tells `reader`
  // what was delivered; it must outlive the producer.
  static absl::StatusOr<std::unique_ptr<KafkaProducer>> Open(
      const KafkaSettings& settings, size_t batch_bytes_max,
      KafkaReader& reader);

  // What was handed over is seen through first, for a bounded time.
  ~KafkaProducer();
  KafkaProducer(const KafkaProducer&) = delete;
  KafkaProducer& operator=(const KafkaProducer&) = delete;

  // As EventLog's. One thread at a time.
  absl::Status Append(absl::Span<const std::string> entries);
  std::vector<Delivery> TakeDeliveries();
  void OnDelivery(std::function<void()> wake);
  void Wake();

 private:
  // Appended and not yet delivered. librdkafka sends from `bytes`, which stay
  // where they are.
  struct Sent {
    std::string bytes;
    bool settled = false;
    Delivery delivery;
  };
  // What librdkafka said of an entry.
  struct Report {
    uint64_t number = 0;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    int64_t offset = 0;
  };

  KafkaProducer(const KafkaSettings& settings, size_t batch_bytes_max,
                KafkaReader& reader);
  absl::StatusOr<std::unique_ptr<KafkaClient>> OpenClient();
  absl::Status CheckRoom(absl::Span<const std::string> entries) const;
  void SendWave();
  std::vector<const std::string*> NextWave(uint64_t& number);
  rd_kafka_resp_err_t Produce(uint64_t number, const std::string& entry);

  void Run();
  bool AwaitWork();
  void Serve(absl::Duration wait);
  void Settle();
  void Publish();
  bool FailedForGood() const;
  void Reopen();
  void SettleUnknown();
  void SeeThrough();

  const KafkaSettings settings_;
  const size_t batch_bytes_max_;
  const std::string ledger_;
  KafkaReader& reader_;

  // The thread's.
  std::unique_ptr<KafkaClient> client_;
  CloudEvent labels_;            // Kept for its memory.
  std::vector<Report> reports_;  // Between Serve and Settle.

  mutable absl::Mutex mu_;
  std::deque<Sent> sent_ ABSL_GUARDED_BY(mu_);
  uint64_t first_sent_ ABSL_GUARDED_BY(mu_) = 0;  // The number of the first.
  uint64_t handed_ ABSL_GUARDED_BY(mu_) = 0;      // The first that waits here.
  size_t sent_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  std::vector<Delivery> deliveries_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  absl::Mutex wake_mu_;  // Held while waking, so that OnDelivery can end it.
  std::function<void()> wake_ ABSL_GUARDED_BY(wake_mu_);

  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_PRODUCER_H_
