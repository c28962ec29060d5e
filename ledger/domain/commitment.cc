#include "ledger/domain/commitment.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/tasking_checks.h"

namespace loopledger::commitment {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kRequested:
      return {"REQUESTED", "offer, decline, release"};
    case Phase::kOffered:
      return {"OFFERED", "accept, decline, release"};
    case Phase::kAccepted:
      return {"ACCEPTED", "deliver, partly deliver, vary, release"};
    case Phase::kPartly:
      return {"PARTLY", "deliver, partly deliver, release"};
    case Phase::kDelivered:
      return {"DELIVERED", "", true};
    case Phase::kDeclined:
      return {"DECLINED", "release"};
    case Phase::kReleased:
      return {"RELEASED", "", true};
    case Phase::kBreached:
      return {"BREACHED", "deliver, partly deliver, release"};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id, const Call& call,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  const Phase phase = PhaseAt(self, call.stamp.recorded_at);
  if (IsOneOf(phase, phases)) return {};
  return NotNow("commitment", id, NameOf(phase), asked);
}

// G6: what it promises is the promising organisation's own to say.
Objection PromisingOnly(const State& self, const Call& call) {
  if (call.org() == absl::string_view(self.promising)) return {};
  return Reject(v1::NOT_OWNER, "organisation ", call.org(),
                " does not promise this; only ", self.promising,
                " may ask for this")
      .At("actor.org");
}

Objection LeadOnly(const State& self, const Facts& facts) {
  return tasking::LeadsOnly(facts.taskings.Find(self.tasking), facts.call,
                            false);
}

Objection EitherParty(const State& self, const Facts& facts) {
  if (facts.call.org() == absl::string_view(self.promising)) return {};
  return LeadOnly(self, facts);
}

Objection CheckTerms(const v1::CommitmentTerms& terms, const Call& call) {
  REFUSE_IF(NeedsText(terms.deliverable(), "terms.deliverable"));
  for (int i = 0; i < terms.resources_size(); ++i) {
    const Field at{"terms.resources", i, "amount"};
    if (terms.resources(i).amount() >= 0) continue;
    return Reject(v1::FIELD_INVALID, at.Text(), " is ",
                  terms.resources(i).amount(), "; an amount is not negative")
        .At(at.Text());
  }
  if (!terms.has_due()) return NeedsText("", "terms.due");
  if (ToTime(terms.due()) <= call.stamp.recorded_at) {
    return Reject(v1::DATES_REVERSED, "terms.due is past already")
        .At("terms.due");
  }
  return InOrder(OPTIONAL_FIELD(terms, from), &terms.due(), "terms.due");
}

// One stream for each tasking and organisation.
Objection OnlyOne(const v1::RequestCommitment& cmd, const Facts& facts) {
  const tasking::State& tasking = facts.taskings.Find(cmd.tasking_id());
  for (uint32_t number : tasking.commitments) {
    const State& other = facts.commitments[number];
    if (other.promising != cmd.promising_org()) continue;
    if (other.phase == Phase::kDeclined || other.phase == Phase::kReleased) {
      continue;
    }
    return Reject(v1::COMMITMENT_EXISTS, cmd.promising_org(),
                  " has the commitment ", facts.commitments.IdOf(number),
                  " to tasking ", cmd.tasking_id(), " already; vary that")
        .At("promising_org");
  }
  return {};
}

Objection CheckTasking(const v1::RequestCommitment& cmd, const Facts& facts) {
  REFUSE_IF(NeedsText(cmd.tasking_id(), "tasking_id"));
  const tasking::State& tasking = facts.taskings.Find(cmd.tasking_id());
  if (!IsThereFor(tasking.stream, facts.call)) {
    return Reject(v1::DANGLING_REF, "there is no tasking ", cmd.tasking_id())
        .At("tasking_id");
  }
  REFUSE_IF(tasking::Requires(
      tasking, cmd.tasking_id(),
      {tasking::State::Phase::kAssigned, tasking::State::Phase::kAccepted,
       tasking::State::Phase::kInProgress, tasking::State::Phase::kSuspended},
      "request commitment"));
  REFUSE_IF(tasking::LeadsOnly(tasking, facts.call, false));
  return AtLeast(facts.markings[tasking.stream.marking],
                 absl::StrCat("tasking ", cmd.tasking_id()), facts.call);
}

// Both parties vary it, before it is due.
Objection BeforeDue(const State& self, const Call& call) {
  if (call.stamp.recorded_at <= self.due) return {};
  return Reject(v1::LATE_VARIATION, "it was due at ",
                absl::FormatTime(self.due, absl::UTCTimeZone()),
                "; a commitment is varied before that, and then delivered or "
                "released");
}

void SetDue(State& self, const v1::CommitmentTerms& terms) {
  if (terms.has_due()) self.due = ToTime(terms.due());
}

std::string Named(uint32_t number, const States& all, absl::string_view phase) {
  return absl::StrCat("commitment ", all.IdOf(number), " of ",
                      all[number].promising, " is ", phase);
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::RequestCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call, {Phase::kAbsent},
                     "request"));
  REFUSE_IF(CheckTasking(cmd, facts));
  REFUSE_IF(NeedsText(cmd.promising_org(), "promising_org"));
  if (facts.call.org() == absl::string_view(cmd.promising_org())) {
    return Reject(v1::FIELD_INVALID, "promising_org is ", cmd.promising_org(),
                  ", which leads the tasking; a commitment is another's")
        .At("promising_org");
  }
  REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.promising_org(),
                                     facts.call.marking, {"promising_org"},
                                     facts.call));
  REFUSE_IF(OnlyOne(cmd, facts));
  REFUSE_IF(CheckTerms(cmd.terms(), facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_requested());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::OfferCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call, {Phase::kRequested},
                     "offer"));
  REFUSE_IF(PromisingOnly(self, facts.call));
  if (cmd.has_terms()) REFUSE_IF(CheckTerms(cmd.terms(), facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_offered());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AcceptCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call, {Phase::kOffered},
                     "accept"));
  REFUSE_IF(LeadOnly(self, facts));
  if (self.due < facts.call.stamp.recorded_at) {
    return Reject(v1::DATES_REVERSED, "what is offered was due at ",
                  absl::FormatTime(self.due, absl::UTCTimeZone()),
                  "; decline it, and ask for it anew");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_accepted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DeclineCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call,
                     {Phase::kRequested, Phase::kOffered}, "decline"));
  REFUSE_IF(self.phase == Phase::kRequested ? PromisingOnly(self, facts.call)
                                            : EitherParty(self, facts));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_declined());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ProposeCommitmentVariation& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call,
                     {Phase::kAccepted, Phase::kBreached},
                     "propose variation"));
  REFUSE_IF(EitherParty(self, facts));
  REFUSE_IF(BeforeDue(self, facts.call));
  REFUSE_IF(CheckTerms(cmd.terms(), facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_variation_proposed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::VaryCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call,
                     {Phase::kAccepted, Phase::kBreached}, "vary"));
  REFUSE_IF(EitherParty(self, facts));
  REFUSE_IF(BeforeDue(self, facts.call));
  if (self.proposed_by.empty()) {
    return Reject(v1::ILLEGAL_TRANSITION, "commitment ", cmd.commitment_id(),
                  " waits for no variation; propose one first");
  }
  if (facts.call.org() == absl::string_view(self.proposed_by)) {
    return Reject(v1::SELF_APPROVAL, self.proposed_by,
                  " proposed this variation; the other party must agree")
        .At("actor.org");
  }
  v1::Event event;
  v1::CommitmentVaried& varied = *event.mutable_commitment_varied();
  Recast(cmd, varied);
  CHECK(varied.mutable_terms()->ParseFromString(self.proposed));
  varied.set_proposed_by(self.proposed_by);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DeliverCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call,
                     {Phase::kAccepted, Phase::kPartly, Phase::kBreached},
                     "deliver"));
  REFUSE_IF(PromisingOnly(self, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_delivered());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::PartlyDeliverCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call,
                     {Phase::kAccepted, Phase::kPartly, Phase::kBreached},
                     "partly deliver"));
  REFUSE_IF(PromisingOnly(self, facts.call));
  REFUSE_IF(NeedsText(cmd.remaining(), "remaining"));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_partly_delivered());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ReleaseCommitment& cmd) {
  REFUSE_IF(Requires(self, cmd.commitment_id(), facts.call,
                     {Phase::kRequested, Phase::kOffered, Phase::kAccepted,
                      Phase::kPartly, Phase::kDeclined, Phase::kBreached},
                     "release"));
  REFUSE_IF(LeadOnly(self, facts));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_commitment_released());
  return event;
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentRequested& e) {
  self.phase = Phase::kRequested;
  self.required = e.required();
  self.tasking = e.tasking_id();
  self.promising = e.promising_org();
  SetDue(self, e.terms());
  Include(self.stream.parties, self.promising);
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentOffered& e) {
  self.phase = Phase::kOffered;
  SetDue(self, e.terms());
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentAccepted&) {
  self.phase = Phase::kAccepted;
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentDeclined&) {
  self.phase = Phase::kDeclined;
}

void Evolve(State& self, const v1::Event& event,
            const v1::CommitmentVariationProposed& e) {
  self.proposed_by = event.actor().org();
  self.proposed = e.terms().SerializeAsString();
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentVaried& e) {
  SetDue(self, e.terms());
  self.proposed_by.clear();
  self.proposed.clear();
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentDelivered&) {
  self.phase = Phase::kDelivered;
}

void Evolve(State& self, const v1::Event&,
            const v1::CommitmentPartlyDelivered&) {
  self.phase = Phase::kPartly;
}

void Evolve(State& self, const v1::Event&, const v1::CommitmentReleased&) {
  self.phase = Phase::kReleased;
}

Phase PhaseAt(const State& self, absl::Time at) {
  return self.phase == Phase::kAccepted && at > self.due ? Phase::kBreached
                                                         : self.phase;
}

Objection ReadyToStart(const std::vector<uint32_t>& of, const States& all) {
  for (uint32_t number : of) {
    const State& commitment = all[number];
    if (!commitment.required) continue;
    const Phase phase = commitment.phase;
    if (phase == Phase::kRequested || phase == Phase::kOffered ||
        phase == Phase::kDeclined) {
      return Reject(v1::COMMITMENTS_OPEN,
                    Named(number, all, NameOf(phase).name),
                    "; a required one is accepted or released before the "
                    "tasking starts");
    }
  }
  return {};
}

Objection Settled(const std::vector<uint32_t>& of, const States& all) {
  for (uint32_t number : of) {
    const Phase phase = all[number].phase;
    if (phase == Phase::kDelivered || phase == Phase::kReleased ||
        phase == Phase::kDeclined) {
      continue;
    }
    return Reject(v1::COMMITMENTS_OPEN, Named(number, all, NameOf(phase).name),
                  "; each is delivered or released before the tasking is "
                  "completed");
  }
  return {};
}

}  // namespace loopledger::commitment
