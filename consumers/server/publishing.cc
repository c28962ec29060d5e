#include "consumers/server/publishing.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "consumers/server/commands.h"
#include "consumers/server/errors.h"
#include "consumers/server/publish_stream.h"
#include "ledger/base/check.h"

namespace loopledger {
namespace {

absl::Status GoingDown() {
  return absl::UnavailableError(
      "the server is going down; try again with the same command id");
}

// One command. It deletes itself when gRPC is done with it.
class SubmitCall final : public grpc::ServerUnaryReactor, public Answering {
 public:
  SubmitCall(Outbox& outbox, grpc::ByteBuffer& response)
      : outbox_(outbox), response_(response) {}

  void Start(Ledger& ledger, const grpc::ByteBuffer& request) {
    v1::Command command;
    absl::Status status = ReadCommand(request, command);
    if (status.ok()) {
      status = ledger.Submit(std::move(command),
                             [this](absl::StatusOr<v1::Receipt> answer) {
                               answer_ = std::move(answer);
                               outbox_.Wake(*this);
                             });
    }
    if (!status.ok()) Finish(ToGrpc(status));
  }

  void Refuse(const absl::Status& status) { Finish(ToGrpc(status)); }

  void Answer() override {
    bool own = false;
    if (answer_.ok()) {
      CHECK(grpc::SerializationTraits<v1::Receipt>::Serialize(*answer_,
                                                              &response_, &own)
                .ok());
    }
    Finish(ToGrpc(answer_.status()));
  }

  void OnDone() override { delete this; }

 private:
  Outbox& outbox_;
  grpc::ByteBuffer& response_;
  absl::StatusOr<v1::Receipt> answer_;
};

}  // namespace

Publishing::Publishing(Ledger& ledger, size_t streams_max, size_t window_max)
    : ledger_(ledger), streams_max_(streams_max), window_max_(window_max) {}

void Publishing::Drain(absl::Duration patience) {
  {
    absl::MutexLock lock(&mu_);
    draining_ = true;
    for (PublishStream* stream : streams_) stream->Drain();
  }
  // A log that has no room may answer nothing, and gRPC waits for every answer.
  ledger_.Close(patience);
}

grpc::ServerUnaryReactor* Publishing::Submit(
    grpc::CallbackServerContext* /*context*/, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  // gRPC hands it back to OnDone.
  SubmitCall& call =
      *std::make_unique<SubmitCall>(outbox_, *response).release();
  bool draining = false;
  {
    absl::MutexLock lock(&mu_);
    draining = draining_;
  }
  if (draining) {
    call.Refuse(GoingDown());
  } else {
    call.Start(ledger_, *request);
  }
  return &call;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Publishing::Open(
    PublishStream& stream) {
  absl::Status status;
  {
    absl::MutexLock lock(&mu_);
    if (draining_) {
      status = GoingDown();
    } else if (streams_.size() >= streams_max_) {
      status = absl::ResourceExhaustedError(absl::StrCat(
          "there are ", streams_max_, " publishing streams already"));
    }
    streams_.insert(&stream);
  }
  stream.Start(status);
  return &stream;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>*
Publishing::SubmitStream(grpc::CallbackServerContext* /*context*/) {
  return Open(
      *std::make_unique<PublishStream>(*this, PublishStream::Form::kSingle)
           .release());
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>*
Publishing::SubmitBatches(grpc::CallbackServerContext* /*context*/) {
  return Open(
      *std::make_unique<PublishStream>(*this, PublishStream::Form::kBatches)
           .release());
}

grpc::Status Publishing::DryRun(grpc::ServerContext* /*context*/,
                                const v1::Command* request,
                                v1::DryRunResponse* /*response*/) {
  return ToGrpc(ledger_.DryRun(*request));
}

void Publishing::Closed(PublishStream& stream) {
  absl::MutexLock lock(&mu_);
  streams_.erase(&stream);
}

}  // namespace loopledger
