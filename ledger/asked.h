// A command, and what can be said of it before its turn comes.
#ifndef LEDGER_ASKED_H_
#define LEDGER_ASKED_H_

#include <utility>

#include "ledger/base/sha256.h"
#include "ledger/chain.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/envelope.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger {

// What needs no state is worked out by those who submit, side by side, so that
// the one thread that decides need not.
struct Asked {
  Asked(const Envelope& envelope, v1::Command asked)
      : command(std::move(asked)),
        digest(CommandDigest(command)),
        malformed(envelope.Check(command)) {}

  v1::Command command;
  Digest digest;
  Objection malformed;
};

}  // namespace loopledger

#endif  // LEDGER_ASKED_H_
