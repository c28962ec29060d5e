#include "projections/gaps/gap_rows.h"

#include <cstdint>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

// What a metric is called, and whom it concerns.
struct Metric {
  const char* number;
  const char* name;
  const char* layer;
  const char* subject_type;
};

constexpr Metric kUntasked = {"M1", "UNTASKED_HIGH_THREAT",
                              "STRATEGIC, TACTICAL", "assessment"};
constexpr Metric kStale = {"M2", "STALE_ASSESSMENT", "TACTICAL", "assessment"};
constexpr Metric kLapsed = {"M3", "LAPSED_JUSTIFICATION",
                            "TACTICAL, OPERATIONAL", "tasking"};
constexpr Metric kUnreassessed = {"M4", "OUTCOME_WITHOUT_REASSESSMENT",
                                  "OPERATIONAL to TACTICAL", "outcome"};

constexpr Metric kBreached = {"M11", "COMMITMENT_BREACH", "OPERATIONAL",
                              "commitment"};
constexpr Metric kUnanswered = {"M11", "COMMITMENT_SILENT", "OPERATIONAL",
                                "commitment"};
constexpr Metric kUnmet = {"M10", "UNMET_REQUIREMENT", "TACTICAL",
                           "requirement"};
constexpr Metric kCold = {"M10", "REQUIREMENT_COLD", "TACTICAL", "requirement"};
constexpr Metric kWorried = {"M13", "WORRIED_NOT_LOOKING", "TACTICAL",
                             "assessment"};
constexpr Metric kOffStrategy = {"M9", "OFF_STRATEGY_TASKING",
                                 "OPERATIONAL to STRATEGIC", "tasking"};
constexpr Metric kUnratified = {"M9", "TASKING_UNRATIFIED",
                                "OPERATIONAL to STRATEGIC", "tasking"};
constexpr Metric kOrphan = {"M8", "ORPHAN_OBJECTIVE", "STRATEGIC", "objective"};
constexpr Metric kUnused = {"M12", "UNUSED_INTELLIGENCE",
                            "OPERATIONAL to TACTICAL", "report"};

const std::string& OwnerOf(const grounds::TaskingState& tasking) {
  return tasking.lead_org().empty() ? tasking.proposed_by()
                                    : tasking.lead_org();
}

void Head(const Metric& metric, const std::string& subject,
          const std::string& title, v1::GapRow& row) {
  row.set_metric(metric.number);
  row.set_name(metric.name);
  row.set_layer(metric.layer);
  row.set_subject_type(metric.subject_type);
  row.set_subject_id(subject);
  row.set_title(title);
  row.clear_related_ids();
  row.clear_caused_by();
}

}  // namespace

void GapRows::Cover(const v1::Marking& marking, v1::GapRow& row) const {
  RaiseTo(marking, vocabularies_, at_.recorded_at, *row.mutable_marking());
}

void GapRows::CoverTasking(const std::string& tasking_id, v1::GapRow& row) {
  const grounds::TaskingState* tasking =
      tables_.Get(grounds::kTaskings, tasking_id);
  if (tasking != nullptr) Cover(tasking->marking(), row);
}

void GapRows::Untasked(const std::string& id,
                       const grounds::AssessmentState& assessment,
                       v1::GapRow& row) {
  Head(kUntasked, id, assessment.name(), row);
  row.set_owner_org(assessment.owner_org());
  *row.mutable_started() = MomentOf(assessment.run_since());
  row.set_explanation(
      absl::StrCat("Threat ", id, " has been in band 1 or 2 since ",
                   TellMoment(assessment.run_since()),
                   "; nobody has decided to act on it or to accept the risk"));
  row.set_next_action(absl::StrCat("Propose and approve a tasking that cites ",
                                   id, " version ", assessment.in_force(),
                                   ", or accept the risk on record"));
  row.add_caused_by(assessment.run_position());
  row.add_related_ids(id);
  Cover(assessment.marking(), row);
}

void GapRows::Stale(const std::string& id,
                    const grounds::AssessmentState& assessment,
                    v1::GapRow& row) {
  Head(kStale, id, assessment.name(), row);
  row.set_owner_org(assessment.owner_org());
  *row.mutable_started() = MomentOf(assessment.review_due());
  row.set_explanation(
      absl::StrCat("The review of ", id, " version ", assessment.in_force(),
                   " was due by ", TellMoment(assessment.review_due()),
                   "; it was neither reaffirmed nor superseded since"));
  row.set_next_action(absl::StrCat("Reaffirm ", id, " version ",
                                   assessment.in_force(),
                                   ", or publish a new version"));
  row.add_caused_by(assessment.reviewed_position());
  row.add_related_ids(id);
  Cover(assessment.marking(), row);
}

void GapRows::Lapsed(const std::string& id,
                     const grounds::TaskingState& tasking, v1::GapRow& row) {
  Head(kLapsed, id, tasking.title(), row);
  row.set_owner_org(OwnerOf(tasking));
  *row.mutable_since() = MomentOf(tasking.lapsed_since());
  *row.mutable_started() = MomentOf(tasking.lapsed_since());
  row.set_explanation(
      absl::StrCat("Live tasking ", id, " rests on what no longer holds: ",
                   absl::StrJoin(tasking.lapses(), "; ",
                                 [](std::string* out, const auto& lapse) {
                                   out->append(lapse.reason());
                                 })));
  row.set_next_action(absl::StrCat("Justify ", id,
                                   " anew by the version in force, or cancel "
                                   "it"));
  Cover(tasking.marking(), row);
  absl::btree_set<uint64_t> causes = {tasking.justified_position()};
  absl::btree_set<std::string> related;
  for (const grounds::Lapse& lapse : tasking.lapses()) {
    causes.insert(lapse.caused_by().begin(), lapse.caused_by().end());
    related.insert(lapse.assessment_id());
    for (const v1::Marking& marking : grounds::MarkingsOf(lapse, tables_)) {
      Cover(marking, row);
    }
  }
  row.mutable_caused_by()->Assign(causes.begin(), causes.end());
  row.mutable_related_ids()->Assign(related.begin(), related.end());
}

void GapRows::Unreassessed(const NamedOutcome& named,
                           const std::string& assessment_id,
                           const grounds::AssessmentState& assessment,
                           v1::GapRow& row) {
  const state::v1::OutcomeState& outcome = named.outcome;
  Head(kUnreassessed, named.id, assessment.name(), row);
  row.set_owner_org(assessment.owner_org());
  *row.mutable_started() = MomentOf(outcome.recorded_at());
  row.set_explanation(absl::StrCat(
      "Outcome ", named.id, " of tasking ", outcome.tasking_id(),
      " was recorded on ", TellMoment(outcome.recorded_at()),
      "; no version of ", assessment_id, " has considered it since"));
  row.set_next_action(absl::StrCat("Publish or reaffirm ", assessment_id,
                                   " with ", named.id,
                                   " among its considered outcomes"));
  row.add_caused_by(outcome.position());
  row.add_related_ids(assessment_id);
  row.add_related_ids(outcome.tasking_id());
  Cover(outcome.marking(), row);
  Cover(assessment.marking(), row);
  CoverTasking(outcome.tasking_id(), row);
}

// What both gaps of a commitment say.
void GapRows::Promised(const NamedPromise& named, v1::GapRow& row) {
  const state::v1::PromiseState& promise = named.promise;
  row.set_owner_org(promise.promising_org());
  row.add_related_ids(promise.tasking_id());
  Cover(promise.marking(), row);
  CoverTasking(promise.tasking_id(), row);
}

void GapRows::Breached(const NamedPromise& named, v1::GapRow& row) {
  const state::v1::PromiseState& promise = named.promise;
  Head(kBreached, named.id, promise.deliverable(), row);
  *row.mutable_started() = MomentOf(promise.due());
  row.set_explanation(absl::StrCat(
      "Commitment ", named.id, " of ", promise.promising_org(), " to tasking ",
      promise.tasking_id(), " was due by ", TellMoment(promise.due()),
      "; it was neither delivered nor released since"));
  row.set_next_action(absl::StrCat("Deliver ", named.id, ", or have ",
                                   promise.asked_by(), " release it"));
  row.add_caused_by(promise.promised_position());
  Promised(named, row);
}

void GapRows::Unanswered(const NamedPromise& named, v1::GapRow& row) {
  const state::v1::PromiseState& promise = named.promise;
  Head(kUnanswered, named.id, promise.deliverable(), row);
  *row.mutable_started() = MomentOf(promise.asked_at());
  row.set_explanation(absl::StrCat(
      promise.asked_by(), " asked ", promise.promising_org(),
      " for commitment ", named.id, " to tasking ", promise.tasking_id(),
      " on ", TellMoment(promise.asked_at()), "; there is no answer yet"));
  row.set_next_action(absl::StrCat("Offer ", named.id,
                                   " or decline it, or have ",
                                   promise.asked_by(), " release it"));
  row.add_caused_by(promise.asked_position());
  Promised(named, row);
}

// What both gaps of a requirement say.
void GapRows::Asked(const NamedRequirement& named, v1::GapRow& row) {
  const state::v1::RequirementState& requirement = named.requirement;
  row.set_owner_org(requirement.owner_org());
  *row.mutable_related_ids() = requirement.assessments();
  Cover(requirement.marking(), row);
  for (const std::string& id : requirement.assessments()) {
    const grounds::AssessmentState* assessment =
        tables_.Get(grounds::kAssessments, id);
    if (assessment != nullptr) Cover(assessment->marking(), row);
  }
}

void GapRows::Unmet(const NamedRequirement& named, v1::GapRow& row) {
  const state::v1::RequirementState& requirement = named.requirement;
  Head(kUnmet, named.id, requirement.question(), row);
  *row.mutable_started() = MomentOf(requirement.needed_by());
  row.set_explanation(absl::StrCat(
      "The answer to requirement ", named.id, " was needed by ",
      TellMoment(requirement.needed_by()), "; it is not satisfied yet"));
  row.set_next_action(absl::StrCat("Satisfy ", named.id,
                                   " by items of accepted reports, or close "
                                   "it unmet"));
  row.add_caused_by(requirement.agreed_position());
  Asked(named, row);
}

void GapRows::Cold(const NamedRequirement& named, v1::GapRow& row) {
  const state::v1::RequirementState& requirement = named.requirement;
  Head(kCold, named.id, requirement.question(), row);
  *row.mutable_started() = MomentOf(requirement.warm_at());
  row.set_explanation(absl::StrCat("No report that is linked to requirement ",
                                   named.id, " was accepted since ",
                                   TellMoment(requirement.warm_at())));
  row.set_next_action(absl::StrCat("Collect for ", named.id,
                                   " and link the reports to it, or close it "
                                   "unmet"));
  row.add_caused_by(requirement.warm_position());
  Asked(named, row);
}

void GapRows::Worried(const std::string& id,
                      const grounds::AssessmentState& assessment,
                      const grounds::VersionState& version, v1::GapRow& row) {
  Head(kWorried, id, assessment.name(), row);
  row.set_owner_org(assessment.owner_org());
  row.set_explanation(absl::StrCat(
      "Threat ", id, " is in band ", version.band(), " by version ",
      version.version(),
      ", which rests on low confidence; no open requirement asks for what is "
      "not known"));
  row.set_next_action(absl::StrCat("Raise a requirement that names ", id,
                                   ", and have it agreed"));
  row.add_caused_by(version.published_position());
  row.add_related_ids(id);
  Cover(assessment.marking(), row);
}

void GapRows::OffStrategy(const NamedService& named,
                          const grounds::TaskingState& tasking,
                          v1::GapRow& row) {
  Head(kOffStrategy, named.id, tasking.title(), row);
  row.set_owner_org(OwnerOf(tasking));
  row.set_explanation(absl::StrCat("Live tasking ", named.id,
                                   " serves no objective and no priority that "
                                   "is in force"));
  row.set_next_action(absl::StrCat("Vary ", named.id,
                                   " to serve one that is in force, or cancel "
                                   "it"));
  const absl::btree_set<uint64_t> causes = {named.service.served_position(),
                                            named.service.off_position()};
  row.mutable_caused_by()->Assign(causes.begin(), causes.end());
  Cover(tasking.marking(), row);
}

void GapRows::Unratified(const NamedService& named,
                         const grounds::TaskingState& tasking,
                         v1::GapRow& row) {
  Head(kUnratified, named.id, tasking.title(), row);
  row.set_owner_org(OwnerOf(tasking));
  *row.mutable_started() = MomentOf(named.service.decided_at());
  row.set_explanation(absl::StrCat("Tasking ", named.id,
                                   " was decided on outside a session on ",
                                   TellMoment(named.service.decided_at()),
                                   "; no session has ratified that since"));
  row.set_next_action(
      absl::StrCat("Ratify ", named.id, " in a session, or cancel it"));
  row.add_caused_by(named.service.decided_position());
  Cover(tasking.marking(), row);
}

void GapRows::Orphan(const NamedObjective& named, v1::GapRow& row) {
  const state::v1::ServedState& served = named.served;
  Head(kOrphan, named.id, served.title(), row);
  row.set_owner_org(served.owner_org());
  row.set_explanation(absl::StrCat(
      "Objective ", named.id, " is in force; no live tasking serves it",
      served.completed_at() == 0
          ? ", and none was ever completed"
          : absl::StrCat(", and none was completed since ",
                         TellMoment(served.completed_at()))));
  row.set_next_action(absl::StrCat("Propose and approve a tasking that serves ",
                                   named.id, ", or amend or retire it"));
  absl::btree_set<uint64_t> causes = {served.said_position(),
                                      served.deserted_position()};
  causes.erase(0);
  row.mutable_caused_by()->Assign(causes.begin(), causes.end());
  Cover(served.marking(), row);
}

void GapRows::Unused(const NamedReport& named, v1::GapRow& row) {
  const state::v1::HeldState& held = named.held;
  Head(kUnused, named.id, absl::StrCat("Report ", named.id), row);
  row.set_owner_org(held.owner_org());
  *row.mutable_started() = MomentOf(held.accepted_at());
  row.set_explanation(absl::StrCat(
      "Report ", named.id, " was accepted on ", TellMoment(held.accepted_at()),
      "; no assessment and no requirement has cited ",
      held.sound_size() == 1 ? "item " : "items ",
      absl::StrJoin(held.sound(), ", "), " of it"));
  row.set_next_action(absl::StrCat("Cite ", named.id,
                                   " in an assessment or in the answer to a "
                                   "requirement, or regrade or withdraw it"));
  row.add_caused_by(held.accepted_position());
  Cover(held.marking(), row);
}

}  // namespace loopledger::feedback_loop
