// A ledger's log on Apache Kafka: one topic of one partition.
//
// Many entries are in flight; the brokers acknowledge each once all replicas in
// sync have it. Nothing is locked: another process may append, and the rule
// (rule.h) says whose entries count. What this process appended is read from
// memory once it is delivered, so neither the writer nor live readers fetch it
// back. Threads: see kafka_reader.h and kafka_producer.h.
#ifndef LEDGER_LOG_KAFKA_LOG_H_
#define LEDGER_LOG_KAFKA_LOG_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "ledger/log/event_log.h"
#include "ledger/log/kafka_reader.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

class KafkaProducer;

class KafkaLog final : public EventLog {
 public:
  // Makes the topic where there is none. kFailedPrecondition: the topic would
  // lose data (kafka_topic.h). kUnavailable: no broker answers.
  static absl::StatusOr<std::unique_ptr<KafkaLog>> Open(
      const KafkaSettings& settings);

  // What was handed over is seen through first, for a bounded time.
  ~KafkaLog() override;
  KafkaLog(const KafkaLog&) = delete;
  KafkaLog& operator=(const KafkaLog&) = delete;

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override;
  absl::StatusOr<Offset> End() const override;
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override;
  absl::Status Append(absl::Span<const std::string> entries) override;
  std::vector<Delivery> TakeDeliveries() override;
  // `wake` is also called when entries of others came.
  void OnDelivery(std::function<void()> wake) override;
  bool exclusive() const override { return false; }

 private:
  explicit KafkaLog(std::unique_ptr<KafkaReader> reader);

  const std::unique_ptr<KafkaReader> reader_;
  std::unique_ptr<KafkaProducer> producer_;
};

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_LOG_H_
