#include "projections/registers/decision_basis.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/moment.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::DraftedState;
using state::v1::IdsState;
using state::v1::ReportThenState;
using state::v1::RestsState;
using state::v1::ThreatState;

const ReportThenState::Item* FindItem(const ReportThenState& report,
                                      uint32_t number) {
  for (const ReportThenState::Item& item : report.items()) {
    if (item.number() == number) return &item;
  }
  return nullptr;
}

bool Permits(const ReportThenState& report,
             const DecisionBasis::Acting& acting) {
  for (const ReportThenState::Permission& permission : report.permissions()) {
    if (permission.action() != acting.mode) continue;
    return permission.granted() &&
           (permission.until() == 0 || acting.at < permission.until());
  }
  return false;
}

// P allows everything, which an empty code says too.
void Tighten(const std::string& action, Codes& codes, std::string& strictest) {
  if (action.empty()) return;
  if (strictest == "P" || codes.Rank("3x5x2", "action", action) <
                              codes.Rank("3x5x2", "action", strictest)) {
    strictest = action;
  }
}

}  // namespace

std::string OfReport(const std::string& id) {
  return absl::StrCat("report/", id);
}

std::string OfAssessment(const std::string& id) {
  return absl::StrCat("assessment/", id);
}

void DecisionBasis::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(),
             {Describe(kVersions), Describe(kThreats), Describe(kReports),
              Describe(kResting), Describe(kRests)});
}

IdSet DecisionBasis::RestingOn(const std::string& thing) {
  const IdsState* resting = in_.tables.Get(kResting, thing);
  return resting == nullptr ? IdSet() : resting->ids();
}

void DecisionBasis::Rest(const std::string& decision_id,
                         const v1::AssessmentRef& ref) {
  in_.tables.Change(kRests, decision_id,
                    [&](RestsState& rests) { *rests.add_refs() = ref; });
  Follow(decision_id, OfAssessment(ref.assessment_id()));
  const ThreatState* threat = in_.tables.Get(kThreats, ref.assessment_id());
  if (threat != nullptr) CoverDecision(decision_id, threat->marking());
  const DraftedState* known = in_.tables.Get(
      kVersions, grounds::VersionKey(ref.assessment_id(), ref.version()));
  if (known == nullptr) return;
  const DraftedState version = *known;
  for (const DraftedState::Cited& cited : version.cited()) {
    const ReportThenState* told =
        in_.tables.Get(kReports, cited.ref().report_id());
    if (told != nullptr) CoverDecision(decision_id, told->marking());
    std::string at = cited.ref().report_id();
    for (int i = 0; i < kDerivedMax && !at.empty(); ++i) {
      Follow(decision_id, OfReport(at));
      const ReportThenState* report = in_.tables.Get(kReports, at);
      at = report == nullptr ? "" : report->derived_from();
    }
  }
}

void DecisionBasis::Follow(const std::string& decision_id,
                           const std::string& thing) {
  in_.tables.Change(kResting, thing, [&](IdsState& resting) {
    Include(decision_id, *resting.mutable_ids());
  });
}

// An original is not told of, so its marking is none of the row's.
void DecisionBasis::RaiseDecisions(const std::string& thing) {
  if (!in_.at.event.has_marking()) return;
  for (const std::string& decision : RestingOn(thing)) {
    bool told = thing != OfReport(in_.at.event.stream_id());
    EachCited(decision, [&](const v1::ReportItemRef& ref) {
      told |= OfReport(ref.report_id()) == thing;
    });
    if (told) CoverDecision(decision, in_.at.event.marking());
  }
}

void DecisionBasis::CoverDecision(const std::string& decision_id,
                                  const v1::Marking& marking) {
  v1::DecisionRow row;
  in_.tables.Change(kDecisions, decision_id, [&](v1::DecisionRow& self) {
    Cover(marking, in_, *self.mutable_marking());
    row.set_subject_id(self.subject_id());
    *row.mutable_marking() = self.marking();
  });
  if (row.subject_id().empty()) return;
  in_.tables.Change(kNamed, row.subject_id(), [&](v1::DecisionsRow& named) {
    Cover(row.marking(), in_, *named.mutable_marking());
  });
}

void DecisionBasis::Since(const std::string& decision_id, v1::SinceRow since) {
  since.set_since_position(in_.at.position);
  *since.mutable_since_at() = MomentOf(in_.at.recorded_at);
  in_.tables.Change(kDecisions, decision_id, [&](v1::DecisionRow& row) {
    const bool superseded = since.what() == "SUPERSEDED";
    const bool tainted = !superseded && since.what() != "REJUSTIFIED";
    row.set_superseded(row.superseded() || superseded);
    row.set_tainted(row.tainted() || tainted);
    row.set_since_count(row.since_count() + 1);
    if (row.since_size() < kShownMax) *row.add_since() = std::move(since);
  });
}

void DecisionBasis::AddItem(const DraftedState::Cited& cited,
                            v1::GroundRow& ground) {
  ground.set_items_count(ground.items_count() + 1);
  if (ground.items_size() == kShownMax) return;
  v1::CitedRow& item = *ground.add_items();
  *item.mutable_ref() = cited.ref();
  item.set_against(cited.against());
  item.set_withdrawn(IsLost(cited.ref().report_id()));
  const ReportThenState* report =
      in_.tables.Get(kReports, cited.ref().report_id());
  if (report == nullptr) return;
  item.set_disposed(report->disposed());
  const ReportThenState::Item* then = FindItem(*report, cited.ref().item());
  if (then == nullptr) return;
  *item.mutable_grade() = then->grade();
  item.set_regraded(cited.ref().version() < then->regraded_version());
}

void DecisionBasis::SetActionCodes(const DraftedState& version,
                                   const Acting& acting,
                                   v1::GroundRow& ground) {
  Codes codes(in_.vocabularies, absl::FromUnixMicros(in_.at.recorded_at));
  std::string strictest = "P";
  std::string effective = "P";
  absl::btree_set<std::string> seen;
  for (const DraftedState::Cited& cited : version.cited()) {
    const std::string& id = cited.ref().report_id();
    const ReportThenState* report = in_.tables.Get(kReports, id);
    if (report == nullptr) continue;
    const std::string& action = report->marking().handling().action();
    Tighten(action, codes, strictest);
    if (!Permits(*report, acting)) Tighten(action, codes, effective);
    if (!seen.insert(id).second) continue;
    for (const ReportThenState::Permission& known : report->permissions()) {
      if (ground.permissions_size() == kShownMax) break;
      v1::PermissionRow& permission = *ground.add_permissions();
      permission.set_report_id(id);
      permission.set_action(known.action());
      permission.set_granted(known.granted());
      permission.set_limits(known.limits());
      if (known.until() != 0) {
        *permission.mutable_until() = MomentOf(known.until());
      }
      permission.set_permitted_position(known.position());
    }
  }
  ground.set_action_code(strictest);
  ground.set_effective_action_code(effective);
}

v1::GroundRow DecisionBasis::Freeze(const v1::AssessmentRef& ref,
                                    const Acting& acting) {
  v1::GroundRow ground;
  ground.set_assessment_id(ref.assessment_id());
  ground.set_version(ref.version());
  *ground.mutable_judgement_ids() = ref.judgement_ids();
  const ThreatState* threat = in_.tables.Get(kThreats, ref.assessment_id());
  if (threat != nullptr) {
    ground.set_name(threat->name());
    ground.set_in_force(threat->in_force() == ref.version());
  }
  const DraftedState* version = in_.tables.Get(
      kVersions, grounds::VersionKey(ref.assessment_id(), ref.version()));
  if (version == nullptr) return ground;
  const v1::Scorecard& score = version->scorecard();
  ground.set_band(score.band());
  ground.set_score_total(score.total());
  ground.set_harm(score.harm());
  ground.set_likelihood(score.likelihood());
  ground.set_organisational_position(score.position());
  ground.set_model(score.model());
  ground.set_model_version(score.model_version());
  for (const DraftedState::Judged& judged : version->judgements()) {
    v1::JudgedRow& row = *ground.add_judgements();
    row.set_id(judged.id());
    row.set_term(judged.term());
    row.set_confidence(judged.confidence());
  }
  for (const DraftedState::Cited& cited : version->cited()) {
    AddItem(cited, ground);
  }
  SetActionCodes(*version, acting, ground);
  return ground;
}

}  // namespace loopledger::registers
