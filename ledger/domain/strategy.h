// A strategy: what a body is for, in objectives that each have an owner and a
// measure. Drafted, adopted, amended; then closed or superseded by another.
#ifndef LEDGER_DOMAIN_STRATEGY_H_
#define LEDGER_DOMAIN_STRATEGY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/session.h"
#include "ledger/domain/states.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::strategy {

struct Objective {
  std::string id;
  bool retired = false;
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
  bool operator==(const Objective&) const = default;
};

struct State {
  enum class Phase : uint8_t {
    kAbsent,
    kDraft,
    kAdopted,
    kClosed,
    kSuperseded
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  std::string body;
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
  std::vector<Objective> objectives;
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const States& strategies;
  const Streams<tasking::State>& taskings;
  const organisation::States& organisations;
  const session::Sitting sitting;
};

Decision Decide(const State&, const Facts&, const v1::DraftStrategy&);
Decision Decide(const State&, const Facts&, const v1::AddObjective&);
Decision Decide(const State&, const Facts&, const v1::AmendObjective&);
Decision Decide(const State&, const Facts&, const v1::RetireObjective&);
Decision Decide(const State&, const Facts&, const v1::AdoptStrategy&);
Decision Decide(const State&, const Facts&, const v1::SupersedeStrategy&);
Decision Decide(const State&, const Facts&, const v1::CloseStrategy&);

void Evolve(State&, const v1::Event&, const v1::StrategyDrafted&);
void Evolve(State&, const v1::Event&, const v1::ObjectiveAdded&);
void Evolve(State&, const v1::Event&, const v1::ObjectiveAmended&);
void Evolve(State&, const v1::Event&, const v1::ObjectiveRetired&);
void Evolve(State&, const v1::Event&, const v1::StrategyAdopted&);
void Evolve(State&, const v1::Event&, const v1::StrategySuperseded&);
void Evolve(State&, const v1::Event&, const v1::StrategyClosed&);
// The drafted one that takes another's place is adopted by the same event.
void TakePlace(State&);

// Whether any strategy is adopted: before that, nothing can be off it.
bool AnyAdopted(const States& strategies);

// The strategy that has this objective: one that is adopted before one that is
// not. Null: there is none.
const State* WhoseIs(absl::string_view objective, const States& strategies);

// Whether an adopted strategy has it, not retired, at any time or at `at`.
bool Stands(absl::string_view objective, const States& strategies);
bool InForce(absl::string_view objective, const States& strategies,
             absl::Time at);

}  // namespace loopledger::strategy

#endif  // LEDGER_DOMAIN_STRATEGY_H_
