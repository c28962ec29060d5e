// Turning a body into a record: chained on its predecessor, stamped, named.
#ifndef LEDGER_CHAIN_H_
#define LEDGER_CHAIN_H_

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/base/sha256.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// SHA-256 of the command, serialized deterministically: what "the same
// command" means for a repeated command id.
Digest CommandDigest(const v1::Command& command);

// A UUIDv7 (RFC 9562) of the recorded time; its other 74 bits are the
// command's digest mixed with the predecessor, so that a replay makes the same
// id and no two records share one.
std::string EventId(int64_t recorded_at, const Digest& previous,
                    const Digest& command_digest);

// Sets the links of `record` so that it follows `head`.
void ChainOn(const Head& head, int64_t recorded_at, absl::string_view writer,
             v1::Record& record);

}  // namespace loopledger

#endif  // LEDGER_CHAIN_H_
