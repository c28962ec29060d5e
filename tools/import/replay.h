// What a ledger already holds of an import that was interrupted.
//
// Decides each command again, against a world folded from the ledger's own
// records, so that a resumed import learns for each what became of it: the same
// refusals, and for the rest the record that is there. One thread at a time;
// `log` must outlive it.
#ifndef TOOLS_IMPORT_REPLAY_H_
#define TOOLS_IMPORT_REPLAY_H_

#include <cstdint>
#include <deque>

#include "absl/status/statusor.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"
#include "ledger/replica.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger::import {

class Replay {
 public:
  explicit Replay(const LogReader& log) : log_(log) {}

  // How the ledger began; kNotFound: the log is empty.
  absl::StatusOr<v1::LedgerFounded> Founding();

  enum class Found {
    kRecorded,  // The ledger holds its event.
    kRefused,   // It was refused, as `refusal` says.
    kNotYet,    // The ledger ends before it.
  };
  // `command` must be the one after those asked about so far.
  // kFailedPrecondition: the ledger holds another command in its place, or
  // its backfill was closed before it.
  absl::StatusOr<Found> Find(const v1::Command& command, Refusal& refusal);

  // True when the rest of the ledger says that the backfill is closed.
  absl::StatusOr<bool> Closed();

  uint64_t recorded() const { return recorded_; }

 private:
  // The next record, null at the end of the ledger.
  absl::StatusOr<const v1::Record*> Peek();
  absl::Status ReadOn();
  void Fold();

  const LogReader& log_;
  Offset offset_ = 0;
  Head head_;
  std::deque<v1::Record> ahead_;
  Replica replica_{BuiltInVocabularies()};
  uint64_t recorded_ = 0;
};

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_REPLAY_H_
