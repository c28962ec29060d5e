#include "ledger/log/kafka_cursor.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr size_t kFetchedMax = 1024;  // Messages taken from the queue at once.

bool EndsReading(absl::StatusCode code) {
  return code == absl::StatusCode::kDataLoss ||
         code == absl::StatusCode::kPermissionDenied ||
         code == absl::StatusCode::kUnauthenticated;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaCursor>> KafkaCursor::Open(
    const KafkaSettings& settings, absl::Duration idle,
    absl::Duration patience) {
  KafkaClient::Options options{.type = RD_KAFKA_CONSUMER, .properties = {}};
  options.properties["fetch.wait.max.ms"] =
      absl::StrCat(absl::ToInt64Milliseconds(idle));
  ASSIGN_OR_RETURN(auto client,
                   KafkaClient::Open(settings, std::move(options)));
  RETURN_IF_ERROR(client->AwaitTopic(patience));
  return absl::WrapUnique(new KafkaCursor(std::move(client)));
}

KafkaCursor::KafkaCursor(std::unique_ptr<KafkaClient> client)
    : client_(std::move(client)) {}

KafkaCursor::~KafkaCursor() { Rest(); }

absl::Status KafkaCursor::Start(Offset at) {
  Rest();
  queue_.reset(rd_kafka_queue_new(client_->get()));
  next_ = at;
  broken_ = absl::OkStatus();
  stalled_ = RD_KAFKA_RESP_ERR__TIMED_OUT;
  if (rd_kafka_consume_start_queue(client_->topic(), kLedgerPartition,
                                   static_cast<int64_t>(at),
                                   queue_.get()) == 0) {
    return absl::OkStatus();
  }
  const rd_kafka_resp_err_t error = rd_kafka_last_error();
  queue_.reset();
  return client_->Failure(error, absl::StrCat("could not read at offset ", at));
}

void KafkaCursor::Rest() {
  if (queue_ == nullptr) return;
  Drop();
  rd_kafka_consume_stop(client_->topic(), kLedgerPartition);
  queue_.reset();
}

void KafkaCursor::Drop() {
  for (; at_ < fetched_.size(); ++at_) rd_kafka_message_destroy(fetched_[at_]);
  fetched_.clear();
  at_ = 0;
}

absl::StatusOr<bool> KafkaCursor::Await(absl::Duration patience) {
  Entry entry;
  if (Peek(entry)) return true;
  RETURN_IF_ERROR(broken_);
  const Offset before = next_;
  Drop();
  const int milliseconds = Patience(patience).Milliseconds(patience);
  // A whole batch would be waited for; so wait for one, and take what is there.
  rd_kafka_message_t* first =
      rd_kafka_consume_queue(queue_.get(), milliseconds);
  if (first == nullptr) return false;
  fetched_.resize(kFetchedMax);
  fetched_[0] = first;
  const ssize_t more = rd_kafka_consume_batch_queue(
      queue_.get(), 0, fetched_.data() + 1, kFetchedMax - 1);
  fetched_.resize(1 + static_cast<size_t>(std::max<ssize_t>(more, 0)));
  SkipEvents();
  if (Peek(entry)) return true;
  RETURN_IF_ERROR(broken_);
  return next_ != before;
}

// Steps over what is no entry, up to the next that is.
void KafkaCursor::SkipEvents() {
  for (; at_ < fetched_.size() && broken_.ok(); ++at_) {
    const rd_kafka_message_t& message = *fetched_[at_];
    const Offset offset = static_cast<Offset>(message.offset);
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      // Compressed batches may begin before the place that was asked for.
      if (offset >= next_) return;
    } else if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      next_ = std::max(next_, offset);
    } else if (EndsReading(KafkaStatusCode(message.err))) {
      broken_ = client_->Failure(
          message.err, absl::StrCat("could not read at offset ", next_));
    } else {
      stalled_ = message.err;  // It passes, or ends the reader's patience.
    }
    rd_kafka_message_destroy(fetched_[at_]);
  }
  Drop();
}

absl::Status KafkaCursor::Stalled() const {
  return client_->Failure(
      stalled_, absl::StrCat("nothing came to read at offset ", next_));
}

bool KafkaCursor::lost_topic() const {
  return KafkaStatusCode(stalled_) == absl::StatusCode::kNotFound;
}

bool KafkaCursor::Peek(Entry& entry) const {
  if (at_ == fetched_.size()) return false;
  const rd_kafka_message_t& message = *fetched_[at_];
  entry.offset = static_cast<Offset>(message.offset);
  entry.bytes =
      absl::string_view(static_cast<const char*>(message.payload), message.len);
  return true;
}

void KafkaCursor::Take() {
  next_ = static_cast<Offset>(fetched_[at_]->offset) + 1;
  rd_kafka_message_destroy(fetched_[at_]);
  ++at_;
  SkipEvents();
}

}  // namespace loopledger
