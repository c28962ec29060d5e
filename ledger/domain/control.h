// A control strategy: what a body puts first for a period of twelve months at
// most. Proposed, then agreed in session; in force from its beginning to its
// end, by the clock, or until another replaces it.
#ifndef LEDGER_DOMAIN_CONTROL_H_
#define LEDGER_DOMAIN_CONTROL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/session.h"
#include "ledger/domain/strategy.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::control {

struct Priority {
  std::string id;
  uint32_t band = 0;
  bool operator==(const Priority&) const = default;
};

struct State {
  // What is recorded, and what the clock makes of it.
  enum class Phase : uint8_t {
    kAbsent,
    kProposed,
    kAgreed,
    kReplaced,
    kInForce,  // Only by the clock, as kExpired.
    kExpired
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  std::string body;
  std::string layer;
  Person proposer;
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
  std::vector<Priority> priorities;
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const States& controls;
  const strategy::States& strategies;
  const organisation::States& organisations;
  const session::Sitting sitting;
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::ProposeControlStrategy&);
Decision Decide(const State&, const Facts&, const v1::AgreeControlStrategy&);
Decision Decide(const State&, const Facts&, const v1::RaisePriority&);
Decision Decide(const State&, const Facts&, const v1::LowerPriority&);

void Evolve(State&, const v1::Event&, const v1::ControlStrategyProposed&);
void Evolve(State&, const v1::Event&, const v1::ControlStrategyAgreed&);
void Evolve(State&, const v1::Event&, const v1::PriorityRaised&);
void Evolve(State&, const v1::Event&, const v1::PriorityLowered&);
// Another takes its place, by the event that agrees the other.
void Replaced(State&);

State::Phase PhaseAt(const State& self, absl::Time at);

// Whether any was ever agreed: before that, nothing can be off it.
bool AnyAgreed(const States& controls);
// The control strategy that has this priority, one in force at `at` before
// others. Null: there is none.
const State* WhoseIs(absl::string_view priority, const States& controls,
                     absl::Time at);
bool InForce(absl::string_view priority, const States& controls, absl::Time at);

}  // namespace loopledger::control

#endif  // LEDGER_DOMAIN_CONTROL_H_
