// Bytes in, bytes out. A log is a durable sequence of entries; which of them
// are records of the ledger is for the rule to say (ledger/log/rule.h).
#ifndef LEDGER_LOG_EVENT_LOG_H_
#define LEDGER_LOG_EVENT_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace loopledger {

// Where an entry stands in its log: rises by one or more from entry to entry.
// Not a position: the log may hold void entries, the ledger does not.
using Offset = uint64_t;

// The half that readers hold. Safe for concurrent use.
class LogReader {
 public:
  virtual ~LogReader() = default;

  // Calls `visit` for up to `limit` durable entries at or after `from`, in
  // order, until it returns false. The bytes live until `visit` returns.
  // Returns the offset to go on from. kDataLoss: an entry is damaged; the
  // message names its offset.
  using Visit = absl::FunctionRef<bool(Offset, absl::string_view entry)>;
  virtual absl::StatusOr<Offset> Read(Offset from, int limit,
                                      Visit visit) const = 0;

  // The offset after the last durable entry.
  virtual absl::StatusOr<Offset> End() const = 0;

  // Waits until End() is beyond `from`; kDeadlineExceeded when it is not in
  // time.
  virtual absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                             absl::Time deadline) const = 0;
};

// A delivery that says only that the entry is there: read to learn where.
inline constexpr Offset kOffsetUnknown = ~Offset{0};

// What became of entries handed to Append, one for each entry, in order.
struct Delivery {
  absl::Status status;  // Not OK: the outcome is unknown; read to learn it.
  Offset offset = 0;    // Where the entry stands, when OK.
};

// The half that the one writer holds too. One thread at a time.
class EventLog : public LogReader {
 public:
  // Hands `entries` over to be appended in this order after all earlier ones,
  // and returns without waiting for the disk or the broker. All are taken, or
  // none: kResourceExhausted (no room), kUnavailable (cannot be reached),
  // kAborted (this writer was fenced and must be opened anew).
  virtual absl::Status Append(absl::Span<const std::string> entries) = 0;

  // Moves out what has become known since the last call, in the order of
  // Append. An entry delivered with OK is durable and can be read.
  virtual std::vector<Delivery> TakeDeliveries() = 0;

  // `wake` is called, from any thread, when TakeDeliveries has something new.
  // It must only take note. Set it before the first Append. Once it is replaced
  // by another or by none, it is not called any more.
  virtual void OnDelivery(std::function<void()> wake) = 0;

  // True when no other process can append while this log is open, so that what
  // was read once is all there is. A broker never promises that.
  virtual bool exclusive() const = 0;
};

}  // namespace loopledger

#endif  // LEDGER_LOG_EVENT_LOG_H_
