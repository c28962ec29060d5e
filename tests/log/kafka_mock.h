// A Kafka cluster inside this process, whose answers a test chooses.
//
// It knows no settings of topics, so a log on it must accept "unchecked".
#ifndef TESTS_LOG_KAFKA_MOCK_H_
#define TESTS_LOG_KAFKA_MOCK_H_

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <memory>
#include <string>
#include <vector>

#include "ledger/log/event_log.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

class KafkaMock {
 public:
  // With one topic of one partition.
  explicit KafkaMock(const std::string& topic, int brokers = 1);
  ~KafkaMock();
  KafkaMock(const KafkaMock&) = delete;
  KafkaMock& operator=(const KafkaMock&) = delete;

  // How the topic is reached; patience is short.
  KafkaSettings Settings() const;

  // The next requests to produce are answered so, one after the other.
  void AnswerProduce(const std::vector<rd_kafka_resp_err_t>& errors);
  void GoDown();
  void ComeUp();
  void MoveLeaderTo(int broker);

 private:
  const std::string topic_;
  rd_kafka_t* const host_;
  rd_kafka_mock_cluster_t* const cluster_;
};

// Waits until `count` entries more are delivered, however they ended.
std::vector<Delivery> AwaitDeliveries(EventLog& log, size_t count);

}  // namespace loopledger

#endif  // TESTS_LOG_KAFKA_MOCK_H_
