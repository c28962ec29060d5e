// A version of a vocabulary that the ledger itself adopted, by an event.
#ifndef LEDGER_DOMAIN_ADOPTION_H_
#define LEDGER_DOMAIN_ADOPTION_H_

#include <cstdint>

#include "ledger/base/sha256.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/stream.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::adoption {

struct State {
  Stream stream;
  uint32_t newest = 0;  // The version adopted last.
  Digest digest = {};   // SHA-256 of it.
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const Vocabularies& vocabularies;
};

Decision Decide(const State&, const Facts&, const v1::AdoptVocabulary&);

void Evolve(State&, const v1::Event&, const v1::VocabularyAdopted&);

}  // namespace loopledger::adoption

#endif  // LEDGER_DOMAIN_ADOPTION_H_
