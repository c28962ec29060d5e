// The write path: queue, decide, chain, append, acknowledge.
//
// A Ledger is the one writer of one log. It takes the seat when it opens,
// decides each command against the state at its head, chains the event on its
// predecessor without waiting for the disk or the broker, and acknowledges it
// once it has itself read the log up to it. It owns one thread from Open to its
// destructor; `log` and `clock` must outlive it. Every public member is safe
// for concurrent use.
#ifndef LEDGER_LEDGER_H_
#define LEDGER_LEDGER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "ledger/asked.h"
#include "ledger/base/clock.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"
#include "ledger/writer.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/receipt.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

class Ledger {
 public:
  // Reads the log to its end, founds the ledger with `founding` when it is
  // empty (kFailedPrecondition when it is empty and there is none), takes the
  // seat, unless it shall stand by. kDataLoss: the log does not read as one
  // ledger.
  enum class Begin { kTakeSeat, kStandBy };
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(
      EventLog& log, const Clock& clock, WriterOptions options,
      Begin begin = Begin::kTakeSeat);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // `done` is called exactly once, on the ledger's thread, unless Submit
  // itself fails: with the receipt, a refusal (FromStatus) or kUnavailable
  // (void or not taken: retry with the same command id, at HolderOf the status
  // where that is given). It must only take note.
  // kResourceExhausted: the queue is full; nothing was taken.
  absl::Status Submit(v1::Command command, Done done);

  // Submits and waits for what `done` would have been told.
  absl::StatusOr<v1::Receipt> SubmitAndWait(v1::Command command);

  // Submits `commands` in their order, all in flight together, and waits for
  // all. Where one cannot be taken, those after it are not tried: each gets
  // its error.
  std::vector<absl::StatusOr<v1::Receipt>> SubmitAll(
      absl::Span<const v1::Command> commands);

  // Decides without recording: what Submit would have answered.
  absl::Status DryRun(const v1::Command& command);

  // The receipt of a command that is in the ledger; kNotFound otherwise.
  absl::StatusOr<v1::Receipt> Find(absl::string_view command_id);

  // Ends a backfill. kFailedPrecondition: none is open.
  absl::StatusOr<v1::Receipt> CloseBackfill();

  // From now on take the seat, and again a while after each time that another
  // took it; `address` tells those who follow where commands are taken. Returns
  // at once: health() tells.
  void TakeSeat(std::string address);
  // From now on take no more commands, see through what is in flight, and let
  // the seat go. Returns when it is done, or has taken too long.
  void StandDown();

  // Takes no more commands, sees through those that it took, waiting at most
  // `patience`, answers the rest with kUnavailable (their outcome is unknown)
  // and lets go of the log. What was acknowledged can still be asked for.
  void Close(absl::Duration patience);

  // Everything acknowledged.
  Head head() const;
  v1::LedgerFounded founding() const;
  bool backfill_open() const;
  uint64_t void_entries() const;
  size_t queue_depth() const;

  // OK while this process holds the seat; else why it does not write.
  absl::Status health() const;

 private:
  // What the thread is asked to do: decide a command, or anything else.
  using Ask = absl::AnyInvocable<void(Writer&)>;
  struct Request {
    std::unique_ptr<const Asked> asked;
    Done done;
    Ask ask;
    size_t bytes = 0;
  };
  // What others may know of the writer, copied out after each step.
  struct Snapshot {
    Head head;
    absl::Status health;
    bool backfill_open = false;
    uint64_t void_entries = 0;
    size_t in_flight = 0;
    size_t in_flight_bytes = 0;
  };
  static bool HasRoom(const Snapshot& now);

  Ledger(EventLog& log, const Clock& clock, WriterOptions options);
  absl::Status AwaitSeat();
  void SettleSeat(bool wanted);
  // What TakeSeat and StandDown asked for. True: the seat is wanted.
  bool HeedWishes();
  void Run();
  void Work(std::vector<Request> requests);
  bool WaitForWork(std::vector<Request>& requests);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Publish();
  void Drain();
  // Runs `ask` on the ledger's thread and waits for it; kUnavailable: closing.
  absl::Status OnThread(Ask ask);

  EventLog& log_;
  const Clock& clock_;
  const Envelope envelope_;
  Writer writer_;  // Touched by the thread alone once it runs,
  absl::Time retake_at_ = absl::InfinitePast();  // like this.
  v1::LedgerFounded founding_;

  mutable absl::Mutex mu_;
  std::deque<Request> queue_ ABSL_GUARDED_BY(mu_);
  bool delivered_ ABSL_GUARDED_BY(mu_) = false;
  bool wanted_ ABSL_GUARDED_BY(mu_) = true;  // The seat is to be held.
  // Where commands are taken from now on.
  std::optional<std::string> new_address_ ABSL_GUARDED_BY(mu_);
  bool closing_ ABSL_GUARDED_BY(mu_) = false;
  absl::Duration patience_ ABSL_GUARDED_BY(mu_);
  Snapshot snapshot_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;
};

}  // namespace loopledger

#endif  // LEDGER_LEDGER_H_
