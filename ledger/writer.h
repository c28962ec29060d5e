// The write path without threads: decide, chain, append, read back,
// acknowledge.
//
// A Writer follows one log and, while it holds the seat, is the only one whose
// records can enter the ledger. It decides against a world that runs ahead of
// the log by what it has handed over; when any of that turns out void it throws
// the world away and folds the log again. Whoever owns it calls Submit and Step
// from one thread; Ledger does so on a thread of its own, the simulation
// does so under a virtual clock.
#ifndef LEDGER_WRITER_H_
#define LEDGER_WRITER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/asked.h"
#include "ledger/base/clock.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"
#include "ledger/replica.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/receipt.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// Told once how a command ended: the receipt, a refusal (FromStatus),
// or kUnavailable (void or not taken: retry with the same command id; where
// another writer holds the seat, HolderOf says where). It must only take note.
using Done = absl::AnyInvocable<void(absl::StatusOr<v1::Receipt>)>;

// Where the writer that holds the seat takes commands, as a status says it;
// empty when it does not.
std::string HolderOf(const absl::Status& status);

struct WriterOptions {
  std::string writer = "loopledger";  // This process's name in its records.
  // Founds the ledger when the log is empty.
  std::optional<v1::LedgerFounded> founding;
  // Must outlive the writer.
  const Vocabularies* vocabularies = &BuiltInVocabularies();
  // When a backfill begins; absent: now.
  std::optional<absl::Time> founded_at;
  // On an exclusive log whose last seat is this writer's, go on without a new
  // SeatTaken and let no deadline fire by the wall clock, so that a resumed
  // import writes what an uninterrupted one does.
  bool keep_seat = false;
  // After this long without a delivery the outcome counts as unknown.
  absl::Duration delivery_timeout = absl::Seconds(10);
};

enum class Standing {
  kFollowing,  // Another holds the seat, or nobody asked for it.
  kTaking,     // A SeatTaken is on its way; commands wait.
  kHolding,    // Commands are decided.
  kStopped,    // The log does not read as one ledger; a person must look.
};

class Writer {
 public:
  // `log` and `clock` must outlive it.
  Writer(EventLog& log, const Clock& clock, WriterOptions options);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Reads the log to its end. kFailedPrecondition: it is empty and there is
  // no founding.
  absl::Status Open();

  // Begins to take the seat; Step until holding. It also settles every command
  // whose outcome is unknown.
  absl::Status TakeSeat(absl::string_view reason);

  // Where commands are taken, for those who follow: in the next SeatTaken.
  void set_address(std::string address) { address_ = std::move(address); }

  // Lets the seat go, for others to take; nothing may be in flight.
  void StandDown();

  // Decides now. `done` comes at once for a refusal and for what is recorded
  // already, else from a later Step.
  void Submit(const Asked& asked, Done done);
  void Submit(v1::Command command, Done done) {
    Submit(Asked(replica_->world.envelope(), std::move(command)),
           std::move(done));
  }

  // What Submit would answer; records nothing.
  absl::Status DryRun(const v1::Command& command);

  // The receipt of a command that is in the ledger; kNotFound otherwise.
  absl::StatusOr<v1::Receipt> Find(absl::string_view command_id) const;

  // Records that a backfill has ended; `done` gets a receipt without an event.
  void CloseBackfill(Done done);

  // Takes what the log delivered, reads on, acknowledges, lets deadlines fire.
  // Returns health(): kUnavailable while the seat is not held, or the log could
  // not be read to learn what is in the ledger.
  absl::Status Advance();
  // Tells the receipts of what Advance acknowledged. Apart from it, so that
  // the owner can first let others read what the receipts promise.
  void Tell();
  absl::Status Step();  // Both.

  // When Step has something to do though nothing was delivered or submitted.
  absl::Time NextWake() const;

  // Fails everything that waits with kUnavailable. Records may still land.
  void Abandon();

  Standing standing() const { return standing_; }
  absl::Status health() const;
  const Head& acknowledged() const { return acknowledged_; }
  size_t in_flight() const { return pending_.size(); }
  size_t in_flight_bytes() const { return pending_bytes_; }
  uint64_t void_entries() const { return void_entries_; }
  const Replica& replica() const { return *replica_; }

 private:
  // Handed to the log and not yet read back.
  struct Pending {
    Head before, after;
    std::string bytes;
    v1::Record record;
    absl::Time handed_at;
    uint64_t handed = 0;  // Its number among the entries handed over.
    std::vector<Done> waiting;
  };
  // A SeatTaken or LedgerFounded that competes for the next position.
  struct Attempt {
    Digest leaf;
    v1::Record record;
  };

  // Seat and reading: writer_seat.cc.
  absl::Status NotHeld() const;
  absl::Status TryForSeat(absl::string_view reason);
  absl::Status ReadFromTheBeginning();
  absl::Status ReadOn();
  absl::Status OnEntry(Offset offset, absl::string_view entry);
  absl::Status OnOwnAttempt(const v1::Record& record);
  absl::Status OnForeign(absl::string_view entry);
  void NoteOffset(Offset offset, Position position);
  absl::Status Reload();
  absl::Status Refold();
  void Fold(const v1::Record& record);
  void FailPending(const absl::Status& status);
  absl::Status Stop(absl::Status status);

  // Deciding and acknowledging: writer.cc.
  absl::StatusOr<int64_t> StampFor(const v1::Command& command) const;
  bool TicksByTheClock() const;
  absl::Status LetDeadlinesFire(int64_t recorded_at);
  absl::Status HandOver(v1::Record record, int64_t recorded_at, Done done);
  absl::Status Send();
  // True when the ledger, or what is on its way to it, has the command id:
  // with the pending record of the same command, or else with the answer.
  bool FindRepeated(const Asked& asked, Pending*& in_flight,
                    absl::StatusOr<v1::Receipt>& answer);
  // The event's record, stamped but not chained; a refusal.
  absl::StatusOr<v1::Record> Prepare(const Asked& asked, int64_t stamp) const;
  void Acknowledge();
  absl::Status TakeDeliveries();
  absl::Time NextAttempt() const;
  absl::StatusOr<v1::Record> RecordAt(Position position, Digest& leaf) const;

  EventLog& log_;
  const Clock& clock_;
  const WriterOptions options_;
  std::string address_;

  Standing standing_ = Standing::kFollowing;
  bool seat_is_ours_ = false;  // The last SeatTaken is this writer's.
  absl::Status stopped_;

  Head acknowledged_;  // What has been read back.
  Offset offset_ = 0;  // The next entry to read.
  // Where positions stand in the log: from `first` on, offset = position +
  // second. Nearly always one pair; void entries add more.
  std::vector<std::pair<Position, Offset>> shifts_;
  uint64_t void_entries_ = 0;

  Head tip_;                          // What has been handed over.
  std::unique_ptr<Replica> replica_;  // Folded up to `tip_`, when whole.
  // Why it is not whole: the log could not be read to fold it anew, which is
  // tried again at `refold_at_`. Until then nothing is folded or decided.
  absl::Status unread_;
  absl::Time refold_at_ = absl::InfinitePast();
  std::deque<Pending> pending_;
  size_t pending_bytes_ = 0;
  // Acknowledged and not yet told.
  std::vector<std::pair<Done, v1::Receipt>> acknowledgements_;

  std::vector<Attempt> attempts_;
  absl::Time attempted_at_ = absl::InfinitePast();
  bool attempt_unknown_ = false;  // What became of the last attempt.
  // Entries handed to the log, and of those delivered: the log delivers in
  // order, so a count names an entry.
  uint64_t handed_ = 0;
  size_t unsent_ = 0;  // The last of `pending_`, decided but not handed over.
  bool no_room_ = false;  // The log refused the last append.
  uint64_t delivered_ = 0;
};

}  // namespace loopledger

#endif  // LEDGER_WRITER_H_
