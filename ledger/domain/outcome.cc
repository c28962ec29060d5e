#include "ledger/domain/outcome.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/text.h"

namespace loopledger::outcome {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kRecorded:
      return {"RECORDED", "moderate, dispute, correct"};
    case Phase::kModerated:
      return {"MODERATED", "dispute, finalise, correct"};
    case Phase::kDisputed:
      return {"DISPUTED", "moderate, finalise, correct"};
    case Phase::kFinal:
      return {"FINAL", "correct", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("outcome", id, NameOf(self.phase), asked);
}

// Whether the tasking's activity had begun when this came of it.
template <typename Content>
Objection CheckAction(const Content& cmd, const tasking::State& tasking,
                      const Call& call) {
  const absl::Time when =
      cmd.has_when() ? ToTime(cmd.when()) : call.stamp.occurred_at;
  if (when > call.stamp.recorded_at + kAheadMax) {
    return Reject(v1::FUTURE_EVENT, "when ",
                  absl::FormatTime(when, absl::UTCTimeZone()),
                  " is more than 5 minutes after the time of recording; an "
                  "outcome is recorded once it has come")
        .At("when");
  }
  if (cmd.opportunistic()) return {};
  if (when >= tasking.started_at) return {};
  const bool started = tasking.started_at != absl::InfiniteFuture();
  return Reject(v1::OUTCOME_BEFORE_ACTION, "tasking ", cmd.tasking_id(),
                started ? absl::StrCat(" started at ",
                                       absl::FormatTime(tasking.started_at,
                                                        absl::UTCTimeZone()),
                                       ", after this")
                        : " has not started",
                "; an outcome before that is opportunistic, and says so")
      .At("when");
}

template <typename Content>
Objection CheckQuantities(const Content& cmd, Codes& codes) {
  for (int i = 0; i < cmd.quantities_size(); ++i) {
    const v1::Quantity& quantity = cmd.quantities(i);
    const auto at = [&](absl::string_view rest) {
      return Field{"quantities", i, rest};
    };
    if (IsBlank(quantity.kind())) return NeedsText("", at("kind").Text());
    REFUSE_IF(codes.Given("unit", "", quantity.unit(), at("unit")));
    if (quantity.amount() < 0) {
      return Reject(v1::FIELD_INVALID, at("amount").Text(), " is ",
                    quantity.amount(), "; a quantity is not negative")
          .At(at("amount").Text());
    }
  }
  if (!cmd.has_value()) return {};
  REFUSE_IF(
      codes.Given("currency", "", cmd.value().currency(), {"value.currency"}));
  if (cmd.value().minor_units() >= 0) return {};
  return Reject(v1::FIELD_INVALID, "value.minor_units is ",
                cmd.value().minor_units(), "; a value is not negative")
      .At("value.minor_units");
}

Objection CheckDisruption(const v1::Disruption& disruption, Codes& codes) {
  REFUSE_IF(
      codes.Given("disruption", "", disruption.level(), {"disruption.level"}));
  const v1::Term& level = *codes.Find("disruption", "", disruption.level());
  if (!Has(level, "needs detail") ||
      (!IsBlank(disruption.target()) && !IsBlank(disruption.mechanism()))) {
    return {};
  }
  const char* field = IsBlank(disruption.target()) ? "disruption.target"
                                                   : "disruption.mechanism";
  return Reject(v1::DISRUPTION_INCOMPLETE, field, " is missing; a ",
                disruption.level(),
                " disruption names its target and its mechanism")
      .At(field);
}

template <typename Content>
Objection CheckKind(const Content& cmd, const Facts& facts) {
  Codes& codes = facts.call.codes;
  REFUSE_IF(codes.Given("outcome_kind", "", cmd.kind(), {"kind"}));
  const v1::Term& kind = *codes.Find("outcome_kind", "", cmd.kind());
  if (cmd.has_disruption() || Has(kind, "needs level")) {
    REFUSE_IF(CheckDisruption(cmd.disruption(), codes));
  }
  if (Has(kind, "needs quantity") && cmd.quantities().empty() &&
      !cmd.has_value()) {
    return Reject(v1::FIELD_MISSING, "a ", cmd.kind(),
                  " says what was taken: give quantities or value")
        .At("quantities");
  }
  if (Has(kind, "needs report") && cmd.intelligence_report_ids().empty()) {
    return Reject(v1::INTELLIGENCE_UNNAMED, "an ", cmd.kind(),
                  " names the reports that hold the intelligence")
        .At("intelligence_report_ids");
  }
  return {};
}

// G7, G8 and G9 for the reports that hold what was learnt.
template <typename Content>
Objection CheckReports(const Content& cmd, const Facts& facts) {
  for (int i = 0; i < cmd.intelligence_report_ids_size(); ++i) {
    const std::string& id = cmd.intelligence_report_ids(i);
    const report::State& report = facts.reports.Find(id);
    const Field at{"intelligence_report_ids", i};
    if (!IsThereFor(report.stream, facts.call)) {
      return Reject(v1::DANGLING_REF, at.Text(), ": there is no report ", id)
          .At(at.Text());
    }
    REFUSE_IF(AtLeast(facts.markings[report.stream.marking],
                      absl::StrCat("report ", id), facts.call));
  }
  return {};
}

double ShareOf(const v1::EvidenceRef& evidence) {
  return evidence.share() == 0 ? 1 : evidence.share();
}

// The credit for one piece of evidence that other organisations claim: of each
// the largest share in any one outcome.
double ClaimedByOthers(const std::vector<Claim>& claims, absl::string_view org,
                       absl::string_view outcome) {
  absl::flat_hash_map<absl::string_view, double> by_org;
  for (const Claim& claim : claims) {
    if (org == absl::string_view(claim.org)) continue;
    if (outcome == absl::string_view(claim.outcome)) continue;
    double& share = by_org[claim.org];
    share = std::max(share, claim.share);
  }
  double sum = 0;
  for (const auto& [other, share] : by_org) sum += share;
  return sum;
}

template <typename Content>
Objection CheckEvidence(const Content& cmd, const Facts& facts) {
  constexpr double kRounding = 1e-9;
  for (int i = 0; i < cmd.evidence_size(); ++i) {
    const v1::EvidenceRef& evidence = cmd.evidence(i);
    const auto at = [&](absl::string_view rest) {
      return Field{"evidence", i, rest};
    };
    if (IsBlank(evidence.ref())) return NeedsText("", at("ref").Text());
    if (evidence.share() < 0 || evidence.share() > 1) {
      return Reject(v1::FIELD_INVALID, at("share").Text(), " is ",
                    evidence.share(), "; a share is 0 to 1")
          .At(at("share").Text());
    }
    auto claims = facts.claims.find(evidence.ref());
    if (claims == facts.claims.end()) continue;
    const double others =
        ClaimedByOthers(claims->second, facts.call.org(), cmd.outcome_id());
    if (others > 0 && others + ShareOf(evidence) > 1 + kRounding) {
      return Reject(v1::DOUBLE_COUNT, at("share").Text(), ": others claim ",
                    others, " of ", evidence.ref(),
                    "; the shares of all "
                    "organisations together come to 1 at most")
          .At(at("share").Text());
    }
  }
  return {};
}

template <typename Content>
Objection CheckContent(const Content& cmd, const Facts& facts) {
  REFUSE_IF(CheckKind(cmd, facts));
  REFUSE_IF(facts.call.codes.Known("strand", "", cmd.strand(), {"strand"}));
  REFUSE_IF(CheckQuantities(cmd, facts.call.codes));
  REFUSE_IF(CheckReports(cmd, facts));
  REFUSE_IF(CheckEvidence(cmd, facts));
  const tasking::State& tasking = facts.taskings.Find(cmd.tasking_id());
  REFUSE_IF(AtLeast(facts.markings[tasking.stream.marking],
                    absl::StrCat("tasking ", cmd.tasking_id()), facts.call));
  return CheckAction(cmd, tasking, facts.call);
}

// G12: who moderates or finalises is another than those who claimed, also what
// was corrected since.
Objection NotAClaimant(const State& self, const Call& call) {
  if (call.org() != absl::string_view(self.stream.owner)) return {};
  if (Contains(self.claimants, call.person())) {
    return Reject(v1::SELF_APPROVAL, call.person(),
                  " claimed this outcome; another person must judge it")
        .At("actor.person");
  }
  return {};
}

// A disruption of the highest level is moderated by another organisation.
Objection NotTheSameOrganisation(const State& self, absl::string_view level,
                                 const Call& call) {
  if (call.org() != absl::string_view(self.stream.owner)) return {};
  for (absl::string_view claimed : {absl::string_view(self.level), level}) {
    const v1::Term* term = call.codes.Find("disruption", "", claimed);
    if (term != nullptr && Has(*term, "other organisation moderates")) {
      return Reject(v1::SELF_APPROVAL, "a ", claimed, " disruption claimed by ",
                    self.stream.owner, " is moderated by another organisation")
          .At("actor.org");
    }
  }
  return {};
}

template <typename Content>
void TakeContent(State& self, const Folding& folding, const Content& e) {
  Include(self.claimants, folding.event.actor().person());
  self.tasking = e.tasking_id();
  self.level = e.disruption().level();
  self.digest = Sha256(e.SerializeAsString());
  self.evidence.clear();
  for (const v1::EvidenceRef& evidence : e.evidence()) {
    self.evidence.push_back(evidence.ref());
    folding.claims[evidence.ref()].push_back(
        {e.outcome_id(), folding.event.actor().org(), ShareOf(evidence)});
  }
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::RecordOutcome& cmd) {
  if (self.phase != Phase::kAbsent) {
    return NotNow("outcome", cmd.outcome_id(), NameOf(self.phase), "record");
  }
  const tasking::State& tasking = facts.taskings.Find(cmd.tasking_id());
  if (!IsThereFor(tasking.stream, facts.call)) {
    return Reject(v1::DANGLING_REF, "there is no tasking ", cmd.tasking_id())
        .At("tasking_id");
  }
  REFUSE_IF(PartiesOnly(tasking.stream, facts.call));
  REFUSE_IF(CheckContent(cmd, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_outcome_recorded());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ModerateOutcome& cmd) {
  REFUSE_IF(Requires(self, cmd.outcome_id(),
                     {Phase::kRecorded, Phase::kDisputed}, "moderate"));
  REFUSE_IF(PartiesOnly(facts.taskings.Find(self.tasking).stream, facts.call));
  REFUSE_IF(NotAClaimant(self, facts.call));
  if (!self.level.empty()) {
    REFUSE_IF(facts.call.codes.Given("disruption", "", cmd.level(), {"level"}));
  } else if (!cmd.level().empty()) {
    return Reject(v1::FIELD_INVALID, "level is ", cmd.level(),
                  ", but this outcome claims no disruption")
        .At("level");
  }
  REFUSE_IF(NotTheSameOrganisation(self, cmd.level(), facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_outcome_moderated());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DisputeOutcome& cmd) {
  REFUSE_IF(Requires(self, cmd.outcome_id(),
                     {Phase::kRecorded, Phase::kModerated}, "dispute"));
  REFUSE_IF(PartiesOnly(facts.taskings.Find(self.tasking).stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_outcome_disputed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::FinaliseOutcome& cmd) {
  REFUSE_IF(Requires(self, cmd.outcome_id(),
                     {Phase::kModerated, Phase::kDisputed}, "finalise"));
  REFUSE_IF(PartiesOnly(facts.taskings.Find(self.tasking).stream, facts.call));
  REFUSE_IF(NotAClaimant(self, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_outcome_finalised());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CorrectOutcome& cmd) {
  // A correction is allowed at the end of its life too.
  REFUSE_IF(Requires(
      self, cmd.outcome_id(),
      {Phase::kRecorded, Phase::kModerated, Phase::kDisputed, Phase::kFinal},
      "correct"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (cmd.tasking_id() != self.tasking) {
    return Reject(v1::FIELD_INVALID, "tasking_id is ", cmd.tasking_id(),
                  "; this outcome is of tasking ", self.tasking,
                  ", and stays so")
        .At("tasking_id");
  }
  REFUSE_IF(CheckContent(cmd, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_outcome_corrected());
  event.mutable_outcome_corrected()->set_old_digest(self.digest.data(),
                                                    self.digest.size());
  return event;
}

void Evolve(State& self, const Folding& folding, const v1::OutcomeRecorded& e) {
  self.phase = Phase::kRecorded;
  TakeContent(self, folding, e);
}

void Evolve(State& self, const Folding&, const v1::OutcomeModerated&) {
  self.phase = Phase::kModerated;
}

void Evolve(State& self, const Folding&, const v1::OutcomeDisputed&) {
  self.phase = Phase::kDisputed;
}

void Evolve(State& self, const Folding&, const v1::OutcomeFinalised&) {
  self.phase = Phase::kFinal;
}

// What was moderated is not what is claimed now, if the level changed.
void Evolve(State& self, const Folding& folding,
            const v1::OutcomeCorrected& e) {
  if (e.disruption().level() != self.level) self.phase = Phase::kRecorded;
  for (const std::string& ref : self.evidence) {
    std::erase_if(folding.claims[ref], [&](const Claim& claim) {
      return claim.outcome == e.outcome_id();
    });
  }
  TakeContent(self, folding, e);
}

}  // namespace loopledger::outcome
