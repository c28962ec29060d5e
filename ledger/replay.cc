#include "ledger/replay.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 64;  // Entries a batch: as many as stay at hand.

// What was read at once. Its records keep their memory from batch to batch.
struct Batch {
  std::vector<v1::Record> records;
  std::vector<Offset> offsets;  // Of the first so many records.
  Replayed after;
  bool more = false;
  absl::Status status;  // Why it ends early.
};

// Reads on from `before`.
void ReadBatch(const LogReader& log, Offset until, const Replayed& before,
               Batch& batch) {
  batch.offsets.clear();
  batch.after = before;
  batch.status = absl::OkStatus();
  const auto take = [&](Offset offset, absl::string_view entry) {
    if (offset >= until) return false;
    const Head head = batch.after.head;
    if (batch.after.head.Judge(entry) != Verdict::kInLedger) {
      ++batch.after.void_entries;
      batch.after.next = offset + 1;
      return true;
    }
    const size_t number = batch.offsets.size();
    if (number == batch.records.size()) batch.records.emplace_back();
    batch.status = ParseRecord(entry, batch.records[number]);
    if (!batch.status.ok()) {
      batch.after.head = head;
      return false;
    }
    batch.offsets.push_back(offset);
    batch.after.next = offset + 1;
    return true;
  };
  const absl::StatusOr<Offset> next = log.Read(before.next, kReadMax, take);
  if (batch.status.ok()) batch.status = next.status();
  if (batch.status.ok()) {
    batch.after.next = std::max(batch.after.next, std::min(*next, until));
  }
  batch.more = batch.status.ok() && batch.after.next > before.next;
}

}  // namespace

absl::Status Replay(
    const LogReader& log, Offset until,
    absl::FunctionRef<void(Offset offset, const v1::Record& record)> on_record,
    Replica& replica, Replayed& replayed) {
  Batch batch;
  do {
    ReadBatch(log, until, replayed, batch);
    for (size_t i = 0; i < batch.offsets.size(); ++i) {
      replica.Fold(batch.records[i]);
      on_record(batch.offsets[i], batch.records[i]);
    }
    replayed = batch.after;
  } while (batch.more);
  return batch.status;
}

}  // namespace loopledger
