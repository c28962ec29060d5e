// One stream of commands: answers in order, within a window.
//
// A slot is a message that was read: a command or a batch of them. The
// ledger's thread fills in results and takes note; the outbox's thread and
// gRPC's own send what is whole at the front, and read on when the window has
// room. It deletes itself when gRPC is done with it.
#ifndef CONSUMERS_SERVER_PUBLISH_STREAM_H_
#define CONSUMERS_SERVER_PUBLISH_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "consumers/server/commands.h"
#include "consumers/server/outbox.h"
#include "ledger/ledger.h"
#include "loopledger/v1/services.pb.h"

namespace loopledger {

class Publishing;

class PublishStream final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
      public Answering {
 public:
  enum class Form { kSingle, kBatches };

  PublishStream(Publishing& service, Form form);

  // Begins to read; or ends at once when `status` is not OK.
  void Start(const absl::Status& status);
  // Answers what was taken, then ends.
  void Drain();

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;
  void Answer() override;

 private:
  // Its address is stable while it waits in `slots_`.
  struct Slot {
    PublishStream* stream = nullptr;
    v1::SubmitResultBatch results;
    size_t unanswered = 0;  // One more while its commands are handed over.
    size_t bytes = 0;
    bool omit_events = false;
  };

  void Take(ReadBatch batch, size_t bytes);
  Slot& AddSlot(size_t commands, bool omit_events, size_t bytes)
      ABSL_LOCKS_EXCLUDED(mu_);
  void EndReading(const absl::Status& status);

  // A result is in its place; called on the ledger's thread.
  void Note(Slot& slot) ABSL_LOCKS_EXCLUDED(mu_);
  // Does whatever can be done next.
  void Proceed(bool woken = false) ABSL_LOCKS_EXCLUDED(mu_);
  bool TakeFront(Slot& front) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Send(Slot slot);

  Publishing& service_;
  const Form form_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;

  absl::Mutex mu_;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mu_);
  size_t commands_ ABSL_GUARDED_BY(mu_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Status last_word_ ABSL_GUARDED_BY(mu_);
  bool reading_ ABSL_GUARDED_BY(mu_) = false;
  bool taking_ ABSL_GUARDED_BY(mu_) = false;  // What was read.
  bool reads_done_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool broken_ ABSL_GUARDED_BY(mu_) = false;  // Nobody reads our answers.
  bool woken_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_PUBLISH_STREAM_H_
