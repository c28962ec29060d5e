// The rule that makes a log a ledger: docs/formats/record.md, with test vectors
// in tests/golden/record_vectors.json. Writer, projections, verifier and
// foreign readers use this one rule and agree.
#ifndef LEDGER_LOG_RULE_H_
#define LEDGER_LOG_RULE_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "ledger/base/sha256.h"

namespace loopledger {

// The place of a record in its ledger: dense from 0. The only clock.
using Position = uint64_t;

// Larger entries are void. Larger material is referred to by digest.
inline constexpr size_t kRecordBytesMax = 60 * 1024;

enum class Verdict {
  kInLedger,
  kTooLarge,
  kMalformed,  // Not wire format, or `previous` is not 32 bytes.
  kWrongPosition,
  kWrongPredecessor,
  kTimeWentBack,
};

// For messages and test vectors: "in ledger", "too large", ...
absl::string_view VerdictName(Verdict verdict);

// What the rule looks at. The body plays no part in it.
struct Links {
  Digest previous = kZeroDigest;
  Position position = 0;
  int64_t recorded_at = 0;  // Microseconds since 1970 UTC.
};

// Reads the links of an entry off the wire. False: not well-formed protobuf
// wire format, or `previous` is not exactly 32 bytes.
bool ReadLinks(absl::string_view entry, Links& links);

// Where a reader of the ledger stands.
struct Head {
  Position next = 0;
  Digest head = kZeroDigest;
  int64_t time = 0;  // Of the last record, in microseconds since 1970 UTC.

  // Judges an entry; advances when, and only when, it is in the ledger.
  Verdict Judge(absl::string_view entry);

  bool operator==(const Head&) const = default;
};

}  // namespace loopledger

#endif  // LEDGER_LOG_RULE_H_
