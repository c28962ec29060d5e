// Reading the log, taking the seat, and settling what is unknown.

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/chain.h"
#include "ledger/replay.h"
#include "ledger/writer.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 4096;  // Entries a call, so that a visit is bounded.
// How often a log that could not be read is tried again.
constexpr absl::Duration kRefoldRetry = absl::Seconds(1);
constexpr absl::string_view kHolderUrl = "loopledger/holder";

absl::Status HeldElsewhere(std::string message, const std::string& address) {
  absl::Status status = absl::UnavailableError(message);
  if (!address.empty()) status.SetPayload(kHolderUrl, absl::Cord(address));
  return status;
}

}  // namespace

std::string HolderOf(const absl::Status& status) {
  const auto address = status.GetPayload(kHolderUrl);
  return address ? std::string(*address) : "";
}

absl::Status Writer::Stop(absl::Status status) {
  standing_ = Standing::kStopped;
  stopped_ = status;
  FailPending(status);
  return status;
}

absl::Status Writer::Open() {
  replica_ = std::make_unique<Replica>(*options_.vocabularies);
  RETURN_IF_ERROR(ReadFromTheBeginning());
  RETURN_IF_ERROR(ReadOn());
  if (acknowledged_.next == 0 && !options_.founding.has_value()) {
    return absl::FailedPreconditionError(
        "the log is empty and no founding was given");
  }
  return absl::OkStatus();
}

absl::Status Writer::ReadFromTheBeginning() {
  // A log may know of its end only when it is asked; who begins before it
  // competes for a seat that was taken long ago.
  RETURN_IF_ERROR(log_.End().status());
  Replayed replayed;
  const absl::Status status = Replay(
      log_, std::numeric_limits<Offset>::max(),
      [this](Offset offset, const v1::Record& record) {
        NoteOffset(offset, record.position());
      },
      *replica_, replayed);
  acknowledged_ = replayed.head;
  tip_ = replayed.head;
  offset_ = replayed.next;
  void_entries_ = replayed.void_entries;
  if (absl::IsDataLoss(status) || absl::IsFailedPrecondition(status)) {
    return Stop(status);
  }
  return status;
}

absl::Status Writer::ReadOn() {
  while (true) {
    absl::Status status;
    const Offset before = offset_;
    const absl::StatusOr<Offset> next = log_.Read(
        offset_, kReadMax, [&](Offset offset, absl::string_view entry) {
          status = OnEntry(offset, entry);
          return status.ok();
        });
    RETURN_IF_ERROR(status);
    if (absl::IsDataLoss(next.status())) return Stop(next.status());
    RETURN_IF_ERROR(next.status());
    offset_ = std::max(offset_, *next);
    if (offset_ == before) return absl::OkStatus();
  }
}

void Writer::NoteOffset(Offset offset, Position position) {
  const Offset shift = offset - position;
  if (shifts_.empty() || shifts_.back().second != shift) {
    shifts_.emplace_back(position, shift);
  }
}

absl::Status Writer::OnEntry(Offset offset, absl::string_view entry) {
  offset_ = offset + 1;
  if (!pending_.empty() && pending_.front().before == acknowledged_ &&
      pending_.front().bytes == entry) {
    NoteOffset(offset, acknowledged_.next);
    acknowledged_ = pending_.front().after;
    Acknowledge();
    // In its favour or not, an attempt chained on the old head is void now.
    if (standing_ == Standing::kTaking) return TryForSeat("the head moved");
    return absl::OkStatus();
  }
  const Head before = acknowledged_;
  if (acknowledged_.Judge(entry) != Verdict::kInLedger) {
    ++void_entries_;
    return absl::OkStatus();
  }
  NoteOffset(offset, before.next);
  const auto own = std::find_if(
      attempts_.begin(), attempts_.end(),
      [&](const Attempt& a) { return a.leaf == acknowledged_.head; });
  if (own != attempts_.end()) {
    const v1::Record record = std::move(own->record);
    return OnOwnAttempt(record);
  }
  return OnForeign(entry);
}

// Our SeatTaken (or founding) is in the ledger: whatever of ours is not before
// it never will be.
absl::Status Writer::OnOwnAttempt(const v1::Record& record) {
  attempts_.clear();
  if (pending_.empty()) {
    Fold(record);
  } else {
    FailPending(absl::UnavailableError(
        "the outcome is void: nothing was recorded; retry with the same "
        "command id"));
    RETURN_IF_ERROR(Reload());
  }
  tip_ = acknowledged_;
  if (record.has_ledger_founded()) return TryForSeat("the ledger was founded");
  standing_ = Standing::kHolding;
  seat_is_ours_ = true;
  return absl::OkStatus();
}

// Somebody else's record is in the ledger: what we chained on the old head is
// void.
absl::Status Writer::OnForeign(absl::string_view entry) {
  v1::Record record;
  if (const auto parsed = ParseRecord(entry, record); !parsed.ok()) {
    return Stop(parsed);
  }
  const bool held = standing_ == Standing::kHolding;
  if (held && !record.has_seat_taken()) {
    return Stop(absl::DataLossError(
        absl::StrCat("foreign writer: ", record.writer(), " wrote position ",
                     record.position(), " while this process held the seat")));
  }
  if (pending_.empty()) {
    Fold(record);
  } else {
    FailPending(HeldElsewhere(
        absl::StrCat("the outcome is void: ", record.writer(),
                     " took the seat; retry with the same command id"),
        record.seat_taken().address()));
    RETURN_IF_ERROR(Reload());
  }
  tip_ = acknowledged_;
  attempts_.clear();
  if (record.has_seat_taken()) {
    standing_ = Standing::kFollowing;
    seat_is_ours_ = false;
  } else if (standing_ == Standing::kTaking) {
    return TryForSeat("the head moved");
  }
  return absl::OkStatus();
}

// Begins a new world: it has what has been read, and then what is on its way.
// A log that cannot be read now is tried again by Advance.
absl::Status Writer::Reload() {
  const absl::Status folded = Refold();
  if (folded.ok()) {
    unread_ = absl::OkStatus();
    return folded;
  }
  if (absl::IsDataLoss(folded) || absl::IsFailedPrecondition(folded)) {
    return Stop(folded);
  }
  unread_ = absl::Status(
      folded.code(),
      absl::StrCat("the log must be read anew and cannot be, which is tried "
                   "again: ",
                   folded.message()));
  refold_at_ = clock_.Now() + kRefoldRetry;
  return absl::OkStatus();
}

absl::Status Writer::Refold() {
  auto replica = std::make_unique<Replica>(*options_.vocabularies);
  Replayed replayed;
  RETURN_IF_ERROR(Replay(
      log_, offset_, [](Offset, const v1::Record&) {}, *replica, replayed));
  if (replayed.head != acknowledged_) {
    return absl::DataLossError(
        absl::StrCat("the log has changed: position ", acknowledged_.next,
                     " was read, now it ends at ", replayed.head.next));
  }
  replica_ = std::move(replica);
  tip_ = acknowledged_;
  for (const Pending& pending : pending_) {
    replica_->Fold(pending.record);
    tip_ = pending.after;
  }
  return absl::OkStatus();
}

// A world that is not whole must never decide, nor need it be folded on.
void Writer::Fold(const v1::Record& record) {
  if (unread_.ok()) replica_->Fold(record);
}

void Writer::FailPending(const absl::Status& status) {
  std::deque<Pending> failed;
  failed.swap(pending_);
  pending_bytes_ = 0;
  unsent_ = 0;
  for (Pending& pending : failed) {
    for (Done& done : pending.waiting) done(status);
  }
}

// Whoever asked may turn to the one who holds it.
absl::Status Writer::NotHeld() const {
  if (seat_is_ours_ || !unread_.ok() || replica_->seat_writer.empty()) {
    return absl::UnavailableError("the seat is not held here");
  }
  return HeldElsewhere(
      absl::StrCat("the seat is held by ", replica_->seat_writer),
      replica_->seat_address);
}

void Writer::StandDown() {
  if (standing_ != Standing::kHolding) return;
  CHECK(pending_.empty());
  standing_ = Standing::kFollowing;
}

absl::Status Writer::TakeSeat(absl::string_view reason) {
  if (standing_ == Standing::kStopped) return stopped_;
  if (options_.keep_seat && log_.exclusive() && pending_.empty() &&
      unread_.ok() && acknowledged_.next > 0 &&
      replica_->seat_writer == options_.writer) {
    standing_ = Standing::kHolding;
    tip_ = acknowledged_;
    return absl::OkStatus();
  }
  if (!Send().ok()) return health();
  standing_ = Standing::kTaking;
  return TryForSeat(reason);
}

absl::Status Writer::TryForSeat(absl::string_view reason) {
  if (!unread_.ok()) {
    attempt_unknown_ = true;  // Nothing was tried: soon again.
    return absl::OkStatus();
  }
  v1::Record record;
  int64_t recorded_at = ToMicros(clock_.Now());
  if (acknowledged_.next == 0) {
    if (!options_.founding.has_value()) {
      return absl::FailedPreconditionError(
          "the log is empty and no founding was given");
    }
    *record.mutable_ledger_founded() = *options_.founding;
    if (options_.founded_at) recorded_at = ToMicros(*options_.founded_at);
  } else {
    record.mutable_seat_taken()->set_writer(options_.writer);
    record.mutable_seat_taken()->set_address(address_);
    // The same words whether or not a crash came between: a resumed import
    // writes what an uninterrupted one does.
    record.mutable_seat_taken()->set_reason(acknowledged_.next == 1
                                                ? "the ledger was founded"
                                                : std::string(reason));
    // A backfill lives in its own past.
    if (replica_->world.backfill_open()) recorded_at = acknowledged_.time;
  }
  ChainOn(acknowledged_, recorded_at, options_.writer, record);
  const std::string bytes = record.SerializeAsString();
  attempted_at_ = clock_.Now();
  attempt_unknown_ = false;
  // A log without room is tried again after the delivery timeout.
  if (!log_.Append(absl::MakeConstSpan(&bytes, 1)).ok()) {
    return absl::OkStatus();
  }
  ++handed_;
  attempts_.push_back({LeafHash(bytes), std::move(record)});
  return absl::OkStatus();
}

}  // namespace loopledger
