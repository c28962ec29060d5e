#include "ledger/replay.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 1024;  // Entries a call, so that a visit is bounded.

}  // namespace

absl::Status Replay(
    const LogReader& log, Offset until,
    absl::FunctionRef<void(Offset offset, const v1::Record& record)> on_record,
    Replica& replica, Replayed& replayed) {
  ASSIGN_OR_RETURN(const Offset end, log.End());
  replica.commands.Expect(std::min(until, end));
  v1::Record record;
  absl::Status status;
  const auto take = [&](Offset offset, absl::string_view entry) {
    if (offset >= until) return false;
    const Head head = replayed.head;
    if (replayed.head.Judge(entry) != Verdict::kInLedger) {
      ++replayed.void_entries;
    } else {
      status = ParseRecord(entry, record);
      if (!status.ok()) {
        replayed.head = head;
        return false;
      }
      replica.Fold(record);
      on_record(offset, record);
    }
    replayed.next = offset + 1;
    return true;
  };
  while (true) {
    const Offset before = replayed.next;
    const absl::StatusOr<Offset> next = log.Read(before, kReadMax, take);
    RETURN_IF_ERROR(status);
    RETURN_IF_ERROR(next.status());
    replayed.next = std::max(replayed.next, std::min(*next, until));
    if (replayed.next == before) return absl::OkStatus();
  }
}

}  // namespace loopledger
