#include "ledger/domain/assessment.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/domain/basis.h"
#include "ledger/domain/draft.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/scorecard.h"

namespace loopledger::assessment {
namespace {

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kDrafted:
      return {"DRAFTED", "review, or draft the next version"};
    case Phase::kReviewed:
      return {"REVIEWED", "publish, or draft the next version"};
    case Phase::kPublished:
      return {"PUBLISHED",
              "reaffirm, withdraw, archive, resolve judgement, or draft the "
              "next version"};
    case Phase::kSuperseded:
      return {"SUPERSEDED", "resolve judgement"};
    case Phase::kWithdrawn:
      return {"WITHDRAWN", "resolve judgement, or draft the next version"};
    case Phase::kArchived:
      return {"ARCHIVED", "", true};
  }
  return {};
}

// The version that a command names must be in this phase.
template <typename Command>
Objection Requires(const State& self, const Command& cmd, Phase phase,
                   absl::string_view asked) {
  if (self.stream.version == 0) {
    return NotNow("assessment", cmd.assessment_id(), {}, asked);
  }
  if (self.archived) {
    return NotNow("assessment", cmd.assessment_id(), NameOf(Phase::kArchived),
                  asked);
  }
  const Version& version = self.At(cmd.version());
  if (version.phase == phase) return {};
  if (version.phase == Phase::kAbsent) {
    return Reject(v1::DANGLING_REF, "assessment ", cmd.assessment_id(),
                  " has no version ", cmd.version(), "; it has 1 to ",
                  self.versions.size())
        .At("version");
  }
  return NotNow("assessment",
                absl::StrCat(cmd.assessment_id(), " version ", cmd.version()),
                NameOf(version.phase), asked);
}

// Some version must be in force.
template <typename Command>
Objection RequiresInForce(const State& self, const Command& cmd,
                          absl::string_view asked) {
  if (self.stream.version == 0 || self.archived) {
    return NotNow("assessment", cmd.assessment_id(),
                  NameOf(self.archived ? Phase::kArchived : Phase::kAbsent),
                  asked);
  }
  if (self.in_force != 0) return {};
  return NotNow("assessment", cmd.assessment_id(),
                NameOf(self.versions.back().phase), asked);
}

void LeaveForce(State& self, Phase phase) {
  if (self.in_force != 0) self.Recorded(self.in_force).phase = phase;
  self.in_force = 0;
  self.high_since = 0;
}

}  // namespace

const Version& State::At(uint64_t version) const {
  static const Version kNone;
  if (version == 0 || version > versions.size()) return kNone;
  return versions[version - 1];
}

Version& State::Recorded(uint64_t version) {
  CHECK(version >= 1 && version <= versions.size());
  return versions[version - 1];
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DraftAssessment& cmd) {
  if (self.archived) {
    return NotNow("assessment", cmd.assessment_id(), NameOf(Phase::kArchived),
                  "draft");
  }
  if (self.stream.version != 0) {
    REFUSE_IF(OwnersOnly(self.stream, facts.call));
  }
  v1::Scorecard scorecard;
  REFUSE_IF(CheckDraft(self, facts, cmd, scorecard));
  v1::Event event;
  v1::AssessmentDrafted& drafted = *event.mutable_assessment_drafted();
  Recast(cmd, drafted);
  *drafted.mutable_scorecard() = std::move(scorecard);
  drafted.set_version(self.versions.size() + 1);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ReviewAssessment& cmd) {
  REFUSE_IF(Requires(self, cmd, Phase::kDrafted, "review"));
  REFUSE_IF(PartiesOnly(self.stream, facts.call));
  if (facts.call.org() == absl::string_view(self.stream.owner) &&
      facts.call.person() == absl::string_view(self.At(cmd.version()).author)) {
    return Reject(v1::SELF_APPROVAL, facts.call.person(),
                  " wrote this version; another person must review it")
        .At("actor.person");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_assessment_reviewed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::PublishAssessment& cmd) {
  REFUSE_IF(Requires(self, cmd, Phase::kReviewed, "publish"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  if (cmd.version() < self.in_force) {
    return Reject(v1::ILLEGAL_TRANSITION, "version ", self.in_force,
                  " is in force; version ", cmd.version(),
                  " is older and cannot supersede it")
        .At("version");
  }
  const std::string taint = TaintOf(self.At(cmd.version()), facts.reports);
  if (!taint.empty()) {
    return Reject(v1::TAINTED, "version ", cmd.version(),
                  " is tainted: ", taint, "; draft another version")
        .At("version");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_assessment_published());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ReaffirmAssessment& cmd) {
  REFUSE_IF(Requires(self, cmd, Phase::kPublished, "reaffirm"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  REFUSE_IF(CheckReviewDue(OPTIONAL_FIELD(cmd, review_due),
                           self.At(cmd.version()).band, facts.call));
  REFUSE_IF(CheckOutcomes(cmd.considered_outcomes(), facts));
  const std::string taint = TaintOf(self.At(cmd.version()), facts.reports);
  if (!taint.empty()) {
    return Reject(v1::TAINTED, "version ", cmd.version(),
                  " is tainted: ", taint, "; draft another version instead")
        .At("version");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_assessment_reaffirmed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::WithdrawAssessment& cmd) {
  REFUSE_IF(RequiresInForce(self, cmd, "withdraw"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_assessment_withdrawn());
  event.mutable_assessment_withdrawn()->set_version(self.in_force);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ArchiveAssessment& cmd) {
  REFUSE_IF(RequiresInForce(self, cmd, "archive"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_assessment_archived());
  event.mutable_assessment_archived()->set_version(self.in_force);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ResolveJudgement& cmd) {
  const Version& version = self.At(cmd.version());
  if (version.phase != Phase::kSuperseded &&
      version.phase != Phase::kWithdrawn) {
    REFUSE_IF(Requires(self, cmd, Phase::kPublished, "resolve judgement"));
  }
  REFUSE_IF(PartiesOnly(self.stream, facts.call));
  const auto judgement = std::find_if(
      version.judgements.begin(), version.judgements.end(),
      [&](const Judgement& own) { return own.id == cmd.judgement_id(); });
  if (judgement == version.judgements.end()) {
    return Reject(v1::DANGLING_REF, "version ", cmd.version(),
                  " has no judgement ", cmd.judgement_id())
        .At("judgement_id");
  }
  if (judgement->resolved) {
    return Reject(v1::ILLEGAL_TRANSITION, "judgement ", cmd.judgement_id(),
                  " is resolved already")
        .At("judgement_id");
  }
  REFUSE_IF(facts.call.codes.Given("resolution", "", cmd.result(), {"result"}));
  REFUSE_IF(NeedsText(cmd.evidence(), "evidence"));
  if (facts.call.org() == absl::string_view(self.stream.owner) &&
      facts.call.person() == absl::string_view(version.author)) {
    return Reject(v1::SELF_APPROVAL, facts.call.person(),
                  " wrote this judgement; another person must resolve it")
        .At("actor.person");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_judgement_resolved());
  return event;
}

void Evolve(State& self, const Folding& folding,
            const v1::AssessmentDrafted& e) {
  Version& version = self.versions.emplace_back();
  version.phase = Phase::kDrafted;
  version.band = static_cast<uint8_t>(e.scorecard().band());
  version.author = folding.event.actor().person();
  version.review_due = ToTime(e.review_due());
  version.judgements.reserve(static_cast<size_t>(e.judgements_size()));
  for (const v1::KeyJudgement& judgement : e.judgements()) {
    version.judgements.push_back(
        {judgement.id(), judgement.term(), judgement.confidence().rating()});
  }
  version.citations.reserve(static_cast<size_t>(e.supporting_size()));
  for (const v1::SupportingItem& item : e.supporting()) {
    version.citations.push_back(
        {folding.reports.Recorded(item.ref().report_id()),
         static_cast<uint32_t>(item.ref().version()), item.ref().item(),
         item.against()});
  }
  version.considered_outcomes.assign(e.considered_outcomes().begin(),
                                     e.considered_outcomes().end());
}

void Evolve(State& self, const Folding&, const v1::AssessmentReviewed& e) {
  self.Recorded(e.version()).phase = Phase::kReviewed;
}

void Evolve(State& self, const Folding&, const v1::AssessmentPublished& e) {
  const uint32_t since = self.high_since;
  LeaveForce(self, Phase::kSuperseded);
  self.in_force = static_cast<uint32_t>(e.version());
  Version& version = self.Recorded(e.version());
  version.phase = Phase::kPublished;
  if (version.band <= kHighBandMax) {
    self.high_since = since == 0 ? self.in_force : since;
  }
}

void Evolve(State& self, const Folding&, const v1::AssessmentReaffirmed& e) {
  self.Recorded(e.version()).review_due = ToTime(e.review_due());
}

void Evolve(State& self, const Folding&, const v1::AssessmentWithdrawn&) {
  LeaveForce(self, Phase::kWithdrawn);
}

void Evolve(State& self, const Folding&, const v1::AssessmentArchived&) {
  LeaveForce(self, Phase::kArchived);
  self.archived = true;
}

void Evolve(State& self, const Folding&, const v1::JudgementResolved& e) {
  for (Judgement& judgement : self.Recorded(e.version()).judgements) {
    if (judgement.id == e.judgement_id()) judgement.resolved = true;
  }
}

absl::string_view PhaseText(Phase phase) { return NameOf(phase).name; }

}  // namespace loopledger::assessment
