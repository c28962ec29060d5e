// The ledger's records by position, off its log.
//
// Where the log holds nothing void, as an embedded log does, an entry's offset
// is its record's position. Otherwise the log is read from its start through
// the rule. Safe for concurrent use; `log` and `ledger` must outlive it.
#ifndef CONSUMERS_SERVER_RECORD_READER_H_
#define CONSUMERS_SERVER_RECORD_READER_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/ledger.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"

namespace loopledger {

// Where one reader stands.
struct ReadPlace {
  Offset offset = 0;
  Head head;
};

class RecordReader {
 public:
  RecordReader(const LogReader& log, const Ledger& ledger)
      : log_(log), ledger_(ledger) {}

  // A place from which the next record is that at `from`, which must be at or
  // before the head.
  absl::StatusOr<ReadPlace> Find(Position from) const;

  // Calls `visit` with up to `limit` records and moves on, until it returns
  // false.
  using Visit = absl::FunctionRef<bool(Position, absl::string_view record)>;
  absl::Status Read(ReadPlace& place, int limit, Visit visit) const;

  // Waits for an entry beyond `place`. False: none came in time.
  absl::StatusOr<bool> Await(const ReadPlace& place, absl::Time deadline) const;

 private:
  const LogReader& log_;
  const Ledger& ledger_;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_RECORD_READER_H_
