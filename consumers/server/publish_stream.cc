#include "consumers/server/publish_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "consumers/server/commands.h"
#include "consumers/server/errors.h"
#include "consumers/server/publishing.h"
#include "ledger/base/check.h"

namespace loopledger {
namespace {

void Fill(v1::SubmitResult& result, absl::StatusOr<v1::Receipt> answer) {
  if (answer.ok()) {
    result.mutable_receipt()->Swap(&*answer);
  } else {
    *result.mutable_refusal() = ToRefusal(answer.status());
  }
}

template <typename Message>
void Serialize(const Message& message, grpc::ByteBuffer& bytes) {
  bool own = false;
  CHECK(grpc::SerializationTraits<Message>::Serialize(message, &bytes, &own)
            .ok());
}

}  // namespace

PublishStream::PublishStream(Publishing& service, Form form)
    : service_(service), form_(form) {}

void PublishStream::Start(const absl::Status& status) {
  if (!status.ok()) EndReading(status);
  Proceed();
}

void PublishStream::Drain() {
  EndReading(absl::UnavailableError(
      "the server is going down; send the rest again with the same ids"));
  Proceed();
}

void PublishStream::EndReading(const absl::Status& status) {
  absl::MutexLock lock(&mu_);
  reads_done_ = true;
  if (last_word_.ok()) last_word_ = status;
}

void PublishStream::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(&mu_);
    reading_ = false;
    // What comes after the last word is not taken, and not answered: whoever
    // sent it sends it again.
    ok = ok && !reads_done_;
    taking_ = ok;
  }
  const size_t bytes = ok ? incoming_.Length() : 0;
  ReadBatch batch;
  if (!ok) {
    EndReading(absl::OkStatus());
  } else if (form_ == Form::kSingle) {
    ReadBatch::One& one = batch.commands.emplace_back();
    one.refusal = ReadCommand(incoming_, one.command);
    Take(std::move(batch), bytes);
  } else if (const absl::Status status = ReadCommands(incoming_, batch);
             status.ok()) {
    Take(std::move(batch), bytes);
  } else {
    // How many answers such a batch is owed, nobody can say.
    EndReading(status);
  }
  {
    absl::MutexLock lock(&mu_);
    taking_ = false;
  }
  Proceed();
}

PublishStream::Slot& PublishStream::AddSlot(size_t commands, bool omit_events,
                                            size_t bytes) {
  absl::MutexLock lock(&mu_);
  Slot& slot = slots_.emplace_back();
  slot.stream = this;
  slot.unanswered = commands + 1;
  slot.bytes = bytes;
  slot.omit_events = omit_events;
  slot.results.mutable_results()->Reserve(static_cast<int>(commands));
  commands_ += commands;
  bytes_ += bytes;
  return slot;
}

void PublishStream::Take(ReadBatch batch, size_t bytes) {
  Slot& slot = AddSlot(batch.commands.size(), batch.omit_events, bytes);
  for (const ReadBatch::One& one : batch.commands) {
    slot.results.add_results()->set_command_id(one.command.command_id());
  }
  for (size_t i = 0; i < batch.commands.size(); ++i) {
    v1::SubmitResult& result =
        *slot.results.mutable_results(static_cast<int>(i));
    absl::Status taken = batch.commands[i].refusal;
    if (taken.ok()) {
      taken = service_.ledger().Submit(
          std::move(batch.commands[i].command),
          [&slot, &result](absl::StatusOr<v1::Receipt> answer) {
            Fill(result, std::move(answer));
            slot.stream->Note(slot);
          });
    }
    if (!taken.ok()) {
      Fill(result, taken);
      Note(slot);
    }
  }
  Note(slot);
}

void PublishStream::Note(Slot& slot) {
  absl::MutexLock lock(&mu_);
  --slot.unanswered;
  if (slot.unanswered > 0 || &slot != &slots_.front() || woken_) return;
  woken_ = true;
  service_.outbox().Wake(*this);
}

void PublishStream::Answer() { Proceed(/*woken=*/true); }

void PublishStream::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mu_);
    writing_ = false;
    if (!ok) broken_ = true;
  }
  Proceed();
}

bool PublishStream::HasRoom() const {
  return commands_ < service_.window_max() && bytes_ < kWindowBytesMax;
}

bool PublishStream::TakeFront(Slot& front) {
  if (writing_ || slots_.empty() || slots_.front().unanswered > 0) return false;
  front = std::move(slots_.front());
  slots_.pop_front();
  commands_ -= static_cast<size_t>(front.results.results_size());
  bytes_ -= front.bytes;
  return true;
}

void PublishStream::Proceed(bool woken) {
  Slot front;
  bool send = false;
  bool read = false;
  bool finish = false;
  absl::Status last_word;
  {
    absl::MutexLock lock(&mu_);
    // Under the same lock as all that follows: another thread may finish the
    // call, and then it is gone, as soon as it is not woken any more.
    if (woken) woken_ = false;
    send = TakeFront(front);
    while (send && broken_) send = TakeFront(front);
    writing_ = writing_ || send;
    read = !reading_ && !taking_ && !reads_done_ && !broken_ && HasRoom();
    reading_ = reading_ || read;
    finish = !finished_ && (reads_done_ || broken_) && !taking_ && !writing_ &&
             !woken_ && slots_.empty();
    finished_ = finished_ || finish;
    last_word = last_word_;
  }
  if (send) Send(std::move(front));
  if (read) StartRead(&incoming_);
  if (finish) Finish(ToGrpc(last_word));  // It may be gone after this.
}

void PublishStream::Send(Slot slot) {
  outgoing_.Clear();
  if (slot.omit_events) {
    for (v1::SubmitResult& result : *slot.results.mutable_results()) {
      if (result.has_receipt()) result.mutable_receipt()->clear_event();
    }
  }
  if (form_ == Form::kSingle) {
    Serialize(slot.results.results(0), outgoing_);
  } else {
    Serialize(slot.results, outgoing_);
  }
  // Without a buffer hint, though more may be at hand: a hinted write may not
  // complete before the next is started, and the next waits for it.
  StartWrite(&outgoing_);
}

void PublishStream::OnDone() {
  service_.Closed(*this);
  delete this;
}

}  // namespace loopledger
