// What a writer knows of its ledger: the world and the commands in it, folded
// from records. Not thread-safe.
#ifndef LEDGER_REPLICA_H_
#define LEDGER_REPLICA_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/command_index.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/domain/world.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// Parses a record that is in the ledger. kDataLoss: not a Record.
// kFailedPrecondition: a kind of record or event that this version does not
// know; it is never skipped.
absl::Status ParseRecord(absl::string_view entry, v1::Record& record);

struct Replica {
  explicit Replica(const Vocabularies& vocabularies) : world(vocabularies) {}

  World world;
  CommandIndex commands;
  std::string seat_writer;   // Who holds the seat by the ledger,
  std::string seat_address;  // and where it takes commands.
  uint64_t events = 0;

  void Fold(const v1::Record& record);
};

}  // namespace loopledger

#endif  // LEDGER_REPLICA_H_
