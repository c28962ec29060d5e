// Hands commands to the ledger in order, many in flight, and keeps what was
// refused until somebody asks.
//
// One thread at a time; `ledger` must outlive it.
#ifndef TOOLS_IMPORT_PUBLISHER_H_
#define TOOLS_IMPORT_PUBLISHER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "ledger/domain/decision.h"
#include "ledger/ledger.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger::import {

// A command that a rule refused.
struct Refused {
  uint64_t line = 0;  // That it was made from.
  v1::Command command;
  Refusal refusal;
};

class Publisher {
 public:
  // In flight together; the ledger's queue holds more.
  static constexpr size_t kBatchCommands = 4096;

  explicit Publisher(Ledger& ledger) : ledger_(ledger) {}
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // Returns before the outcome is known. An error is the ledger's, not a
  // refusal, and may be about an earlier command.
  absl::Status Submit(uint64_t line, v1::Command command);

  // Waits until the outcome of everything is known, and moves out what was
  // refused since the last call, in order.
  absl::Status Settle(std::vector<Refused>& refused);

 private:
  absl::Status Flush();

  Ledger& ledger_;
  std::vector<v1::Command> commands_;
  std::vector<uint64_t> lines_;  // One for each command.
  std::vector<Refused> refused_;
};

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_PUBLISHER_H_
