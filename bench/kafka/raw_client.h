// What anybody can do with librdkafka alone: the measure that the ledger's
// write path is held against. One topic, one partition, acks=all.
#ifndef BENCH_KAFKA_RAW_CLIENT_H_
#define BENCH_KAFKA_RAW_CLIENT_H_

#include <librdkafka/rdkafka.h>

#include <functional>
#include <map>
#include <string>

namespace loopledger {

class RawProducer {
 public:
  using Delivered = std::function<void(void* opaque)>;

  // Idempotent; `properties` over that. `delivered` is called within Poll.
  RawProducer(const std::string& brokers, const std::string& topic,
              const std::map<std::string, std::string>& properties,
              Delivered delivered);
  ~RawProducer();
  RawProducer(const RawProducer&) = delete;
  RawProducer& operator=(const RawProducer&) = delete;

  // Waits for room where the queue is full.
  void Produce(const std::string& record, void* opaque = nullptr);
  void Poll(int milliseconds);
  void Flush();
  void BeginTransaction();
  void CommitTransaction();

 private:
  static void OnDelivery(rd_kafka_t* kafka, const rd_kafka_message_t* message,
                         void* self);

  const Delivered delivered_;
  rd_kafka_t* kafka_ = nullptr;
  rd_kafka_topic_t* topic_ = nullptr;
};

// Reads on from the topic's end at the time of its making.
class RawConsumer {
 public:
  RawConsumer(const std::string& brokers, const std::string& topic);
  ~RawConsumer();
  RawConsumer(const RawConsumer&) = delete;
  RawConsumer& operator=(const RawConsumer&) = delete;

  void AwaitOne();

 private:
  rd_kafka_t* kafka_ = nullptr;
  rd_kafka_topic_t* topic_ = nullptr;
};

}  // namespace loopledger

#endif  // BENCH_KAFKA_RAW_CLIENT_H_
