#include "ledger/log/kafka_producer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// In flight at most; above what a ledger's writer has decided and not yet
// acknowledged, and below what librdkafka is allowed to queue.
constexpr size_t kSentMax = 200'000;
constexpr size_t kSentBytesMax = size_t{64} << 20;
// What labels, key and framing add to an entry, at most, and commonly.
constexpr size_t kMessageOverhead = 4096;
constexpr size_t kCommonOverhead = 512;
constexpr absl::Duration kServeWait = absl::Milliseconds(100);
constexpr absl::Duration kCloseTimeout = absl::Seconds(10);
constexpr absl::Duration kPurgeTimeout = absl::Seconds(5);

rd_kafka_vu_t Part(rd_kafka_vtype_t type) {
  rd_kafka_vu_t part = {};
  part.vtype = type;
  return part;
}

struct HeadersDeleter {
  void operator()(rd_kafka_headers_t* headers) const {
    rd_kafka_headers_destroy(headers);
  }
};
using Headers = std::unique_ptr<rd_kafka_headers_t, HeadersDeleter>;

Headers HeadersOf(const CloudEvent& labels) {
  Headers headers(rd_kafka_headers_new(9));
  const auto add = [&](absl::string_view name, absl::string_view value) {
    rd_kafka_header_add(headers.get(), name.data(),
                        static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  };
  add("ce_specversion", kCloudEventSpecVersion);
  add("ce_id", labels.id);
  add("ce_type", labels.type);
  add("ce_source", labels.source);
  add("ce_subject", labels.subject);
  add("ce_time", labels.time);
  add("ce_recordedtime", labels.recorded_time);
  add("ce_sequence", labels.sequence);
  add("content-type", kCloudEventContentType);
  return headers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaProducer>> KafkaProducer::Open(
    const KafkaSettings& settings, size_t batch_bytes_max,
    KafkaReader& reader) {
  auto producer =
      absl::WrapUnique(new KafkaProducer(settings, batch_bytes_max, reader));
  KafkaProducer* self = producer.get();
  ASSIGN_OR_RETURN(self->client_, self->OpenClient());
  self->thread_ = std::thread([self] { self->Run(); });
  return producer;
}

KafkaProducer::KafkaProducer(const KafkaSettings& settings,
                             size_t batch_bytes_max, KafkaReader& reader)
    : settings_(settings),
      batch_bytes_max_(batch_bytes_max),
      ledger_(LedgerOfTopic(settings.topic)),
      reader_(reader) {}

absl::StatusOr<std::unique_ptr<KafkaClient>> KafkaProducer::OpenClient() {
  KafkaClient::Options options{.type = RD_KAFKA_PRODUCER, .properties = {}};
  options.properties["message.max.bytes"] = absl::StrCat(batch_bytes_max_);
  options.on_delivery = [this](const rd_kafka_message_t& message) {
    reports_.push_back({.number = reinterpret_cast<uintptr_t>(message._private),
                        .error = message.err,
                        .offset = message.offset});
  };
  return KafkaClient::Open(settings_, std::move(options));
}

KafkaProducer::~KafkaProducer() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status KafkaProducer::CheckRoom(
    absl::Span<const std::string> entries) const {
  size_t bytes = 0;
  const size_t entry_bytes_max = batch_bytes_max_ - kMessageOverhead;
  for (const std::string& entry : entries) {
    bytes += entry.size();
    if (entry.size() > entry_bytes_max) {
      return absl::InvalidArgumentError(absl::StrCat(
          "could not append an entry of ", entry.size(), " bytes to topic \"",
          settings_.topic, "\": at most ", entry_bytes_max, " are allowed"));
    }
  }
  absl::MutexLock lock(&mu_);
  if (sent_.size() + entries.size() <= kSentMax &&
      sent_bytes_ + bytes <= kSentBytesMax) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(absl::StrCat(
      "topic \"", settings_.topic, "\" at ", settings_.brokers, ": ",
      sent_.size(), " entries of ", sent_bytes_,
      " bytes are on their way to the brokers, and no more are taken"));
}

absl::Status KafkaProducer::Append(absl::Span<const std::string> entries) {
  if (entries.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckRoom(entries));
  absl::MutexLock lock(&mu_);
  for (const std::string& entry : entries) {
    sent_bytes_ += entry.size();
    sent_.push_back({.bytes = entry, .delivery = {}});
  }
  return absl::OkStatus();
}

// What waits, when nothing is on its way, and as much of it as is one request:
// librdkafka spins while it has more than it may send.
std::vector<const std::string*> KafkaProducer::NextWave(uint64_t& number) {
  std::vector<const std::string*> wave;
  absl::MutexLock lock(&mu_);
  number = handed_;
  if (handed_ > first_sent_) return wave;
  size_t bytes = 0;
  for (const Sent& sent : sent_) {
    bytes += sent.bytes.size() + kCommonOverhead;
    if (!wave.empty() && bytes > batch_bytes_max_) break;
    wave.push_back(&sent.bytes);
  }
  handed_ += wave.size();
  return wave;
}

void KafkaProducer::SendWave() {
  if (FailedForGood()) return;  // The next producer sends it.
  uint64_t number = 0;
  // Each stays where it is until it is settled, which begins here.
  for (const std::string* entry : NextWave(number)) {
    const rd_kafka_resp_err_t error = Produce(number, *entry);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR && FailedForGood()) {
      absl::MutexLock lock(&mu_);
      handed_ = number;
      return;
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      absl::MutexLock lock(&mu_);
      Sent& sent = sent_[number - first_sent_];
      sent.settled = true;
      sent.delivery.status =
          client_->Failure(error, "could not take an entry to be sent");
    }
    ++number;
  }
}

rd_kafka_resp_err_t KafkaProducer::Produce(uint64_t number,
                                           const std::string& entry) {
  rd_kafka_vu_t topic = Part(RD_KAFKA_VTYPE_RKT);
  topic.u.rkt = client_->topic();
  rd_kafka_vu_t partition = Part(RD_KAFKA_VTYPE_PARTITION);
  partition.u.i32 = kLedgerPartition;
  rd_kafka_vu_t value = Part(RD_KAFKA_VTYPE_VALUE);
  value.u.mem.ptr = const_cast<char*>(entry.data());
  value.u.mem.size = entry.size();
  rd_kafka_vu_t opaque = Part(RD_KAFKA_VTYPE_OPAQUE);
  opaque.u.ptr = reinterpret_cast<void*>(static_cast<uintptr_t>(number));
  std::array<rd_kafka_vu_t, 6> parts = {topic, partition, value, opaque};
  size_t count = 4;
  Headers headers;
  if (DescribeRecord(entry, ledger_, labels_)) {
    headers = HeadersOf(labels_);
    rd_kafka_vu_t key = Part(RD_KAFKA_VTYPE_KEY);
    key.u.mem.ptr = labels_.subject.data();
    key.u.mem.size = labels_.subject.size();
    parts[count++] = key;
    rd_kafka_vu_t labels = Part(RD_KAFKA_VTYPE_HEADERS);
    labels.u.headers = headers.get();
    parts[count++] = labels;
  }
  rd_kafka_error_t* error =
      rd_kafka_produceva(client_->get(), parts.data(), count);
  if (error == nullptr) {
    (void)headers.release();  // The message's now.
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}

std::vector<Delivery> KafkaProducer::TakeDeliveries() {
  absl::MutexLock lock(&mu_);
  return std::exchange(deliveries_, {});
}

void KafkaProducer::OnDelivery(std::function<void()> wake) {
  absl::MutexLock lock(&wake_mu_);
  wake_ = std::move(wake);
}

void KafkaProducer::Wake() {
  absl::MutexLock lock(&wake_mu_);
  if (wake_) wake_();
}

void KafkaProducer::Run() {
  while (AwaitWork()) {
    SendWave();
    Serve(kServeWait);
    Settle();
    // Whoever hears of a failure can append again at once.
    if (FailedForGood()) Reopen();
    Publish();
  }
  SeeThrough();
}

// Until there is something to send or to hear of, or for a while. False: it is
// time to stop.
bool KafkaProducer::AwaitWork() {
  const auto work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return stopping_ || !sent_.empty();
  };
  absl::MutexLock lock(&mu_);
  mu_.AwaitWithTimeout(absl::Condition(&work), kServeWait);
  return !stopping_;
}

// Closing: what is in flight is seen through, for a bounded time.
void KafkaProducer::SeeThrough() {
  for (const Patience patience(kCloseTimeout); !patience.ended();) {
    SendWave();
    Serve(absl::Milliseconds(10));
    Settle();
    if (FailedForGood()) return;  // What was handed over is lost, or there.
    Publish();
    absl::MutexLock lock(&mu_);
    if (sent_.empty()) return;
  }
}

// While a wave is on its way, until all of it is answered. To flush is what
// tells librdkafka that nothing more will come, so that it need not linger.
void KafkaProducer::Serve(absl::Duration wait) {
  if (rd_kafka_outq_len(client_->get()) == 0) {
    rd_kafka_poll(client_->get(), 0);
  } else {
    rd_kafka_flush(client_->get(), Patience(wait).Milliseconds(wait));
  }
}

void KafkaProducer::Settle() {
  if (reports_.empty()) return;
  absl::MutexLock lock(&mu_);
  for (const Report& report : reports_) {
    CHECK(report.number >= first_sent_ &&
          report.number - first_sent_ < sent_.size());
    Sent& sent = sent_[report.number - first_sent_];
    CHECK(!sent.settled);
    sent.settled = true;
    if (report.error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      sent.delivery.status =
          client_->Failure(report.error, "what became of an entry is unknown");
    } else {
      // Of what the broker had already, it may not say where.
      sent.delivery.offset = report.offset < 0
                                 ? kOffsetUnknown
                                 : static_cast<Offset>(report.offset);
    }
  }
  reports_.clear();
}

// Delivers what is settled, in the order of Append.
void KafkaProducer::Publish() {
  std::vector<KafkaTail::Entry> entries;
  std::vector<Delivery> deliveries;
  bool look = false;
  {
    absl::MutexLock lock(&mu_);
    while (!sent_.empty() && sent_.front().settled) {
      Sent& sent = sent_.front();
      sent_bytes_ -= sent.bytes.size();
      if (sent.delivery.status.ok() && sent.delivery.offset != kOffsetUnknown) {
        entries.push_back({sent.delivery.offset, std::move(sent.bytes)});
      } else {
        look = true;
      }
      deliveries.push_back(std::move(sent.delivery));
      sent_.pop_front();
      ++first_sent_;
    }
  }
  if (deliveries.empty()) return;
  reader_.Deliver(std::move(entries));
  if (look) reader_.LookNow();
  {
    absl::MutexLock lock(&mu_);
    std::move(deliveries.begin(), deliveries.end(),
              std::back_inserter(deliveries_));
  }
  Wake();
}

bool KafkaProducer::FailedForGood() const {
  char reason[256] = "";
  return rd_kafka_fatal_error(client_->get(), reason, sizeof(reason)) !=
         RD_KAFKA_RESP_ERR_NO_ERROR;
}

void KafkaProducer::Reopen() {
  absl::StatusOr<std::unique_ptr<KafkaClient>> fresh = OpenClient();
  if (!fresh.ok()) return;  // Tried again at the next turn.
  rd_kafka_purge(client_->get(),
                 RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  for (const Patience patience(kPurgeTimeout);
       rd_kafka_outq_len(client_->get()) > 0 && !patience.ended();) {
    Serve(absl::Milliseconds(10));
  }
  Settle();
  SettleUnknown();
  client_ = *std::move(fresh);
}

// All that the old producer had; what it never had goes to the new one.
void KafkaProducer::SettleUnknown() {
  absl::MutexLock lock(&mu_);
  for (size_t i = 0; i < handed_ - first_sent_; ++i) {
    Sent& sent = sent_[i];
    if (sent.settled) continue;
    sent.settled = true;
    sent.delivery.status = client_->Failure(
        RD_KAFKA_RESP_ERR__FATAL, "what became of an entry is unknown");
  }
}

}  // namespace loopledger
