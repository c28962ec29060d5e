#include "tools/import/replay.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/chain.h"
#include "tools/import/stamp.h"

namespace loopledger::import {
namespace {

constexpr int kReadRecords = 512;

}  // namespace

absl::Status Replay::ReadOn() {
  absl::Status parsed;
  ASSIGN_OR_RETURN(
      offset_,
      log_.Read(offset_, kReadRecords, [&](Offset, absl::string_view entry) {
        if (head_.Judge(entry) != Verdict::kInLedger) {
          return true;
        }
        ahead_.emplace_back();
        parsed = ParseRecord(entry, ahead_.back());
        return parsed.ok();
      }));
  return parsed;
}

absl::StatusOr<const v1::Record*> Replay::Peek() {
  while (ahead_.empty()) {
    ASSIGN_OR_RETURN(const Offset end, log_.End());
    if (offset_ >= end) return nullptr;
    RETURN_IF_ERROR(ReadOn());
  }
  return &ahead_.front();
}

void Replay::Fold() {
  replica_.Fold(ahead_.front());
  ahead_.pop_front();
}

absl::StatusOr<v1::LedgerFounded> Replay::Founding() {
  ASSIGN_OR_RETURN(const v1::Record* first, Peek());
  if (first == nullptr) return absl::NotFoundError("the log is empty");
  if (!first->has_ledger_founded()) {
    return absl::DataLossError("the ledger does not begin with its founding");
  }
  return first->ledger_founded();
}

absl::StatusOr<Replay::Found> Replay::Find(const v1::Command& command,
                                           Refusal& refusal) {
  const absl::Time at = TimeOf(command.recorded_at());
  const v1::Record* next = nullptr;
  for (;;) {  // What is no event comes between the commands.
    ASSIGN_OR_RETURN(next, Peek());
    if (next == nullptr || next->has_event() || next->has_backfill_closed() ||
        FromMicros(next->recorded_at()) > at) {
      break;
    }
    Fold();
  }
  Decision decision = replica_.world.Decide(command, at);
  if (auto* refused = std::get_if<Refusal>(&decision)) {
    refusal = std::move(*refused);
    return Found::kRefused;
  }
  if (next == nullptr) return Found::kNotYet;
  if (next->has_backfill_closed()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "could not go on with command ", command.command_id(),
        ": the ledger's backfill was closed before it; the file is longer than "
        "the one that was imported"));
  }
  const v1::Event& event = next->event();
  const Digest digest = CommandDigest(command);
  if (!next->has_event() || event.command_id() != command.command_id() ||
      absl::string_view(event.command_digest()) != AsBytes(digest)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "could not go on: the record at position ", next->position(),
        " does not come from command ", command.command_id(),
        "; the ledger was made from another file or by another policy"));
  }
  Fold();
  ++recorded_;
  return Found::kRecorded;
}

absl::StatusOr<bool> Replay::Closed() {
  for (;;) {
    ASSIGN_OR_RETURN(const v1::Record* next, Peek());
    if (next == nullptr) return false;
    if (next->has_backfill_closed()) return true;
    if (next->has_event()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the ledger goes on at position ", next->position(),
          " with what this file does not hold: it was made from a longer one"));
    }
    Fold();
  }
}

}  // namespace loopledger::import
