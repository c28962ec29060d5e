#include "ledger/writer.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/chain.h"
#include "ledger/receipt.h"

namespace loopledger {
namespace {

// How often a deadline that found no room in the log is tried again.
constexpr absl::Duration kRoomRetry = absl::Seconds(1);
// How soon an attempt for the seat is followed by another, where the log does
// not know what became of it.
constexpr absl::Duration kAttemptRetry = absl::Milliseconds(100);

absl::Status Refused(v1::Reason reason, absl::string_view message,
                     absl::string_view field) {
  return ToStatus(Reject(reason, message).At(std::string(field)));
}

absl::Status TooLarge(size_t bytes) {
  return Refused(
      v1::RECORD_TOO_LARGE,
      absl::StrCat("the record would be ", bytes, " bytes; at most ",
                   kRecordBytesMax,
                   " are recorded: refer to larger material by digest"),
      "");
}

}  // namespace

Writer::Writer(EventLog& log, const Clock& clock, WriterOptions options)
    : log_(log), clock_(clock), options_(std::move(options)) {}

absl::Status Writer::health() const {
  switch (standing_) {
    case Standing::kHolding:
      return unread_;
    case Standing::kStopped:
      return stopped_;
    case Standing::kTaking:
      return absl::UnavailableError("the seat is being taken");
    case Standing::kFollowing:
      break;
  }
  return NotHeld();
}

absl::StatusOr<int64_t> Writer::StampFor(const v1::Command& command) const {
  const int64_t now = ToMicros(clock_.Now());
  if (!replica_->world.backfill_open()) return std::max(now, tip_.time);
  if (!command.has_recorded_at()) {
    return Refused(v1::FIELD_MISSING,
                   "recorded_at is missing: while the backfill is open each "
                   "command says when it was recorded",
                   "recorded_at");
  }
  const int64_t recorded_at = command.recorded_at().seconds() * 1'000'000 +
                              command.recorded_at().nanos() / 1000;
  if (recorded_at < tip_.time || recorded_at > now) {
    return Refused(
        v1::FIELD_INVALID,
        absl::StrCat("recorded_at must lie between the last record (",
                     absl::FormatTime(FromMicros(tip_.time)), ") and now"),
        "recorded_at");
  }
  return recorded_at;
}

void Writer::Submit(const Asked& asked, Done done) {
  if (const auto well = health(); !well.ok()) return done(well);
  Pending* in_flight = nullptr;
  absl::StatusOr<v1::Receipt> answer;
  if (FindRepeated(asked, in_flight, answer)) {
    if (in_flight == nullptr) return done(std::move(answer));
    return in_flight->waiting.push_back(std::move(done));
  }
  const absl::StatusOr<int64_t> stamp = StampFor(asked.command);
  if (!stamp.ok()) return done(stamp.status());
  if (const auto fired = LetDeadlinesFire(*stamp); !fired.ok()) {
    return done(fired);
  }
  absl::StatusOr<v1::Record> record = Prepare(asked, *stamp);
  if (!record.ok()) return done(record.status());
  // A failure was told to `done`.
  HandOver(*std::move(record), *stamp, std::move(done)).IgnoreError();
}

absl::StatusOr<v1::Record> Writer::Prepare(const Asked& asked,
                                           int64_t stamp) const {
  Decision decision = replica_->world.DecideChecked(
      asked.command, asked.malformed, FromMicros(std::max(stamp, tip_.time)));
  if (const auto* refusal = std::get_if<Refusal>(&decision)) {
    return ToStatus(*refusal);
  }
  v1::Record record;
  v1::Event& event = *record.mutable_event();
  event.Swap(&std::get<v1::Event>(decision));
  event.set_event_id(EventId(stamp, tip_.head, asked.digest));
  event.set_command_digest(AsBytes(asked.digest).data(), asked.digest.size());
  return record;
}

absl::Status Writer::DryRun(const v1::Command& command) {
  RETURN_IF_ERROR(health());
  const Asked asked(replica_->world.envelope(), command);
  Pending* in_flight = nullptr;
  absl::StatusOr<v1::Receipt> answer;
  if (FindRepeated(asked, in_flight, answer)) {
    return in_flight == nullptr ? answer.status() : absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const int64_t stamp, StampFor(command));
  ASSIGN_OR_RETURN(v1::Record record, Prepare(asked, stamp));
  ChainOn(tip_, stamp, options_.writer, record);
  const size_t bytes = record.ByteSizeLong();
  return bytes > kRecordBytesMax ? TooLarge(bytes) : absl::OkStatus();
}

absl::Status Writer::LetDeadlinesFire(int64_t recorded_at) {
  // In a backfill each deadline fires at its own historical moment; live, one
  // tick covers all that passed until now.
  const bool backfill = replica_->world.backfill_open();
  while (replica_->world.NextDeadline() <= FromMicros(recorded_at)) {
    const int64_t due = ToMicros(replica_->world.NextDeadline());
    v1::Record record;
    record.mutable_tick()->mutable_due()->set_seconds(due / 1'000'000);
    record.mutable_tick()->mutable_due()->set_nanos(
        static_cast<int32_t>(due % 1'000'000 * 1000));
    RETURN_IF_ERROR(
        HandOver(std::move(record), backfill ? due : recorded_at, nullptr));
  }
  return absl::OkStatus();
}

absl::Status Writer::HandOver(v1::Record record, int64_t recorded_at,
                              Done done) {
  ChainOn(tip_, recorded_at, options_.writer, record);
  Pending pending{.before = tip_,
                  .after = tip_,
                  .bytes = {},
                  .record = {},
                  .handed_at = clock_.Now(),
                  .handed = handed_ + unsent_,
                  .waiting = {}};
  record.SerializeToString(&pending.bytes);
  const Verdict verdict = pending.after.Judge(pending.bytes);
  absl::Status room;
  if (verdict == Verdict::kTooLarge) {
    room = TooLarge(pending.bytes.size());
  } else {
    CHECK(verdict == Verdict::kInLedger);
    // Where room was short, look for it before anything is folded.
    if (no_room_) room = log_.Append(absl::MakeConstSpan(&pending.bytes, 1));
  }
  if (!room.ok()) {
    if (done) done(room);
    return room;
  }
  if (no_room_) {
    no_room_ = false;
    ++handed_;
  } else {
    ++unsent_;
  }
  replica_->Fold(record);
  tip_ = pending.after;
  pending.record = std::move(record);
  if (done) pending.waiting.push_back(std::move(done));
  pending_bytes_ += pending.bytes.size();
  pending_.push_back(std::move(pending));
  return absl::OkStatus();
}

// Hands over all that was decided since the last time, so that it shares a
// sync or a request.
absl::Status Writer::Send() {
  if (unsent_ == 0) return absl::OkStatus();
  std::vector<std::string> entries;
  entries.reserve(unsent_);
  for (size_t i = pending_.size() - unsent_; i < pending_.size(); ++i) {
    entries.push_back(pending_[i].bytes);
  }
  const absl::Status taken = log_.Append(entries);
  if (taken.ok()) {
    handed_ += unsent_;
    unsent_ = 0;
    return absl::OkStatus();
  }
  no_room_ = true;
  std::deque<Pending> refused;
  for (; unsent_ > 0; --unsent_) {
    pending_bytes_ -= pending_.back().bytes.size();
    refused.push_front(std::move(pending_.back()));
    pending_.pop_back();
  }
  for (Pending& pending : refused) {
    for (Done& done : pending.waiting) done(taken);
  }
  return Reload();
}

void Writer::Acknowledge() {
  Pending& front = pending_.front();
  if (!front.waiting.empty()) {
    v1::Receipt receipt = ReceiptFor(front.record, front.after.head);
    for (size_t i = 1; i < front.waiting.size(); ++i) {
      acknowledgements_.emplace_back(std::move(front.waiting[i]), receipt);
    }
    acknowledgements_.emplace_back(std::move(front.waiting.front()),
                                   std::move(receipt));
  }
  pending_bytes_ -= front.bytes.size();
  pending_.pop_front();
}

void Writer::Tell() {
  std::vector<std::pair<Done, v1::Receipt>> told;
  told.swap(acknowledgements_);
  for (auto& [done, receipt] : told) done(std::move(receipt));
}

absl::Status Writer::TakeDeliveries() {
  bool unknown = false;
  bool read = false;
  const std::vector<Delivery> deliveries = log_.TakeDeliveries();
  uint64_t number = delivered_;
  delivered_ += deliveries.size();  // Also when one of them ends the loop.
  CHECK(delivered_ <= handed_);
  for (const Delivery& delivery : deliveries) {
    if (!delivery.status.ok()) {
      unknown = true;
    } else if (!read && delivery.offset == offset_ && !pending_.empty() &&
               pending_.front().handed == number &&
               pending_.front().before == acknowledged_) {
      // Ours, and the next to be read: nothing needs to be fetched back.
      RETURN_IF_ERROR(OnEntry(delivery.offset, pending_.front().bytes));
    } else {
      read = true;
    }
    ++number;
  }
  if (read || unknown) RETURN_IF_ERROR(ReadOn());
  if (unknown && standing_ == Standing::kHolding) {
    return TakeSeat("an append has an unknown outcome");
  }
  attempt_unknown_ = attempt_unknown_ || unknown;
  return absl::OkStatus();
}

absl::Time Writer::NextAttempt() const {
  return attempted_at_ +
         (attempt_unknown_ ? kAttemptRetry : options_.delivery_timeout);
}

absl::Status Writer::Step() {
  absl::Status status = Advance();
  Tell();
  return status;
}

absl::Status Writer::Advance() {
  if (standing_ == Standing::kStopped) return stopped_;
  if (!unread_.ok() && clock_.Now() >= refold_at_) RETURN_IF_ERROR(Reload());
  RETURN_IF_ERROR(Send());
  RETURN_IF_ERROR(TakeDeliveries());
  // On a log that others can append to, the seat may be lost at any time.
  if (!log_.exclusive() || standing_ != Standing::kHolding) {
    RETURN_IF_ERROR(ReadOn());
  }
  const absl::Time now = clock_.Now();
  if (standing_ == Standing::kHolding) {
    if (!pending_.empty() &&
        now - pending_.front().handed_at >= options_.delivery_timeout) {
      RETURN_IF_ERROR(TakeSeat("an append was not delivered in time"));
    } else if (TicksByTheClock()) {
      // A log without room leaves the deadline for the next step.
      LetDeadlinesFire(std::max(ToMicros(now), tip_.time)).IgnoreError();
      RETURN_IF_ERROR(Send());
    }
  } else if (standing_ == Standing::kTaking && now >= NextAttempt()) {
    RETURN_IF_ERROR(TryForSeat("the last attempt was not delivered in time"));
  }
  return health();
}

bool Writer::TicksByTheClock() const {
  return unread_.ok() && !options_.keep_seat &&
         !replica_->world.backfill_open();
}

absl::Time Writer::NextWake() const {
  if (!unread_.ok()) return refold_at_;
  if (standing_ == Standing::kTaking) return NextAttempt();
  if (standing_ != Standing::kHolding) return absl::InfiniteFuture();
  absl::Time wake =
      pending_.empty() ? absl::InfiniteFuture()
                       : pending_.front().handed_at + options_.delivery_timeout;
  if (TicksByTheClock()) {
    const absl::Time next = replica_->world.NextDeadline();
    wake = std::min(
        wake, no_room_ ? std::max(next, clock_.Now() + kRoomRetry) : next);
  }
  return wake;
}

void Writer::CloseBackfill(Done done) {
  if (const auto well = health(); !well.ok()) return done(well);
  if (!replica_->world.backfill_open()) {
    return done(absl::FailedPreconditionError("no backfill is open"));
  }
  v1::Record record;
  record.mutable_backfill_closed()->set_events(replica_->events);
  HandOver(std::move(record), tip_.time, std::move(done)).IgnoreError();
}

void Writer::Abandon() {
  Tell();
  FailPending(absl::UnavailableError(
      "the writer is closing: retry with the same command id"));
}

}  // namespace loopledger
