#include "ledger/domain/envelope.h"
#include "ledger/domain/justification.h"
#include "ledger/domain/lawful.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/text.h"

namespace loopledger::tasking {
namespace {

using Phase = State::Phase;

// The organisation of whoever decided takes part from then on.
void Decided(State& self, const Folding& folding,
             const v1::DecisionRecord& decision, Phase phase) {
  const v1::Actor& actor = folding.event.actor();
  self.phase = phase;
  self.unratified = decision.session().empty();
  self.decided_by = ActorOf(folding.event);
  Include(self.stream.parties, actor.org());
}

}  // namespace

void Evolve(State& self, const Folding& folding, const v1::TaskingProposed& e) {
  self.phase = Phase::kProposed;
  self.urgent = e.urgent();
  self.risk_accepted = !IsBlank(e.risk_acceptance());
  self.authorisation_required = e.authorisation_required();
  self.proposer = folding.event.actor().person();
  self.mode = e.mode();
  self.lead = e.lead_org();
  self.justification = Resolve(e.justification(), folding.threats);
  self.objectives.assign(e.objective_ids().begin(), e.objective_ids().end());
  self.priorities.assign(e.priority_ids().begin(), e.priority_ids().end());
  self.digest = Sha256(e.SerializeAsString());
  Hold(e.authorisations(), self.authorisations);
  if (e.has_start_by()) self.start_by = ToTime(e.start_by());
  if (!self.lead.empty()) Include(self.stream.parties, self.lead);
  for (const std::string& org : e.participants()) {
    Include(self.stream.parties, org);
  }
}

void Evolve(State& self, const Folding& folding, const v1::TaskingApproved& e) {
  Decided(self, folding, e.decision(), Phase::kApproved);
  self.risk_accepted |= !IsBlank(e.risk_acceptance());
  self.proceeds_on_superseded = e.proceed_on_superseded();
}

void Evolve(State& self, const Folding& folding, const v1::TaskingRejected& e) {
  Decided(self, folding, e.decision(), Phase::kRejected);
}

void Evolve(State& self, const Folding& folding, const v1::TaskingDeferred& e) {
  Decided(self, folding, e.decision(), Phase::kDeferred);
}

void Evolve(State& self, const Folding& folding,
            const v1::TaskingRiskAccepted& e) {
  Decided(self, folding, e.decision(), Phase::kNoAction);
}

// Another body is to decide: it waits as it did.
void Evolve(State& self, const Folding& folding, const v1::TaskingReferred& e) {
  Decided(self, folding, e.decision(), Phase::kProposed);
  self.referred_to = e.to_body();
}

void Evolve(State& self, const Folding&, const v1::TaskingAssigned& e) {
  self.phase = Phase::kAssigned;
  self.lead = e.lead_org();
  Include(self.stream.parties, self.lead);
}

void Evolve(State& self, const Folding& folding, const v1::TaskingAccepted&) {
  self.phase = Phase::kAccepted;
  self.lead_person = folding.event.actor().person();
}

void Evolve(State& self, const Folding&, const v1::TaskingDeclined&) {
  self.phase = Phase::kApproved;
}

void Evolve(State& self, const Folding& folding, const v1::TaskingStarted& e) {
  self.phase = Phase::kInProgress;
  self.started_at = ToTime(folding.event.occurred_at());
  Hold(e.authorisations(), self.authorisations);
}

void Evolve(State& self, const Folding&, const v1::TaskingSuspended&) {
  self.phase = Phase::kSuspended;
}

void Evolve(State& self, const Folding&, const v1::TaskingResumed& e) {
  self.phase = Phase::kInProgress;
  Hold(e.authorisations(), self.authorisations);
}

void Evolve(State& self, const Folding&, const v1::TaskingVaried& e) {
  if (!e.mode().empty()) self.mode = e.mode();
  if (!e.objective_ids().empty() || !e.priority_ids().empty()) {
    self.objectives.assign(e.objective_ids().begin(), e.objective_ids().end());
    self.priorities.assign(e.priority_ids().begin(), e.priority_ids().end());
  }
  Hold(e.authorisations(), self.authorisations);
}

void Evolve(State& self, const Folding&, const v1::TaskingCancelled&) {
  self.phase = Phase::kCancelled;
}

void Evolve(State& self, const Folding& folding,
            const v1::TaskingRejustified& e) {
  self.proceeds_on_superseded = false;  // That was said of other versions.
  self.justification = Resolve(e.justification(), folding.threats);
}

void Evolve(State& self, const Folding&, const v1::TaskingCompleted&) {
  self.phase = Phase::kCompleted;
}

void Evolve(State& self, const Folding&, const v1::OutcomeRecorded&) {
  ++self.outcomes;
}

void Evolve(State& self, const Folding&, const v1::ParticipantInvited& e) {
  Include(self.stream.parties, e.participant_org());
}

void Evolve(State& self, const Folding& folding, const v1::TaskingRatified&) {
  self.unratified = false;
  Include(self.stream.parties, folding.event.actor().org());
}

void Evolve(State& self, const Folding&, const v1::TaskingCorrected& e) {
  self.digest = Sha256(e.SerializeAsString());
}

void Evolve(State& self, const Folding&, const v1::TaskingClosed&) {
  self.phase = Phase::kClosed;
}

void Joined(State& self, uint32_t commitment, const std::string& org) {
  self.commitments.push_back(commitment);
  Include(self.stream.parties, org);
}

void UnderReview(State& self, uint32_t review, const std::string& org) {
  if (self.phase == Phase::kCompleted) self.phase = Phase::kUnderReview;
  self.review = review;
  Include(self.stream.parties, org);
}

void ReHome(State& self, const std::string& from, const std::string& to) {
  if (!Contains(self.objectives, from)) return;
  std::erase(self.objectives, from);
  Include(self.objectives, to);
}

}  // namespace loopledger::tasking
