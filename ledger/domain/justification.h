// What a tasking rests on: which versions may be cited when it is proposed, and
// what must still be so when it is decided.
#ifndef LEDGER_DOMAIN_JUSTIFICATION_H_
#define LEDGER_DOMAIN_JUSTIFICATION_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/domain/assessment_refs.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/tasking.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger::tasking {

// UNJUSTIFIED when nothing is cited, DANGLING_REF when it does not exist,
// NOT_PUBLISHED when it is not in force, MARKING_TOO_LOW when it is marked
// above this.
Objection CheckCited(const AssessmentRefs& cited, const Facts& facts);

// What is relied on must exist, and not be marked above this (DANGLING_REF,
// MARKING_TOO_LOW); it need not be in force.
Objection CheckPapers(const AssessmentRefs& papers, const Facts& facts);

// A decision by a body: in a session, unless the tasking is urgent
// (FIELD_MISSING; NOT_IN_SESSION), with a rationale (RATIONALE_MISSING), on
// papers that CheckPapers lets pass and that the session has before it.
Objection CheckDecision(const State& self, const v1::DecisionRecord& decision,
                        const Facts& facts);

// Reads what CheckCited let pass.
std::vector<Justification> Resolve(const AssessmentRefs& cited,
                                   const assessment::States& threats);

// How a decision to act is asked for.
struct Acting {
  const std::vector<Justification>& justification;
  const std::string& mode;
  bool risk_accepted = false;
  bool proceed_on_superseded = false;
  // What to do where a newer version is in force.
  absl::string_view remedy = "cite that, or say proceed_on_superseded and why";
};

// STALE_JUSTIFICATION, TAINTED, HANDLING_FORBIDS or UNCORROBORATED.
Objection CheckActing(const Acting& acting, const Facts& facts);

}  // namespace loopledger::tasking

#endif  // LEDGER_DOMAIN_JUSTIFICATION_H_
