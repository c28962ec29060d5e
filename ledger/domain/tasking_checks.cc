#include "ledger/domain/tasking_checks.h"

#include <string>

#include "ledger/domain/alignment.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/justification.h"
#include "ledger/domain/lawful.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/requirement_refs.h"

namespace loopledger::tasking {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kProposed:
      return {"PROPOSED", "approve, reject, defer, accept risk, refer, cancel"};
    case Phase::kDeferred:
      return {"DEFERRED", "approve, reject, defer, accept risk, refer, cancel"};
    case Phase::kRejected:
      return {"REJECTED", "", true};
    case Phase::kNoAction:
      return {"NO_ACTION", "", true};
    case Phase::kApproved:
      return {"APPROVED", "assign, vary, rejustify, cancel"};
    case Phase::kAssigned:
      return {"ASSIGNED", "accept, decline, vary, rejustify, cancel"};
    case Phase::kAccepted:
      return {"ACCEPTED", "start, vary, rejustify, cancel"};
    case Phase::kInProgress:
      return {"IN_PROGRESS", "suspend, complete, vary, rejustify, cancel"};
    case Phase::kSuspended:
      return {"SUSPENDED", "resume, vary, rejustify, cancel"};
    case Phase::kCompleted:
      return {"COMPLETED", "record outcome, open review"};
    case Phase::kCancelled:
      return {"CANCELLED", "", true};
    case Phase::kUnderReview:
      return {"UNDER_REVIEW", "record outcome, close"};
    case Phase::kClosed:
      return {"CLOSED", "", true};
  }
  return {};
}

Objection CheckCodes(const v1::ProposeTasking& cmd, Codes& codes) {
  REFUSE_IF(codes.Given("tasking_mode", "", cmd.mode(), {"mode"}));
  REFUSE_IF(codes.Known("strand", "", cmd.strand(), {"strand"}));
  return codes.Known("layer", "", cmd.layer(), {"layer"});
}

// Those named to do it must be members, cleared for it.
Objection CheckParticipants(const v1::ProposeTasking& cmd, const Facts& facts) {
  const v1::Marking& marking = facts.call.marking;
  if (!cmd.lead_org().empty()) {
    REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.lead_org(),
                                       marking, {"lead_org"}, facts.call));
  }
  for (int i = 0; i < cmd.participants_size(); ++i) {
    REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.participants(i),
                                       marking, {"participants", i},
                                       facts.call));
  }
  return {};
}

}  // namespace

Objection Requires(const State& self, absl::string_view id, Phases phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("tasking", id, NameOf(self.phase), asked);
}

Objection LeadsOnly(const State& self, const Call& call, bool or_chair) {
  if (or_chair && call.role() == "TCG_CHAIR") return {};
  const std::string& lead = self.lead.empty() ? self.stream.owner : self.lead;
  if (call.org() == absl::string_view(lead)) return {};
  return Reject(v1::NOT_OWNER, "organisation ", call.org(),
                " does not lead this tasking; ", lead, " does")
      .At("actor.org");
}

Objection CheckDates(absl::Time start_by, absl::Time due) {
  if (due >= start_by) return {};
  return Reject(v1::DATES_REVERSED, "due ",
                absl::FormatTime(due, absl::UTCTimeZone()),
                " is before start_by ",
                absl::FormatTime(start_by, absl::UTCTimeZone()))
      .At("due");
}

Objection CheckProposal(const v1::ProposeTasking& cmd, const Facts& facts) {
  REFUSE_IF(NeedsText(cmd.title(), "title"));
  REFUSE_IF(CheckCodes(cmd, facts.call.codes));
  REFUSE_IF(CheckCited(cmd.justification(), facts));
  REFUSE_IF(CheckParticipants(cmd, facts));
  REFUSE_IF(CheckAligned(
      {cmd.objective_ids(), cmd.priority_ids(), cmd.urgent()}, facts));
  REFUSE_IF(RequirementsExist(cmd.requirement_ids(), "requirement_ids",
                              facts.requirements, facts.call));
  REFUSE_IF(CheckAuthorisations(cmd.authorisations(), facts.call.codes));
  if (!cmd.has_start_by() || !cmd.has_due()) return {};
  return CheckDates(ToTime(cmd.start_by()), ToTime(cmd.due()));
}

bool IsLive(Phase phase) {
  return phase == Phase::kApproved || phase == Phase::kAssigned ||
         phase == Phase::kAccepted || phase == Phase::kInProgress ||
         phase == Phase::kSuspended;
}

absl::string_view PhaseText(Phase phase) { return NameOf(phase).name; }

}  // namespace loopledger::tasking
