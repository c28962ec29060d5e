#include "ledger/domain/tasking.h"

#include <algorithm>
#include <utility>

#include "ledger/domain/alignment.h"
#include "ledger/domain/commitment.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/justification.h"
#include "ledger/domain/lawful.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/requirement_refs.h"
#include "ledger/domain/tasking_checks.h"
#include "ledger/domain/text.h"

namespace loopledger::tasking {
namespace {

using Phase = State::Phase;

constexpr Phases kUndecided = {Phase::kProposed, Phase::kDeferred};
constexpr Phases kLive = {Phase::kApproved, Phase::kAssigned, Phase::kAccepted,
                          Phase::kInProgress, Phase::kSuspended};
constexpr Phases kOpen = {
    Phase::kProposed, Phase::kDeferred,   Phase::kApproved, Phase::kAssigned,
    Phase::kAccepted, Phase::kInProgress, Phase::kSuspended};

// The decisions differ in what they are called and in which event they become.
template <typename Command>
Objection CheckDecided(const State& self, const Facts& facts,
                       const Command& cmd, absl::string_view asked) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), kUndecided, asked));
  return CheckDecision(self, cmd.decision(), facts);
}

// Acting on with what the approval let pass.
Acting AsApproved(const State& self, const std::string& mode) {
  return {.justification = self.justification,
          .mode = mode,
          .risk_accepted = self.risk_accepted,
          .proceed_on_superseded = self.proceeds_on_superseded,
          .remedy = "rejustify the tasking by that first"};
}

// Another mode is decided as the tasking was, on what the approval let pass;
// and once it has started, it is lawful from then on.
Objection CheckNewMode(const State& self, const Facts& facts,
                       const v1::VaryTasking& cmd) {
  REFUSE_IF(facts.call.codes.Known("tasking_mode", "", cmd.mode(), {"mode"}));
  if (facts.call.role() != "TCG_CHAIR") {
    return Reject(v1::NOT_AUTHORISED, "mode ", self.mode,
                  " was approved; another needs a decision by a TCG_CHAIR")
        .At("mode");
  }
  REFUSE_IF(CheckDecision(self, cmd.decision(), facts));
  REFUSE_IF(CheckActing(AsApproved(self, cmd.mode()), facts));
  const bool started = self.started_at != absl::InfiniteFuture();
  if (!started) return {};  // Asked when it starts.
  Objection unlawful =
      CheckLawful(self, cmd.mode(), cmd.authorisations(), facts.call);
  if (unlawful && cmd.authorisations().empty()) unlawful->field = "mode";
  return unlawful;
}

Objection SomethingVaries(const v1::VaryTasking& cmd) {
  if (cmd.has_due() || !cmd.plan().empty() || !cmd.mode().empty() ||
      !cmd.authorisations().empty() || !cmd.objective_ids().empty() ||
      !cmd.priority_ids().empty() || !cmd.requirement_ids().empty()) {
    return {};
  }
  return Reject(v1::FIELD_MISSING,
                "nothing varies; give due, plan, mode, authorisations, "
                "objective_ids, priority_ids or requirement_ids");
}

// What it serves is for the body to say.
Objection CheckNewScope(const State& self, const Facts& facts,
                        const v1::VaryTasking& cmd) {
  REFUSE_IF(RequirementsExist(cmd.requirement_ids(), "requirement_ids",
                              facts.requirements, facts.call));
  if (cmd.objective_ids().empty() && cmd.priority_ids().empty()) return {};
  if (facts.call.role() != "TCG_CHAIR") {
    return Reject(v1::NOT_AUTHORISED,
                  "what a tasking serves was decided; another objective or "
                  "priority needs a decision by a TCG_CHAIR")
        .At("objective_ids");
  }
  REFUSE_IF(CheckDecision(self, cmd.decision(), facts));
  return CheckAligned({cmd.objective_ids(), cmd.priority_ids(), false}, facts);
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::ProposeTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kAbsent}, "propose"));
  REFUSE_IF(CheckProposal(cmd, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_proposed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ApproveTasking& cmd) {
  REFUSE_IF(CheckDecided(self, facts, cmd, "approve"));
  if (facts.call.org() == absl::string_view(self.stream.owner) &&
      facts.call.person() == absl::string_view(self.proposer)) {
    return Reject(v1::SELF_APPROVAL, facts.call.person(),
                  " proposed this tasking; another person must approve it")
        .At("actor.person");
  }
  if (cmd.proceed_on_superseded()) {
    REFUSE_IF(NeedsReason(cmd.proceed_reason(), "proceed_reason"));
  }
  REFUSE_IF(CheckActing(
      {.justification = self.justification,
       .mode = self.mode,
       .risk_accepted = self.risk_accepted || !IsBlank(cmd.risk_acceptance()),
       .proceed_on_superseded = cmd.proceed_on_superseded()},
      facts));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_approved());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RejectTasking& cmd) {
  REFUSE_IF(CheckDecided(self, facts, cmd, "reject"));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_rejected());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DeferTasking& cmd) {
  REFUSE_IF(CheckDecided(self, facts, cmd, "defer"));
  if (cmd.has_until() && ToTime(cmd.until()) <= facts.call.stamp.occurred_at) {
    return Reject(v1::DATES_REVERSED, "until is not after occurred_at")
        .At("until");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_deferred());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AcceptRisk& cmd) {
  REFUSE_IF(CheckDecided(self, facts, cmd, "accept risk"));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_risk_accepted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ReferTasking& cmd) {
  REFUSE_IF(CheckDecided(self, facts, cmd, "refer"));
  REFUSE_IF(NeedsText(cmd.to_body(), "to_body"));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_referred());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AssignTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kApproved}, "assign"));
  const std::string& lead = cmd.lead_org().empty() ? self.lead : cmd.lead_org();
  REFUSE_IF(NeedsText(lead, "lead_org"));
  REFUSE_IF(organisation::MayReceive(
      facts.organisations, lead, facts.call.marking, {"lead_org"}, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_assigned());
  event.mutable_tasking_assigned()->set_lead_org(lead);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AcceptTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kAssigned}, "accept"));
  REFUSE_IF(LeadsOnly(self, facts.call, false));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_accepted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DeclineTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kAssigned}, "decline"));
  REFUSE_IF(LeadsOnly(self, facts.call, false));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_declined());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::StartTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kAccepted}, "start"));
  REFUSE_IF(LeadsOnly(self, facts.call, false));
  REFUSE_IF(CheckAuthorisations(cmd.authorisations(), facts.call.codes));
  REFUSE_IF(CheckLawful(self, self.mode, cmd.authorisations(), facts.call));
  REFUSE_IF(commitment::ReadyToStart(self.commitments, facts.commitments));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_started());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::SuspendTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kInProgress}, "suspend"));
  REFUSE_IF(LeadsOnly(self, facts.call, true));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_suspended());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ResumeTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kSuspended}, "resume"));
  REFUSE_IF(LeadsOnly(self, facts.call, true));
  REFUSE_IF(NeedsReason(cmd.reason()));
  REFUSE_IF(CheckAuthorisations(cmd.authorisations(), facts.call.codes));
  REFUSE_IF(CheckActing(AsApproved(self, self.mode), facts));
  REFUSE_IF(CheckLawful(self, self.mode, cmd.authorisations(), facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_resumed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::VaryTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), kLive, "vary"));
  REFUSE_IF(LeadsOnly(self, facts.call, true));
  REFUSE_IF(NeedsReason(cmd.reason()));
  REFUSE_IF(SomethingVaries(cmd));
  REFUSE_IF(CheckAuthorisations(cmd.authorisations(), facts.call.codes));
  if (cmd.has_due()) REFUSE_IF(CheckDates(self.start_by, ToTime(cmd.due())));
  if (!cmd.mode().empty() && cmd.mode() != self.mode) {
    REFUSE_IF(CheckNewMode(self, facts, cmd));
  }
  REFUSE_IF(CheckNewScope(self, facts, cmd));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_varied());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CancelTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), kOpen, "cancel"));
  REFUSE_IF(LeadsOnly(self, facts.call, true));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_cancelled());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RejustifyTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), kLive, "rejustify"));
  if (facts.call.role() != "TCG_CHAIR") {
    REFUSE_IF(PartiesOnly(self.stream, facts.call));
  }
  REFUSE_IF(NeedsReason(cmd.reason()));
  REFUSE_IF(CheckCited(cmd.justification(), facts));
  REFUSE_IF(
      CheckActing({.justification = Resolve(cmd.justification(), facts.threats),
                   .mode = self.mode,
                   .risk_accepted = self.risk_accepted},
                  facts));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_rejustified());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CompleteTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kInProgress}, "complete"));
  REFUSE_IF(LeadsOnly(self, facts.call, false));
  if (self.outcomes == 0) {
    return Reject(v1::NO_OUTCOME, "tasking ", cmd.tasking_id(),
                  " has no outcome; record one first, if only NOTHING");
  }
  REFUSE_IF(commitment::Settled(self.commitments, facts.commitments));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_completed());
  return event;
}

}  // namespace loopledger::tasking
