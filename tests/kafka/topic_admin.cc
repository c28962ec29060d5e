#include "tests/kafka/topic_admin.h"

#include <gtest/gtest.h>

#include "ledger/log/kafka_client.h"
#include "ledger/log/kafka_topic.h"
#include "tests/kafka/test_kafka.h"

namespace loopledger {
namespace {

constexpr int kMilliseconds = 30'000;

KafkaSettings SettingsFor(const std::string& topic) {
  KafkaSettings settings;
  settings.brokers = TestKafka();
  settings.topic = topic;
  return settings;
}

// The error in the answer to what was asked on `queue`.
rd_kafka_resp_err_t Answer(rd_kafka_queue_t* queue,
                           rd_kafka_event_type_t type) {
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kMilliseconds);
  if (event == nullptr) return RD_KAFKA_RESP_ERR__TIMED_OUT;
  rd_kafka_resp_err_t error = rd_kafka_event_error(event);
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      type == RD_KAFKA_EVENT_CREATETOPICS_RESULT
          ? rd_kafka_CreateTopics_result_topics(
                rd_kafka_event_CreateTopics_result(event), &count)
          : rd_kafka_DeleteTopics_result_topics(
                rd_kafka_event_DeleteTopics_result(event), &count);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR && count == 1) {
    error = rd_kafka_topic_result_error(results[0]);
  }
  rd_kafka_event_destroy(event);
  return error;
}

}  // namespace

void MakeTopic(const std::string& topic,
               const std::map<std::string, std::string>& settings,
               int partitions) {
  const auto client = KafkaClient::Open(SettingsFor(topic), {});
  ASSERT_TRUE(client.ok()) << client.status();
  std::map<std::string, std::string> all = {{"retention.ms", "-1"},
                                            {"retention.bytes", "-1"}};
  for (const auto& [name, value] : settings) all[name] = value;
  char error[256] = "";
  rd_kafka_NewTopic_t* made =
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, error, sizeof(error));
  for (const auto& [name, value] : all) {
    rd_kafka_NewTopic_set_config(made, name.c_str(), value.c_str());
  }
  const KafkaOwned<rd_kafka_queue_t> queue(
      rd_kafka_queue_new((*client)->get()));
  rd_kafka_CreateTopics((*client)->get(), &made, 1, nullptr, queue.get());
  EXPECT_EQ(Answer(queue.get(), RD_KAFKA_EVENT_CREATETOPICS_RESULT),
            RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_NewTopic_destroy(made);
  for (const Patience patience(absl::Seconds(30)); !patience.ended();) {
    if ((*client)->AwaitTopic(absl::Seconds(1)).ok()) return;
  }
  ADD_FAILURE() << topic << " does not come to be";
}

void DeleteTopic(const std::string& topic) {
  const auto client = KafkaClient::Open(SettingsFor(topic), {});
  ASSERT_TRUE(client.ok()) << client.status();
  rd_kafka_DeleteTopic_t* gone = rd_kafka_DeleteTopic_new(topic.c_str());
  const KafkaOwned<rd_kafka_queue_t> queue(
      rd_kafka_queue_new((*client)->get()));
  rd_kafka_DeleteTopics((*client)->get(), &gone, 1, nullptr, queue.get());
  EXPECT_EQ(Answer(queue.get(), RD_KAFKA_EVENT_DELETETOPICS_RESULT),
            RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_DeleteTopic_destroy(gone);
  for (const Patience patience(absl::Seconds(30)); !patience.ended();) {
    if (absl::IsNotFound((*client)->AwaitTopic(absl::Seconds(1)))) return;
  }
  ADD_FAILURE() << topic << " is still there";
}

}  // namespace loopledger
