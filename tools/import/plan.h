// What the policy makes of one line: commands, or the reason for none.
#ifndef TOOLS_IMPORT_PLAN_H_
#define TOOLS_IMPORT_PLAN_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/base/sha256.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger::import {

struct Plan {
  std::vector<v1::Command> commands;
  std::string skipped;  // Why there are no commands.
};

inline Plan Skip(absl::string_view reason) {
  return {.commands = {}, .skipped = std::string(reason)};
}

// Enough of a SHA-256 to tell contents apart; the same on every machine.
inline uint64_t DigestOf(absl::string_view text) {
  const Digest digest = Sha256(text);
  uint64_t head = 0;
  std::memcpy(&head, digest.data(), sizeof(head));
  return head;
}

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_PLAN_H_
