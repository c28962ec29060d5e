// A command at the moment it is judged.
#ifndef LEDGER_DOMAIN_CALL_H_
#define LEDGER_DOMAIN_CALL_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/states.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/common.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

class Markings;

// Both clocks: when it was so, as claimed, and when the ledger knew.
struct Stamp {
  absl::Time occurred_at;
  absl::Time recorded_at;
};

// What every rule may ask, besides the state of its own stream. The command
// is here for its envelope; its body comes apart, in its own type.
struct Call {
  const v1::Command& command;
  Stamp stamp;
  const v1::Policy& policy;
  Codes& codes;
  // For what may be cited (marking.h), and only looked into for that.
  const Markings& markings;
  const Streams<organisation::State>& organisations;
  v1::Marking marking;  // What the event will carry.

  absl::string_view org() const { return command.actor().org(); }
  absl::string_view person() const { return command.actor().person(); }
  absl::string_view role() const { return command.actor().role(); }
};

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_CALL_H_
