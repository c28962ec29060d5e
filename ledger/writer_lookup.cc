// What is recorded already: repeated commands, and receipts given again.

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/receipt.h"
#include "ledger/writer.h"

namespace loopledger {
namespace {

absl::Status Reused(absl::string_view command_id) {
  return ToStatus(Reject(v1::ID_REUSE, "command_id ", command_id,
                         " was used by another command: a new command needs "
                         "a new id")
                      .At("command_id"));
}

}  // namespace

v1::Receipt ReceiptFor(v1::Record& record, const Digest& leaf) {
  v1::Receipt receipt;
  receipt.set_position(record.position());
  const absl::string_view hash = AsBytes(leaf);
  receipt.set_leaf_hash(hash.data(), hash.size());
  if (record.has_event()) {
    receipt.set_stream_version(record.event().stream_version());
    receipt.mutable_event()->Swap(record.mutable_event());
  }
  return receipt;
}

bool Writer::FindRepeated(const Asked& asked, Pending*& in_flight,
                          absl::StatusOr<v1::Receipt>& answer) {
  const absl::string_view wanted = AsBytes(asked.digest);
  const auto same = [&](const v1::Event& event) {
    return absl::string_view(event.command_digest().data(),
                             event.command_digest().size()) == wanted;
  };
  const std::string& id = asked.command.command_id();
  for (const Position position : replica_->commands.Find(id)) {
    if (position >= acknowledged_.next) {
      Pending& pending = pending_[position - acknowledged_.next];
      if (pending.record.event().command_id() != id) continue;
      if (same(pending.record.event())) {
        in_flight = &pending;
      } else {
        answer = Reused(id);
      }
      return true;
    }
    Digest leaf;
    absl::StatusOr<v1::Record> record = RecordAt(position, leaf);
    if (!record.ok()) {
      answer = record.status();
      return true;
    }
    if (record->event().command_id() != id) continue;
    if (same(record->event())) {
      answer = ReceiptFor(*record, leaf);
    } else {
      answer = Reused(id);
    }
    return true;
  }
  return false;
}

absl::StatusOr<v1::Receipt> Writer::Find(absl::string_view command_id) const {
  RETURN_IF_ERROR(unread_);
  for (const Position position : replica_->commands.Find(command_id)) {
    if (position >= acknowledged_.next) continue;
    Digest leaf;
    ASSIGN_OR_RETURN(v1::Record record, RecordAt(position, leaf));
    if (record.event().command_id() == command_id) {
      return ReceiptFor(record, leaf);
    }
  }
  return absl::NotFoundError(
      absl::StrCat("no command ", command_id, " is in the ledger"));
}

absl::StatusOr<v1::Record> Writer::RecordAt(Position position,
                                            Digest& leaf) const {
  const auto after = std::upper_bound(
      shifts_.begin(), shifts_.end(), position,
      [](Position p, const auto& shift) { return p < shift.first; });
  CHECK(after != shifts_.begin());
  const Offset offset = position + std::prev(after)->second;
  v1::Record record;
  absl::Status parsed = absl::DataLossError(
      absl::StrCat("the record at position ", position, " is gone"));
  const auto read = log_.Read(offset, 1, [&](Offset, absl::string_view entry) {
    leaf = LeafHash(entry);
    parsed = ParseRecord(entry, record);
    return false;
  });
  RETURN_IF_ERROR(read.status());
  RETURN_IF_ERROR(parsed);
  if (record.position() != position) {
    return absl::DataLossError(
        absl::StrCat("the record at position ", position, " has changed"));
  }
  return record;
}

}  // namespace loopledger
