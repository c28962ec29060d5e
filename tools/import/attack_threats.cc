#include "tools/import/attack_threats.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/import/stamp.h"

namespace loopledger::import {
namespace {

constexpr absl::Duration kHorizon = absl::Hours(24 * 365);

// What makes a version new. MITRE raises `version` when the object was worked
// on, also when only its relationships changed.
uint64_t ContentOf(const Change& change) {
  std::string text =
      absl::StrCat(change.name, "\n", change.description, "\n", change.version,
                   "\n", absl::StrJoin(change.aliases, "\t"), "\n");
  for (const Citation& citation : change.citations) {
    absl::StrAppend(&text, citation.name, "\t");
  }
  return DigestOf(text);
}

// Says why a band or a term is another than before.
std::string ChangeReason(uint32_t band_before, const std::string& term_before,
                         const Judgement& now, const Evidence& evidence) {
  std::string reason;
  if (band_before != now.scorecard.band()) {
    absl::StrAppend(&reason, "band ", band_before, " to ", now.scorecard.band(),
                    "; ");
  }
  if (term_before != now.term) {
    absl::StrAppend(&reason, term_before, " to ", now.term, "; ");
  }
  if (reason.empty()) return reason;
  absl::StrAppend(&reason, "by policy ", kPolicyName, " on ", evidence.reports,
                  " reports, ", evidence.techniques, " techniques, ",
                  evidence.software, " pieces of software");
  return reason;
}

void AddJudgement(const Change& change, const Judgement& judgement,
                  v1::DraftAssessment& draft) {
  v1::KeyJudgement& key = *draft.add_judgements();
  key.set_id("J1");
  key.set_proposition(absl::StrCat(
      change.name, " will be reported as active within twelve months"));
  SetTime(change.recorded_at + kHorizon, *key.mutable_horizon());
  key.set_term(judgement.term);
  *key.mutable_confidence() = judgement.confidence;
  key.set_resolution_criterion(
      "a report about it with a later date of intelligence is accepted");
  key.set_nature("OPINION");
}

}  // namespace

Threats::Threat& Threats::Find(const Change& change) {
  Threat& threat = by_object_[change.id];
  if (!threat.assessment_id.empty()) return threat;
  // MITRE once gave the same ATT&CK id to two objects: the first keeps it.
  threat.assessment_id =
      change.attack_id.empty() || object_of_.contains(change.attack_id)
          ? change.id
          : change.attack_id;
  object_of_[threat.assessment_id] = change.id;
  return threat;
}

Plan Threats::Map(const Change& change) {
  Threat& threat = Find(change);
  if (change.revoked || change.deprecated) return Withdraw(change, threat);
  if (threat.now.phase == Phase::kPublished &&
      threat.now.content == ContentOf(change)) {
    return Skip("unchanged");
  }
  return Assess(change, threat);
}

void Threats::Cite(const Change& change, const Threat& threat,
                   v1::DraftAssessment& draft) {
  const std::vector<Reports::Cited> cited = reports_.About(change.id);
  for (const Reports::Cited& report : cited) {
    if (static_cast<size_t>(draft.supporting_size()) == kCitedReportsMax) {
      ++uncited_;
      continue;
    }
    v1::ReportItemRef& ref = *draft.add_supporting()->mutable_ref();
    ref.set_report_id(report.report_id);
    ref.set_version(report.version);
    ref.set_item(1);
    if (threat.now.phase == Phase::kPublished &&
        report.line > threat.now.line &&
        static_cast<size_t>(draft.changed_by_size()) < kChangedByMax) {
      draft.add_changed_by(report.report_id);
    }
  }
  if (cited.empty()) {
    draft.set_assumption_only(true);
    draft.add_assumptions("MITRE's description of it is right");
  }
}

Plan Threats::Assess(const Change& change, Threat& threat) {
  const Evidence evidence = reports_.Sum(change.id);
  const Judgement judgement = Judge(change, evidence);
  const bool campaign = change.type == "campaign";
  v1::Command drafting = Envelope(change, "draft", kAuthor);
  v1::DraftAssessment& draft = *drafting.mutable_draft_assessment();
  draft.set_assessment_id(threat.assessment_id);
  draft.mutable_threat()->set_kind(campaign ? "THEME" : "GROUP");
  draft.mutable_threat()->set_name(change.name);
  for (const std::string& area : judgement.areas) {
    draft.mutable_threat()->add_areas(area);
  }
  draft.set_layer(campaign ? "OPERATIONAL" : "TACTICAL");
  draft.set_product(campaign ? "PROBLEM" : "SUBJECT");
  AddJudgement(change, judgement, draft);
  Cite(change, threat, draft);
  *draft.mutable_scorecard() = judgement.scorecard;
  SetTime(change.recorded_at + ReviewLimit(judgement.scorecard.band()),
          *draft.mutable_review_due());
  if (threat.now.band != 0) {
    draft.set_change_reason(
        ChangeReason(threat.now.band, threat.now.term, judgement, evidence));
    // Time alone can move a term: then MITRE's new version is what did it.
    if (draft.changed_by().empty()) draft.add_changed_by(change.id);
  }
  draft.set_summary(change.description);

  const uint64_t version = ++threat.drafts;
  v1::Command reviewing = Envelope(change, "review", kReviewer);
  v1::ReviewAssessment& review = *reviewing.mutable_review_assessment();
  review.set_assessment_id(threat.assessment_id);
  review.set_version(version);
  review.set_note(absl::StrCat("by policy ", kPolicyName));
  v1::Command publishing = Envelope(change, "publish", kPublisher);
  publishing.mutable_publish_assessment()->set_assessment_id(
      threat.assessment_id);
  publishing.mutable_publish_assessment()->set_version(version);

  threat.before = threat.now;
  threat.now = {.phase = Phase::kPublished,
                .content = ContentOf(change),
                .line = change.line,
                .band = judgement.scorecard.band(),
                .term = judgement.term};
  Plan plan;
  plan.commands.push_back(std::move(drafting));
  plan.commands.push_back(std::move(reviewing));
  plan.commands.push_back(std::move(publishing));
  return plan;
}

Plan Threats::Withdraw(const Change& change, Threat& threat) {
  if (threat.now.phase == Phase::kWithdrawn) return Skip("already withdrawn");
  if (threat.now.phase == Phase::kAbsent) {
    return Skip("withdrawn before there was an assessment");
  }
  v1::Command command = Envelope(change, "withdraw", kPublisher);
  v1::WithdrawAssessment& withdraw = *command.mutable_withdraw_assessment();
  withdraw.set_assessment_id(threat.assessment_id);
  withdraw.set_reason(absl::StrCat(change.revoked ? "revoked" : "deprecated",
                                   " in MITRE ATT&CK"));
  threat.before = threat.now;
  threat.now.phase = Phase::kWithdrawn;
  Plan plan;
  plan.commands.push_back(std::move(command));
  return plan;
}

void Threats::Refused(const v1::Command& command) {
  std::string id;
  if (command.has_draft_assessment()) {
    id = command.draft_assessment().assessment_id();
  } else if (command.has_publish_assessment()) {
    id = command.publish_assessment().assessment_id();
  } else if (command.has_withdraw_assessment()) {
    id = command.withdraw_assessment().assessment_id();
  }
  const auto object = object_of_.find(id);
  if (object == object_of_.end()) return;  // Not about a threat, or a review.
  Threat& threat = by_object_[object->second];
  if (command.has_draft_assessment()) --threat.drafts;
  threat.now = threat.before;
}

}  // namespace loopledger::import
