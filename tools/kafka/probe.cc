#include "tools/kafka/probe.h"

#include <librdkafka/rdkafka.h>

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace loopledger::broker {
namespace {

struct Property {
  const char* name;
  const char* value;
};

// It asks again quickly, and does not complain: not to be answered is what we
// are here to find out.
constexpr Property kProperties[] = {{"client.id", "loopledger-probe"},
                                    {"reconnect.backoff.ms", "20"},
                                    {"reconnect.backoff.max.ms", "100"},
                                    {"log_level", "0"}};

struct Destroy {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};

absl::StatusOr<std::unique_ptr<rd_kafka_t, Destroy>> Connect(
    const std::string& address) {
  char error[256] = {};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", address.c_str(), error,
                    sizeof(error));
  for (const Property& property : kProperties) {
    rd_kafka_conf_set(conf, property.name, property.value, error,
                      sizeof(error));
  }
  // Takes `conf` when it succeeds.
  std::unique_ptr<rd_kafka_t, Destroy> client(
      rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof(error)));
  if (client != nullptr) return client;
  rd_kafka_conf_destroy(conf);
  return absl::InternalError(
      absl::StrCat("could not make a client of Kafka: ", error));
}

}  // namespace

absl::StatusOr<std::set<int>> BrokersSeenBy(const std::string& address,
                                            absl::Duration limit) {
  auto client = Connect(address);
  if (!client.ok()) return client.status();
  const rd_kafka_metadata_t* got = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client->get(), 0, nullptr, &got,
                        static_cast<int>(absl::ToInt64Milliseconds(limit)));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return absl::UnavailableError(
        absl::StrCat(address, " does not answer: ", rd_kafka_err2str(error)));
  }
  const std::unique_ptr<const rd_kafka_metadata_t, Destroy> metadata(got);
  std::set<int> seen;
  for (int i = 0; i < metadata->broker_cnt; ++i) {
    seen.insert(metadata->brokers[i].id);
  }
  return seen;
}

}  // namespace loopledger::broker
