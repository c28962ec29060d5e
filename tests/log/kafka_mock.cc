#include "tests/log/kafka_mock.h"

#include <gtest/gtest.h>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace loopledger {
namespace {

constexpr int16_t kProduceRequest = 0;
constexpr absl::Duration kPatience = absl::Seconds(60);

rd_kafka_t* MakeHost() {
  char error[256] = "";
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "log_level", "2", error, sizeof(error));
  rd_kafka_t* host =
      rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof(error));
  EXPECT_NE(host, nullptr) << error;
  return host;
}

}  // namespace

KafkaMock::KafkaMock(const std::string& topic, int brokers)
    : topic_(topic),
      host_(MakeHost()),
      cluster_(rd_kafka_mock_cluster_new(host_, brokers)) {
  EXPECT_EQ(rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, brokers),
            RD_KAFKA_RESP_ERR_NO_ERROR);
}

KafkaMock::~KafkaMock() {
  rd_kafka_mock_cluster_destroy(cluster_);
  rd_kafka_destroy(host_);
}

KafkaSettings KafkaMock::Settings() const {
  KafkaSettings settings;
  settings.brokers = rd_kafka_mock_cluster_bootstraps(cluster_);
  settings.topic = topic_;
  settings.accepted_risks = {"unchecked"};
  settings.patience = absl::Seconds(20);
  return settings;
}

void KafkaMock::AnswerProduce(const std::vector<rd_kafka_resp_err_t>& errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, kProduceRequest,
                                          errors.size(), errors.data());
}

void KafkaMock::GoDown() { rd_kafka_mock_broker_set_down(cluster_, -1); }

void KafkaMock::ComeUp() { rd_kafka_mock_broker_set_up(cluster_, -1); }

void KafkaMock::MoveLeaderTo(int broker) {
  rd_kafka_mock_partition_set_leader(cluster_, topic_.c_str(), 0, broker);
}

std::vector<Delivery> AwaitDeliveries(EventLog& log, size_t count) {
  absl::Mutex mu;
  bool woken = true;
  log.OnDelivery([&] {
    absl::MutexLock lock(&mu);
    woken = true;
  });
  std::vector<Delivery> deliveries;
  while (deliveries.size() < count) {
    {
      absl::MutexLock lock(&mu);
      if (!mu.AwaitWithTimeout(absl::Condition(&woken), kPatience)) {
        ADD_FAILURE() << "no delivery came";
        break;
      }
      woken = false;
    }
    for (Delivery& delivery : log.TakeDeliveries()) {
      deliveries.push_back(std::move(delivery));
    }
  }
  log.OnDelivery(nullptr);
  return deliveries;
}

}  // namespace loopledger
