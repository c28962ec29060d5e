// What a tasking came to: claimed by the party that reports it, moderated by
// another, disputed or made final. "Nothing" is an outcome too.
#ifndef LEDGER_DOMAIN_OUTCOME_H_
#define LEDGER_DOMAIN_OUTCOME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ledger/base/sha256.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/report.h"
#include "ledger/domain/stream.h"
#include "ledger/domain/tasking.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::outcome {

struct State {
  enum class Phase : uint8_t {
    kAbsent,
    kRecorded,
    kModerated,
    kDisputed,
    kFinal
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  std::vector<std::string> claimants;  // Who recorded it or corrected it.
  std::string level;                   // Of disruption, as claimed.
  std::string tasking;
  std::vector<std::string> evidence;  // In Claims.
  Digest digest = {};       // SHA-256 of the event body that tells it.
  uint32_t considered = 0;  // In how many assessments, since published.
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

// Which part of the credit for a piece of evidence each outcome claims.
struct Claim {
  std::string outcome;
  std::string org;
  double share = 1;
  bool operator==(const Claim&) const = default;
};
using Claims = absl::flat_hash_map<std::string, std::vector<Claim>>;  // By ref.

struct Facts {
  const Call& call;
  const States& outcomes;
  const Claims& claims;
  const tasking::States& taskings;
  const report::States& reports;
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::RecordOutcome&);
Decision Decide(const State&, const Facts&, const v1::ModerateOutcome&);
Decision Decide(const State&, const Facts&, const v1::DisputeOutcome&);
Decision Decide(const State&, const Facts&, const v1::FinaliseOutcome&);
Decision Decide(const State&, const Facts&, const v1::CorrectOutcome&);

// What an event is folded with.
struct Folding {
  const v1::Event& event;
  Claims& claims;
};
void Evolve(State&, const Folding&, const v1::OutcomeRecorded&);
void Evolve(State&, const Folding&, const v1::OutcomeModerated&);
void Evolve(State&, const Folding&, const v1::OutcomeDisputed&);
void Evolve(State&, const Folding&, const v1::OutcomeFinalised&);
void Evolve(State&, const Folding&, const v1::OutcomeCorrected&);

}  // namespace loopledger::outcome

#endif  // LEDGER_DOMAIN_OUTCOME_H_
