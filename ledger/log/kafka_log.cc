#include "ledger/log/kafka_log.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_producer.h"
#include "ledger/log/kafka_topic.h"

namespace loopledger {

absl::StatusOr<std::unique_ptr<KafkaLog>> KafkaLog::Open(
    const KafkaSettings& settings) {
  ASSIGN_OR_RETURN(const KafkaTopic topic, EnsureKafkaTopic(settings));
  ASSIGN_OR_RETURN(auto reader, KafkaReader::Open(settings));
  auto log = absl::WrapUnique(new KafkaLog(std::move(reader)));
  ASSIGN_OR_RETURN(
      log->producer_,
      KafkaProducer::Open(settings, topic.batch_bytes_max, *log->reader_));
  KafkaLog* self = log.get();
  log->reader_->FollowFor([self] { self->producer_->Wake(); });
  return log;
}

KafkaLog::KafkaLog(std::unique_ptr<KafkaReader> reader)
    : reader_(std::move(reader)) {}

KafkaLog::~KafkaLog() {
  OnDelivery(nullptr);
  reader_->FollowFor(nullptr);
}

absl::StatusOr<Offset> KafkaLog::Read(Offset from, int limit,
                                      Visit visit) const {
  return reader_->Read(from, limit, visit);
}

absl::StatusOr<Offset> KafkaLog::End() const { return reader_->End(); }

absl::StatusOr<Offset> KafkaLog::AwaitBeyond(Offset from,
                                             absl::Time deadline) const {
  return reader_->AwaitBeyond(from, deadline);
}

absl::Status KafkaLog::Append(absl::Span<const std::string> entries) {
  RETURN_IF_ERROR(reader_->health());
  return producer_->Append(entries);
}

std::vector<Delivery> KafkaLog::TakeDeliveries() {
  return producer_->TakeDeliveries();
}

void KafkaLog::OnDelivery(std::function<void()> wake) {
  if (producer_ != nullptr) producer_->OnDelivery(std::move(wake));
}

}  // namespace loopledger
