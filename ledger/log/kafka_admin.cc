// What kafka_topic.h asks of the brokers.

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_client.h"
#include "ledger/log/kafka_topic.h"

namespace loopledger {
namespace {

constexpr int kReplicasMax = 3;
constexpr absl::Duration kAnswer = absl::Seconds(15);

struct Setting {
  const char* name;
  const char* value;
};

constexpr Setting kLedgerSettings[] = {
    {"cleanup.policy", "delete"},
    {"retention.ms", "-1"},
    {"retention.bytes", "-1"},
    {"unclean.leader.election.enable", "false"},
    {"max.message.bytes", "1048588"},
};

struct AdminDeleter {
  void operator()(rd_kafka_NewTopic_t* topic) const {
    rd_kafka_NewTopic_destroy(topic);
  }
  void operator()(rd_kafka_ConfigResource_t* resource) const {
    rd_kafka_ConfigResource_destroy(resource);
  }
  void operator()(rd_kafka_event_t* event) const {
    rd_kafka_event_destroy(event);
  }
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
template <typename T>
using AdminOwned = std::unique_ptr<T, AdminDeleter>;

absl::StatusOr<std::unique_ptr<KafkaClient>> OpenAdmin(
    const KafkaSettings& settings) {
  // A consumer, for a producer that asks for a topic may make it.
  return KafkaClient::Open(
      settings,
      {.type = RD_KAFKA_CONSUMER, .properties = {}, .on_delivery = nullptr});
}

rd_kafka_resp_err_t TakeTopic(const rd_kafka_metadata_t& metadata,
                              KafkaTopic& out) {
  if (metadata.topic_cnt != 1) return RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  const rd_kafka_metadata_topic_t& topic = metadata.topics[0];
  if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return topic.err;
  out.partitions = topic.partition_cnt;
  if (out.partitions == 0) return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
  out.replicas = topic.partitions[0].replica_cnt;
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

absl::Status ReadMetadata(const KafkaClient& client, bool of_topic,
                          const KafkaSettings& settings, KafkaTopic& out) {
  const rd_kafka_resp_err_t error =
      client.Insist(settings.opening, [&](int milliseconds) {
        const rd_kafka_metadata_t* raw = nullptr;
        const rd_kafka_resp_err_t asked = rd_kafka_metadata(
            client.get(), of_topic ? 0 : 1, of_topic ? client.topic() : nullptr,
            &raw, milliseconds);
        const AdminOwned<const rd_kafka_metadata_t> metadata(raw);
        if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) return asked;
        out.brokers = metadata->broker_cnt;
        return of_topic ? TakeTopic(*metadata, out) : asked;
      });
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  return client.Failure(error, "could not ask about it");
}

// Waits for the answer to what was asked on `queue`.
AdminOwned<rd_kafka_event_t> AwaitAnswer(rd_kafka_queue_t* queue,
                                         rd_kafka_event_type_t type) {
  for (const Patience patience(kAnswer); !patience.ended();) {
    AdminOwned<rd_kafka_event_t> event(
        rd_kafka_queue_poll(queue, patience.Milliseconds(kAnswer)));
    if (event != nullptr && rd_kafka_event_type(event.get()) == type) {
      return event;
    }
  }
  return nullptr;
}

absl::Status ReadConfiguration(const KafkaClient& client,
                               const KafkaSettings& settings, KafkaTopic& out) {
  const AdminOwned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC,
                                  settings.topic.c_str()));
  rd_kafka_ConfigResource_t* asked = resource.get();
  const KafkaOwned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  rd_kafka_DescribeConfigs(client.get(), &asked, 1, nullptr, queue.get());
  const auto event =
      AwaitAnswer(queue.get(), RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT);
  if (event == nullptr) {
    return client.Failure(RD_KAFKA_RESP_ERR__TIMED_OUT,
                          "could not ask for its settings");
  }
  rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
  size_t count = 0;
  const rd_kafka_ConfigResource_t** answers = nullptr;
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    answers = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event.get()), &count);
    error = count == 1 ? rd_kafka_ConfigResource_error(answers[0])
                       : RD_KAFKA_RESP_ERR__BAD_MSG;
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return client.Failure(error, "could not ask for its settings");
  }
  const rd_kafka_ConfigEntry_t** entries =
      rd_kafka_ConfigResource_configs(answers[0], &count);
  for (size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    out.configuration[rd_kafka_ConfigEntry_name(entries[i])] =
        value == nullptr ? "" : value;
  }
  return absl::OkStatus();
}

absl::Status Configure(rd_kafka_NewTopic_t* topic, int replicas) {
  const auto set = [topic](const char* name, const char* value) {
    return rd_kafka_NewTopic_set_config(topic, name, value);
  };
  rd_kafka_resp_err_t error =
      set("min.insync.replicas", replicas >= kReplicasMax ? "2" : "1");
  for (const Setting& each : kLedgerSettings) {
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = set(each.name, each.value);
  }
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  return absl::InternalError("could not write down the topic's settings");
}

}  // namespace

absl::StatusOr<KafkaTopic> DescribeKafkaTopic(const KafkaSettings& settings) {
  ASSIGN_OR_RETURN(const auto client, OpenAdmin(settings));
  KafkaTopic topic;
  RETURN_IF_ERROR(ReadMetadata(*client, /*of_topic=*/true, settings, topic));
  if (settings.accepted_risks.count("unchecked") > 0) return topic;
  const absl::Status told = ReadConfiguration(*client, settings, topic);
  const bool hidden =
      absl::IsPermissionDenied(told) || absl::IsUnimplemented(told);
  if (!hidden) RETURN_IF_ERROR(told);
  return topic;
}

absl::Status CreateKafkaTopic(const KafkaSettings& settings) {
  ASSIGN_OR_RETURN(const auto client, OpenAdmin(settings));
  KafkaTopic cluster;
  RETURN_IF_ERROR(ReadMetadata(*client, /*of_topic=*/false, settings, cluster));
  const int replicas = std::clamp(cluster.brokers, 1, kReplicasMax);
  char error[256] = "";
  const AdminOwned<rd_kafka_NewTopic_t> topic(rd_kafka_NewTopic_new(
      settings.topic.c_str(), 1, replicas, error, sizeof(error)));
  if (topic == nullptr) return absl::InvalidArgumentError(error);
  RETURN_IF_ERROR(Configure(topic.get(), replicas));
  rd_kafka_NewTopic_t* asked = topic.get();
  const KafkaOwned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client->get()));
  rd_kafka_CreateTopics(client->get(), &asked, 1, nullptr, queue.get());
  const auto event =
      AwaitAnswer(queue.get(), RD_KAFKA_EVENT_CREATETOPICS_RESULT);
  rd_kafka_resp_err_t code = event == nullptr
                                 ? RD_KAFKA_RESP_ERR__TIMED_OUT
                                 : rd_kafka_event_error(event.get());
  std::string said;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    size_t count = 0;
    const rd_kafka_topic_result_t** results =
        rd_kafka_CreateTopics_result_topics(
            rd_kafka_event_CreateTopics_result(event.get()), &count);
    if (count == 1) code = rd_kafka_topic_result_error(results[0]);
    if (count == 1 && rd_kafka_topic_result_error_string(results[0])) {
      said = absl::StrCat(" (", rd_kafka_topic_result_error_string(results[0]),
                          ")");
    }
  }
  // Somebody else was as quick.
  const bool there = code == RD_KAFKA_RESP_ERR_NO_ERROR ||
                     code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
  if (!there) {
    return client->Failure(code, absl::StrCat("could not make it", said));
  }
  // Other brokers hear of it a moment later.
  absl::Status found;
  for (const Patience patience(kAnswer); !patience.ended();
       rd_kafka_poll(client->get(), 50)) {
    found = client->AwaitTopic(kAnswer);
    if (!absl::IsNotFound(found)) break;
  }
  return found;
}

}  // namespace loopledger
