// A command's body becomes its event's body: the same fields under the same
// numbers, so the wire carries them over. A test holds the descriptors
// together. Unknown fields were refused before (ledger/domain/envelope.h).
#ifndef LEDGER_DOMAIN_RECAST_H_
#define LEDGER_DOMAIN_RECAST_H_

#include <string>

#include "ledger/base/check.h"

namespace loopledger {

template <typename CommandBody, typename EventBody>
void Recast(const CommandBody& command, EventBody& event) {
  CHECK(event.MergeFromString(command.SerializeAsString()));
}

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_RECAST_H_
