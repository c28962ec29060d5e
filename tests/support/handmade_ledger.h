// A ledger written by hand: records chained as the rule demands, with whatever
// body a test wants. No rule of the domain is asked.
#ifndef TESTS_SUPPORT_HANDMADE_LEDGER_H_
#define TESTS_SUPPORT_HANDMADE_LEDGER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/log/memory_log.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

class HandmadeLedger {
 public:
  // The time of records until At says otherwise.
  static absl::Time Start() { return absl::FromUnixSeconds(1767225600); }

  HandmadeLedger() : now_(Start()) {}

  const MemoryLog& log() const { return log_; }
  MemoryLog& log() { return log_; }
  const Head& head() const { return head_; }
  absl::Time now() const { return now_; }

  // Later records are recorded at `time`, or `after` later than before.
  HandmadeLedger& At(absl::Time time);
  HandmadeLedger& Later(absl::Duration after);

  // Appends a record with this body and gives its position.
  Position Add(v1::Record body);
  // From text: of a Record (`tick {}`), or of an Event.
  Position AddRecord(absl::string_view text);
  Position AddEvent(absl::string_view text);
  Position AddTick();

  // Appends an entry as it is: a void one, say.
  void AddBytes(std::string entry);
  // The bytes of a record that would be next, with bytes after them.
  std::string NextBytes(absl::string_view more_bytes) const;

  // Appends to `other`, which holds the first entries of this one, those that
  // follow, up to position `until`.
  void CopyTo(Position until, HandmadeLedger& other) const;

 private:
  MemoryLog log_;
  Head head_;
  absl::Time now_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_HANDMADE_LEDGER_H_
