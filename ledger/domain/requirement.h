// An intelligence requirement: a question that a priority, an assessment or a
// tasking leaves open. Raised, agreed, collected for; then satisfied, wholly or
// in part, closed unmet, or withdrawn.
#ifndef LEDGER_DOMAIN_REQUIREMENT_H_
#define LEDGER_DOMAIN_REQUIREMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/control.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/report.h"
#include "ledger/domain/states.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::requirement {

struct State {
  enum class Phase : uint8_t {
    kAbsent,
    kRaised,
    kAgreed,
    kCollecting,
    kPartly,
    kSatisfied,
    kClosedUnmet,
    kWithdrawn
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  absl::Time needed_by;
  Person raiser;
  std::vector<std::string> collecting;  // Organisations of the plan.
  std::vector<std::string> collectors;  // Persons who began to collect.
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const assessment::States& threats;
  const control::States& controls;
  const Streams<tasking::State>& taskings;
  const report::States& reports;
  const organisation::States& organisations;
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::RaiseRequirement&);
Decision Decide(const State&, const Facts&, const v1::AgreeRequirement&);
Decision Decide(const State&, const Facts&, const v1::BeginCollection&);
Decision Decide(const State&, const Facts&, const v1::SatisfyRequirement&);
Decision Decide(const State&, const Facts&,
                const v1::PartlySatisfyRequirement&);
Decision Decide(const State&, const Facts&, const v1::CloseRequirementUnmet&);
Decision Decide(const State&, const Facts&, const v1::WithdrawRequirement&);

void Evolve(State&, const v1::Event&, const v1::RequirementRaised&);
void Evolve(State&, const v1::Event&, const v1::RequirementAgreed&);
void Evolve(State&, const v1::Event&, const v1::CollectionBegun&);
void Evolve(State&, const v1::Event&, const v1::RequirementSatisfied&);
void Evolve(State&, const v1::Event&, const v1::RequirementPartlySatisfied&);
void Evolve(State&, const v1::Event&, const v1::RequirementClosedUnmet&);
void Evolve(State&, const v1::Event&, const v1::RequirementWithdrawn&);

// Agreed, and nobody has said yet that it is over.
bool IsOpen(State::Phase phase);

}  // namespace loopledger::requirement

#endif  // LEDGER_DOMAIN_REQUIREMENT_H_
