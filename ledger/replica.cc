#include "ledger/replica.h"

#include "absl/strings/str_cat.h"

namespace loopledger {

absl::Status ParseRecord(absl::string_view entry, v1::Record& record) {
  if (!record.ParseFromArray(entry.data(), static_cast<int>(entry.size()))) {
    return absl::DataLossError("could not read a record: it is not a Record");
  }
  if (World::CanRead(record)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("could not read the record at position ", record.position(),
                   ": this version does not know its kind"));
}

void Replica::Fold(const v1::Record& record) {
  world.Evolve(record);
  if (record.has_event()) {
    commands.Add(record.event().command_id(), record.position());
    ++events;
  }
  if (!record.has_seat_taken()) return;
  seat_writer = record.seat_taken().writer();
  seat_address = record.seat_taken().address();
}

}  // namespace loopledger
