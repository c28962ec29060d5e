// A review: of a tasking, a priority or a strategy. Opened, findings recorded,
// accepted by another, actioned. Where it asks for an assessment anew, it stays
// open until one considers its outcomes.
#ifndef LEDGER_DOMAIN_REVIEW_H_
#define LEDGER_DOMAIN_REVIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/control.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/states.h"
#include "ledger/domain/strategy.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::review {

// An outcome that the review considers, and how many assessments had
// considered it when the findings were recorded.
struct Considered {
  uint32_t outcome = 0;  // In Streams<outcome::State>.
  uint32_t before = 0;
  bool operator==(const Considered&) const = default;
};

struct State {
  enum class Phase : uint8_t {
    kAbsent,
    kOpened,
    kFindings,
    kAccepted,
    kActioned
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  bool reassess = false;
  std::string tasking;
  Person reviewer;  // Who recorded the findings.
  std::vector<Considered> considered;
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const Streams<tasking::State>& taskings;
  const Streams<outcome::State>& outcomes;
  const control::States& controls;
  const strategy::States& strategies;
  const assessment::States& threats;
  const organisation::States& organisations;
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::OpenReview&);
Decision Decide(const State&, const Facts&, const v1::RecordFindings&);
Decision Decide(const State&, const Facts&, const v1::AcceptReview&);
Decision Decide(const State&, const Facts&, const v1::ActionReview&);

// What an event is folded with: where the outcomes are.
struct Folding {
  const v1::Event& event;
  const Streams<outcome::State>& outcomes;
  const Streams<tasking::State>& taskings;
};
void Evolve(State&, const Folding&, const v1::ReviewOpened&);
void Evolve(State&, const Folding&, const v1::FindingsRecorded&);
void Evolve(State&, const Folding&, const v1::ReviewAccepted&);
void Evolve(State&, const Folding&, const v1::ReviewActioned&);

// As messages tell it: "OPENED".
absl::string_view PhaseText(State::Phase phase);

}  // namespace loopledger::review

#endif  // LEDGER_DOMAIN_REVIEW_H_
