#include "ledger/domain/review.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/outcome.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/scorecard.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/tasking_checks.h"

namespace loopledger::review {
namespace {

using Phase = State::Phase;

// The recommendation that only an assessment answers.
constexpr char kReassess[] = "REASSESS";

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kOpened:
      return {"OPENED", "record findings"};
    case Phase::kFindings:
      return {"FINDINGS", "record findings, accept"};
    case Phase::kAccepted:
      return {"ACCEPTED", "action"};
    case Phase::kActioned:
      return {"ACTIONED", "", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("review", id, NameOf(self.phase), asked);
}

// Nobody reviews what they led.
Objection NotTheLead(const tasking::State& tasking, const Call& call) {
  return AnotherThan({tasking.lead, tasking.lead_person}, call, "leads",
                     "review it");
}

Objection CheckTasking(const v1::OpenReview& cmd, const Facts& facts) {
  const tasking::State& tasking = facts.taskings.Find(cmd.tasking_id());
  if (!IsThereFor(tasking.stream, facts.call)) {
    return Reject(v1::DANGLING_REF, "there is no tasking ", cmd.tasking_id())
        .At("tasking_id");
  }
  REFUSE_IF(NotTheLead(tasking, facts.call));
  REFUSE_IF(tasking::Requires(
      tasking, cmd.tasking_id(),
      {tasking::State::Phase::kInProgress, tasking::State::Phase::kSuspended,
       tasking::State::Phase::kCompleted, tasking::State::Phase::kUnderReview},
      "open review"));
  return AtLeast(facts.markings[tasking.stream.marking],
                 absl::StrCat("tasking ", cmd.tasking_id()), facts.call);
}

Objection CheckScope(const v1::OpenReview& cmd, const Facts& facts) {
  const int scopes = !cmd.tasking_id().empty() + !cmd.priority_id().empty() +
                     !cmd.strategy_id().empty();
  if (scopes != 1) {
    return Reject(v1::FIELD_MISSING, scopes,
                  " scopes are given; a review is "
                  "of one tasking, one priority or one strategy")
        .At("tasking_id");
  }
  if (!cmd.tasking_id().empty()) return CheckTasking(cmd, facts);
  if (!cmd.priority_id().empty()) {
    const control::State* control = control::WhoseIs(
        cmd.priority_id(), facts.controls, facts.call.stamp.recorded_at);
    if (control != nullptr && IsThereFor(control->stream, facts.call)) {
      return {};
    }
    return Reject(v1::DANGLING_REF, "there is no priority ", cmd.priority_id())
        .At("priority_id");
  }
  if (IsThereFor(facts.strategies.Find(cmd.strategy_id()).stream, facts.call)) {
    return {};
  }
  return Reject(v1::DANGLING_REF, "there is no strategy ", cmd.strategy_id())
      .At("strategy_id");
}

Objection CheckOutcomes(const State& self, const v1::RecordFindings& cmd,
                        const Facts& facts) {
  for (int i = 0; i < cmd.considered_outcomes_size(); ++i) {
    const std::string& id = cmd.considered_outcomes(i);
    const std::string at = Field{"considered_outcomes", i}.Text();
    const outcome::State& outcome = facts.outcomes.Find(id);
    if (!IsThereFor(outcome.stream, facts.call)) {
      return Reject(v1::DANGLING_REF, at, ": there is no outcome ", id).At(at);
    }
    if (!self.tasking.empty() && outcome.tasking != self.tasking) {
      return Reject(v1::FIELD_INVALID, at, ": outcome ", id, " is of tasking ",
                    outcome.tasking, "; this is a review of ", self.tasking)
          .At(at);
    }
    REFUSE_IF(AtLeast(facts.markings[outcome.stream.marking],
                      absl::StrCat("outcome ", id), facts.call));
  }
  return {};
}

Objection CheckEffects(const v1::RecordFindings& cmd, const Facts& facts) {
  for (int i = 0; i < cmd.effects_size(); ++i) {
    const v1::ThreatEffect& effect = cmd.effects(i);
    const auto at = [&](absl::string_view rest) {
      return Field{"effects", i, rest}.Text();
    };
    if (!IsThereFor(facts.threats.Find(effect.assessment_id()).stream,
                    facts.call)) {
      return Reject(v1::DANGLING_REF, at("assessment_id"),
                    ": there is no assessment ", effect.assessment_id())
          .At(at("assessment_id"));
    }
    if (effect.band_before() > kBands || effect.band_after() > kBands) {
      return Reject(v1::FIELD_INVALID, at("band_after"),
                    ": bands are 1, the highest, to ", kBands)
          .At(at("band_after"));
    }
  }
  return {};
}

// What was to be reassessed was: each outcome in an assessment since.
Objection LoopClosed(const State& self, absl::string_view id,
                     const Facts& facts) {
  if (!self.reassess) return {};
  for (const Considered& considered : self.considered) {
    if (facts.outcomes[considered.outcome].considered > considered.before) {
      continue;
    }
    return Reject(v1::LOOP_OPEN, "review ", id,
                  " asks for an assessment, and none was published or "
                  "reaffirmed since that considers outcome ",
                  facts.outcomes.IdOf(considered.outcome));
  }
  return {};
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::OpenReview& cmd) {
  REFUSE_IF(Requires(self, cmd.review_id(), {Phase::kAbsent}, "open"));
  REFUSE_IF(CheckScope(cmd, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_review_opened());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RecordFindings& cmd) {
  REFUSE_IF(Requires(self, cmd.review_id(), {Phase::kOpened, Phase::kFindings},
                     "record findings"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  if (!self.tasking.empty()) {
    REFUSE_IF(NotTheLead(facts.taskings.Find(self.tasking), facts.call));
  }
  Codes& codes = facts.call.codes;
  REFUSE_IF(codes.Given("recommendation", "", cmd.recommendation(),
                        {"recommendation"}));
  REFUSE_IF(NeedsReason(cmd.rationale(), "rationale"));
  REFUSE_IF(NeedsText(cmd.owner_org(), "owner_org"));
  REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.owner_org(),
                                     facts.call.marking, {"owner_org"},
                                     facts.call));
  if (!cmd.has_due()) return *NeedsText("", "due");
  REFUSE_IF(CheckOutcomes(self, cmd, facts));
  REFUSE_IF(CheckEffects(cmd, facts));
  if (cmd.considered_outcomes().empty() && cmd.recommendation() == kReassess) {
    return Reject(v1::FIELD_MISSING,
                  "considered_outcomes is missing; say which outcomes the "
                  "assessment is to consider")
        .At("considered_outcomes");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_findings_recorded());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AcceptReview& cmd) {
  REFUSE_IF(Requires(self, cmd.review_id(), {Phase::kFindings}, "accept"));
  REFUSE_IF(AnotherThan(self.reviewer, facts.call, "found", "accept it"));
  v1::Event event;
  Recast(cmd, *event.mutable_review_accepted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ActionReview& cmd) {
  REFUSE_IF(Requires(self, cmd.review_id(), {Phase::kAccepted}, "action"));
  if (facts.call.role() != "TCG_CHAIR") {
    REFUSE_IF(PartiesOnly(self.stream, facts.call));
  }
  REFUSE_IF(NeedsText(cmd.action(), "action"));
  REFUSE_IF(LoopClosed(self, cmd.review_id(), facts));
  v1::Event event;
  Recast(cmd, *event.mutable_review_actioned());
  return event;
}

void Evolve(State& self, const Folding& folding, const v1::ReviewOpened& e) {
  self.phase = Phase::kOpened;
  self.tasking = e.tasking_id();
  if (self.tasking.empty()) return;
  const Stream& tasking = folding.taskings.Find(self.tasking).stream;
  Include(self.stream.parties, tasking.owner);
  for (const std::string& org : tasking.parties) {
    Include(self.stream.parties, org);
  }
}

void Evolve(State& self, const Folding& folding,
            const v1::FindingsRecorded& e) {
  self.phase = Phase::kFindings;
  self.reassess = e.recommendation() == kReassess;
  self.reviewer = ActorOf(folding.event);
  Include(self.stream.parties, e.owner_org());
  self.considered.clear();
  for (const std::string& id : e.considered_outcomes()) {
    const uint32_t number = folding.outcomes.Recorded(id);
    self.considered.push_back({number, folding.outcomes[number].considered});
  }
}

void Evolve(State& self, const Folding&, const v1::ReviewAccepted&) {
  self.phase = Phase::kAccepted;
}

void Evolve(State& self, const Folding&, const v1::ReviewActioned&) {
  self.phase = Phase::kActioned;
}

absl::string_view PhaseText(Phase phase) { return NameOf(phase).name; }

}  // namespace loopledger::review
