#include "ledger/replay.h"

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 4096;  // Entries a batch.

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
  std::array<Batch, 2> batches;
  ReadBatch(log, until, replayed, batches[0]);
  for (size_t turn = 0;; turn = 1 - turn) {
    const Batch& now = batches[turn];
    const auto read_on = [&] {
      if (now.more) ReadBatch(log, until, now.after, batches[1 - turn]);
    };
    // A short batch is nearly always the last: a thread would cost more.
    std::thread ahead;
    if (now.offsets.size() == kReadMax) ahead = std::thread(read_on);
    for (size_t i = 0; i < now.offsets.size(); ++i) {
      replica.Fold(now.records[i]);
      on_record(now.offsets[i], now.records[i]);
    }
    replayed = now.after;
    if (ahead.joinable()) {
      ahead.join();
    } else {
      read_on();
    }
    if (!now.more) return now.status;
  }
}

}  // namespace loopledger
