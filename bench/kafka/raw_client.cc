#include "bench/kafka/raw_client.h"

#include "ledger/base/check.h"

namespace loopledger {
namespace {

constexpr int kMilliseconds = 30'000;

rd_kafka_t* Make(rd_kafka_type_t type, rd_kafka_conf_t* conf) {
  char error[512] = "";
  rd_kafka_t* kafka = rd_kafka_new(type, conf, error, sizeof(error));
  CHECK(kafka != nullptr);
  return kafka;
}

void Set(rd_kafka_conf_t* conf, const std::string& name,
         const std::string& value) {
  char error[512] = "";
  CHECK(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error,
                          sizeof(error)) == RD_KAFKA_CONF_OK);
}

}  // namespace

RawProducer::RawProducer(const std::string& brokers, const std::string& topic,
                         const std::map<std::string, std::string>& properties,
                         Delivered delivered)
    : delivered_(std::move(delivered)) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  Set(conf, "bootstrap.servers", brokers);
  Set(conf, "enable.idempotence", "true");
  Set(conf, "acks", "all");
  Set(conf, "socket.nagle.disable", "true");
  Set(conf, "queue.buffering.max.messages", "500000");
  for (const auto& [name, value] : properties) Set(conf, name, value);
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_dr_msg_cb(conf, &RawProducer::OnDelivery);
  kafka_ = Make(RD_KAFKA_PRODUCER, conf);
  topic_ = rd_kafka_topic_new(kafka_, topic.c_str(), nullptr);
  if (properties.count("transactional.id") > 0) {
    CHECK(rd_kafka_init_transactions(kafka_, kMilliseconds) == nullptr);
  }
}

RawProducer::~RawProducer() {
  rd_kafka_topic_destroy(topic_);
  rd_kafka_destroy(kafka_);
}

void RawProducer::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message,
                             void* self) {
  CHECK(message->err == RD_KAFKA_RESP_ERR_NO_ERROR);
  auto& producer = *static_cast<RawProducer*>(self);
  if (producer.delivered_) producer.delivered_(message->_private);
}

void RawProducer::Produce(const std::string& record, void* opaque) {
  while (rd_kafka_produce(topic_, 0, RD_KAFKA_MSG_F_COPY,
                          const_cast<char*>(record.data()), record.size(),
                          nullptr, 0, opaque) != 0) {
    CHECK(rd_kafka_last_error() == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    Poll(10);
  }
}

void RawProducer::Poll(int milliseconds) {
  rd_kafka_poll(kafka_, milliseconds);
}

void RawProducer::Flush() {
  CHECK(rd_kafka_flush(kafka_, kMilliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

void RawProducer::BeginTransaction() {
  CHECK(rd_kafka_begin_transaction(kafka_) == nullptr);
}

void RawProducer::CommitTransaction() {
  CHECK(rd_kafka_commit_transaction(kafka_, kMilliseconds) == nullptr);
}

RawConsumer::RawConsumer(const std::string& brokers, const std::string& topic) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  Set(conf, "bootstrap.servers", brokers);
  Set(conf, "socket.nagle.disable", "true");
  kafka_ = Make(RD_KAFKA_CONSUMER, conf);
  topic_ = rd_kafka_topic_new(kafka_, topic.c_str(), nullptr);
  int64_t low = 0;
  int64_t high = 0;
  CHECK(rd_kafka_query_watermark_offsets(kafka_, topic.c_str(), 0, &low, &high,
                                         kMilliseconds) ==
        RD_KAFKA_RESP_ERR_NO_ERROR);
  CHECK(rd_kafka_consume_start(topic_, 0, high) == 0);
}

RawConsumer::~RawConsumer() {
  rd_kafka_consume_stop(topic_, 0);
  rd_kafka_topic_destroy(topic_);
  rd_kafka_destroy(kafka_);
}

void RawConsumer::AwaitOne() {
  for (;;) {
    rd_kafka_message_t* message = rd_kafka_consume(topic_, 0, kMilliseconds);
    CHECK(message != nullptr);
    const bool record = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_message_destroy(message);
    if (record) return;
  }
}

}  // namespace loopledger
