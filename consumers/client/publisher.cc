// Client::Publish: one thread, one completion queue, a window of batches.
//
// Batches wait in `unanswered` until their results arrive. When the connection
// is lost, or a result says "try again", everything from the first command
// without a final answer is sent again in the same order.
#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "consumers/client/backoff.h"
#include "consumers/client/channel.h"
#include "consumers/client/client.h"
#include "consumers/client/error.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

using Stream =
    grpc::ClientAsyncReaderWriter<v1::CommandBatch, v1::SubmitResultBatch>;

enum Tag : intptr_t { kStart = 1, kWrite, kRead, kWritesDone, kFinish };

void* AsTag(Tag tag) { return reinterpret_cast<void*>(tag); }

// The outcome is not final: the same command may yet be recorded.
bool IsTryAgain(const v1::SubmitResult& result) {
  if (!result.has_refusal()) return false;
  if (result.refusal().reason() != v1::REASON_UNSPECIFIED) return false;
  const auto code = static_cast<absl::StatusCode>(result.refusal().code());
  return code == absl::StatusCode::kUnavailable ||
         code == absl::StatusCode::kResourceExhausted ||
         code == absl::StatusCode::kAborted;
}

// What is on its way, over all connections of one Publish.
struct Window {
  std::deque<v1::CommandBatch> unanswered;
  size_t sent = 0;   // Of `unanswered`, on the present connection.
  int commands = 0;  // In `unanswered`.

  void Push(v1::CommandBatch batch) {
    commands += batch.commands_size();
    unanswered.push_back(std::move(batch));
  }

  // Drops the first `count` commands of the oldest batch.
  void Answered(int count) {
    v1::CommandBatch& oldest = unanswered.front();
    commands -= count;
    if (count == oldest.commands_size()) {
      unanswered.pop_front();
      --sent;
      return;
    }
    oldest.mutable_commands()->DeleteSubrange(0, count);
  }
};

// One connection's worth of publishing.
class Connection {
 public:
  Connection(const ClientOptions& options, v1::LedgerService::Stub& stub,
             Window& window)
      : options_(options), window_(window) {
    PrepareContext(options, context_);
    window_.sent = 0;
    stream_ = stub.AsyncSubmitBatches(&context_, &queue_, AsTag(kStart));
  }

  // Everything that was started has come back, else gRPC aborts.
  ~Connection() {
    context_.TryCancel();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool writing() const { return writing_; }
  bool idle() const { return started_ && !writing_ && !closed_ && !broken_; }
  bool broken() const { return broken_; }

  // Sends the next unsent batch, when there is one and the stream is free.
  void Write() {
    if (writing_ || closed_ || broken_ || !started_ ||
        window_.sent == window_.unanswered.size()) {
      return;
    }
    writing_ = true;
    stream_->Write(window_.unanswered[window_.sent++], AsTag(kWrite));
  }

  // Waits for one thing to happen. True: `results` holds a result batch.
  absl::StatusOr<bool> Await(v1::SubmitResultBatch& results) {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline =
        absl::ToChronoTime(SystemClock().Now() + options_.timeout);
    switch (queue_.AsyncNext(&tag, &ok, deadline)) {
      case grpc::CompletionQueue::TIMEOUT:
        return absl::DeadlineExceededError(absl::StrCat(
            "no answer within ", absl::FormatDuration(options_.timeout)));
      case grpc::CompletionQueue::SHUTDOWN:
        return absl::InternalError("the completion queue was shut down");
      case grpc::CompletionQueue::GOT_EVENT:
        break;
    }
    return Take(static_cast<Tag>(reinterpret_cast<intptr_t>(tag)), ok, results);
  }

  // Why the stream broke.
  absl::Status Finish() {
    stream_->Finish(&last_word_, AsTag(kFinish));
    AwaitTag(kFinish);
    return FromGrpc(last_word_);
  }

  // Says that nothing more will come and waits for the server's last word.
  absl::Status Close() {
    stream_->WritesDone(AsTag(kWritesDone));
    AwaitTag(kWritesDone);
    return Finish();
  }

 private:
  bool Take(Tag tag, bool ok, v1::SubmitResultBatch& results) {
    if (tag == kWrite) {
      writing_ = false;
      // Answers may still wait to be read, and the last word behind them.
      closed_ = closed_ || !ok;
      return false;
    }
    if (!ok) {
      broken_ = true;
      return false;
    }
    if (tag == kStart) {
      started_ = true;
      stream_->Read(&incoming_, AsTag(kRead));
    }
    if (tag != kRead) return false;
    results.Swap(&incoming_);
    stream_->Read(&incoming_, AsTag(kRead));
    return true;
  }

  void AwaitTag(Tag wanted) {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline =
        absl::ToChronoTime(SystemClock().Now() + options_.timeout);
    while (queue_.AsyncNext(&tag, &ok, deadline) ==
           grpc::CompletionQueue::GOT_EVENT) {
      if (tag == AsTag(wanted)) return;
    }
  }

  const ClientOptions& options_;
  Window& window_;
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<Stream> stream_;
  v1::SubmitResultBatch incoming_;
  grpc::Status last_word_{grpc::StatusCode::UNAVAILABLE, "no last word"};
  bool started_ = false;
  bool writing_ = false;
  bool closed_ = false;  // The server takes no more.
  bool broken_ = false;
};

// Feeds commands from a source into a window and their results to a sink.
template <typename Channel>
class Publishing {
 public:
  Publishing(Channel& channel, Client::Source source, Client::Sink sink,
             bool omit_events)
      : channel_(channel),
        options_(channel.options),
        source_(source),
        sink_(sink),
        omit_events_(omit_events) {}

  absl::Status Run() {
    Backoff backoff(options_);
    for (;;) {
      const Target& target = channel_.target();
      const absl::Status status = RunOnce(*target.ledger, backoff);
      if (status.ok() || stopped_) return absl::OkStatus();
      const bool turned = channel_.TurnFrom(target, status);
      if (!backoff.TryAgain(status, turned)) return status;
    }
  }

 private:
  // Publishes over one connection until all is done or it breaks.
  absl::Status RunOnce(v1::LedgerService::Stub& stub, Backoff& backoff) {
    Connection connection(options_, stub, window_);
    v1::SubmitResultBatch results;
    for (;;) {
      if (!connection.writing()) {
        Fill();
        connection.Write();
      }
      if (window_.unanswered.empty() && connection.idle()) {
        if (ended_) return connection.Close();
        continue;
      }
      ASSIGN_OR_RETURN(const bool answered, connection.Await(results));
      if (connection.broken()) return WhyBroken(connection);
      if (!answered) continue;
      RETURN_IF_ERROR(Settle(results));
      if (stopped_) return absl::OkStatus();
      backoff.Succeeded();
    }
  }

  // A server that ends the stream early while we still want something is as
  // good as gone.
  static absl::Status WhyBroken(Connection& connection) {
    const absl::Status status = connection.Finish();
    return status.ok() ? absl::UnavailableError("the server ended the stream")
                       : status;
  }

  // Takes one more batch from the source when the window has room.
  void Fill() {
    if (ended_ || window_.sent < window_.unanswered.size() ||
        window_.commands + kPublishBatchMax > kPublishWindowMax ||
        (paused_ && !window_.unanswered.empty())) {
      return;
    }
    paused_ = false;
    v1::CommandBatch batch;
    batch.set_omit_events(omit_events_);
    size_t bytes = 0;
    while (batch.commands_size() < kPublishBatchMax &&
           bytes < kPublishBatchBytesMax && !paused_ && !ended_) {
      v1::Command command;
      const Client::Supply supply = source_(command);
      ended_ = supply == Client::Supply::kEnd;
      paused_ = supply == Client::Supply::kPause;
      if (supply != Client::Supply::kCommand) break;
      bytes += command.ByteSizeLong();
      batch.add_commands()->Swap(&command);
    }
    if (batch.commands_size() > 0) window_.Push(std::move(batch));
  }

  // Passes the results on, up to one that is not final.
  absl::Status Settle(const v1::SubmitResultBatch& results) {
    if (window_.sent == 0 ||
        results.results_size() != window_.unanswered.front().commands_size()) {
      return absl::InternalError("the server answered another batch");
    }
    int settled = 0;
    absl::Status status;
    for (const v1::SubmitResult& result : results.results()) {
      if (IsTryAgain(result)) {
        status = WithDetail(
            absl::UnavailableError(result.refusal().message()),
            {.reason = "UNAVAILABLE", .holder = result.refusal().holder()});
        break;
      }
      ++settled;
      if (!sink_(result)) {
        stopped_ = true;
        break;
      }
    }
    window_.Answered(settled);
    return status;
  }

  Channel& channel_;
  const ClientOptions& options_;
  Client::Source source_;
  Client::Sink sink_;
  const bool omit_events_;
  Window window_;
  bool ended_ = false;
  bool paused_ = false;
  bool stopped_ = false;
};

}  // namespace

absl::Status Client::Publish(Source source, Sink sink, bool omit_events) {
  RETURN_IF_ERROR(CheckOptions(channel_->options));
  return Publishing(*channel_, source, sink, omit_events).Run();
}

}  // namespace loopledger
