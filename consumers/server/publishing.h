// LedgerService: commands in, receipts and refusals out.
//
// Included by server.cc only, because gRPC's headers are heavy.
#ifndef CONSUMERS_SERVER_PUBLISHING_H_
#define CONSUMERS_SERVER_PUBLISHING_H_

#include <grpcpp/grpcpp.h>

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "consumers/server/outbox.h"
#include "ledger/ledger.h"
#include "loopledger/v1/services.grpc.pb.h"

namespace loopledger {

// No stream keeps more bytes of unanswered commands than this, and one message.
inline constexpr size_t kWindowBytesMax = 4 * 1024 * 1024;

class PublishStream;

// Raw messages, so that one that does not parse is answered by name instead of
// ending the call, and is parsed and serialized on our own time.
using PublishingBase = v1::LedgerService::WithRawCallbackMethod_Submit<
    v1::LedgerService::WithRawCallbackMethod_SubmitStream<
        v1::LedgerService::WithRawCallbackMethod_SubmitBatches<
            v1::LedgerService::Service>>>;

class Publishing final : public PublishingBase {
 public:
  // `ledger` must outlive it. At most `streams_max` streams at once, each with
  // at most `window_max` unanswered commands (or one batch).
  Publishing(Ledger& ledger, size_t streams_max, size_t window_max);

  // Takes no more commands and closes the ledger, which waits at most
  // `patience`; streams end when they have answered what they took.
  void Drain(absl::Duration patience);

  using PublishingBase::Submit;
  using PublishingBase::SubmitBatches;
  using PublishingBase::SubmitStream;

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SubmitStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SubmitBatches(
      grpc::CallbackServerContext* context) override;
  grpc::Status DryRun(grpc::ServerContext* context, const v1::Command* request,
                      v1::DryRunResponse* response) override;

  // For the calls.
  Ledger& ledger() { return ledger_; }
  Outbox& outbox() { return outbox_; }
  size_t window_max() const { return window_max_; }
  void Closed(PublishStream& stream);

 private:
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Open(
      PublishStream& stream);

  Ledger& ledger_;
  const size_t streams_max_;
  const size_t window_max_;
  Outbox outbox_;

  absl::Mutex mu_;
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  absl::flat_hash_set<PublishStream*> streams_ ABSL_GUARDED_BY(mu_);
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_PUBLISHING_H_
