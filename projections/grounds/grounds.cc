#include "projections/grounds/grounds.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "projections/grounds/grounds_folder.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/lapse.h"

namespace loopledger::grounds {
namespace {

using state::v1::RankedTerm;
using Event = v1::Event;

// It, or one that it was derived from, however far back.
bool IsWithdrawn(const ReportState& report, Tables& tables) {
  const ReportState* at = &report;
  while (at != nullptr && !at->withdrawn() && !at->derived_from().empty()) {
    at = tables.Get(kReports, at->derived_from());
  }
  return at != nullptr && at->withdrawn();
}

}  // namespace

void Folder::Mark() {
  if (!event_.has_marking()) return;
  const auto body = event_.body_case();
  // What is not accepted yet is not cited, so nothing is told of it here.
  if (body > Event::kReportRejected && body <= Event::kReportWithdrawn) {
    MarkReport(event_.stream_id());
  } else if (body >= Event::kAssessmentDrafted &&
             body <= Event::kJudgementResolved) {
    MarkAssessment(event_.stream_id());
  }
}

bool Folder::Told(const v1::Marking& marking) const {
  return marking.SerializeAsString() == event_.marking().SerializeAsString();
}

void Folder::Raise(v1::Marking& marking) const {
  RaiseTo(event_.marking(), vocabularies_, at_.recorded_at, marking);
}

void Folder::MarkAssessment(const std::string& id) {
  const AssessmentState* known = tables_.Get(kAssessments, id);
  if (known == nullptr || Told(known->marking())) return;
  tables_.Change(kAssessments, id, [&](AssessmentState& assessment) {
    Raise(*assessment.mutable_marking());
  });
  shift_.assessments.push_back(id);
  TellLiveTaskings(id);
}

void Folder::MarkReport(const std::string& id) {
  const ReportState* known = tables_.Get(kReports, id);
  if (known == nullptr || Told(known->marking())) return;
  tables_.Change(kReports, id, [&](ReportState& report) {
    Raise(*report.mutable_marking());
  });
  const IdSet citing = tables_.Get(kReports, id)->cited_by();
  for (const std::string& assessment : citing) TellLiveTaskings(assessment);
}

// Their lapses may tell of what the record is about.
void Folder::TellLiveTaskings(const std::string& assessment_id) {
  const AssessmentState* assessment = tables_.Get(kAssessments, assessment_id);
  if (assessment == nullptr) return;
  shift_.taskings.insert(shift_.taskings.end(),
                         assessment->live_taskings().begin(),
                         assessment->live_taskings().end());
}

Shift Folder::Fold() {
  Mark();
  switch (event_.body_case()) {
    case Event::kAssessmentDrafted:
      Drafted(event_.assessment_drafted());
      break;
    case Event::kAssessmentPublished:
      Published(event_.assessment_published());
      break;
    case Event::kAssessmentReaffirmed:
      Reaffirmed(event_.assessment_reaffirmed());
      break;
    case Event::kAssessmentWithdrawn:
      Withdrawn(event_.assessment_withdrawn());
      break;
    case Event::kAssessmentArchived:
      Archived(event_.assessment_archived());
      break;
    case Event::kDecisionRecorded:
      NoTaskingDecided(event_.decision_recorded());
      break;
    case Event::BODY_NOT_SET:
      if (at_.record.has_ledger_founded()) Founded(at_.record.ledger_founded());
      break;
    default:
      FoldReport();
      FoldTasking();
      break;
  }
  return std::move(shift_);
}

void Folder::FoldReport() {
  switch (event_.body_case()) {
    case Event::kReportRegraded:
      return Regraded(event_.report_regraded());
    case Event::kReportWithdrawn:
      return ReportWithdrawn(event_.report_withdrawn().report_id());
    case Event::kReportSanitised:
      return Sanitised(event_.report_sanitised());
    case Event::kDisposalApproved:
      return Disposed(event_.disposal_approved().record_id());
    default:
      return;  // Nothing that a tasking rests on.
  }
}

void Folder::FoldTasking() {
  switch (event_.body_case()) {
    case Event::kTaskingProposed:
      return Proposed(event_.tasking_proposed());
    case Event::kTaskingApproved:
      return Decided(event_.tasking_approved().tasking_id(), "APPROVED");
    case Event::kTaskingRiskAccepted:
      return Decided(event_.tasking_risk_accepted().tasking_id(), "NO_ACTION");
    case Event::kTaskingRejected:
      return Moved(event_.tasking_rejected().tasking_id(), "REJECTED");
    case Event::kTaskingDeferred:
      return Moved(event_.tasking_deferred().tasking_id(), "DEFERRED");
    case Event::kTaskingReferred:
      return Moved(event_.tasking_referred().tasking_id(), "PROPOSED");
    case Event::kTaskingAssigned: {
      const v1::TaskingAssigned& e = event_.tasking_assigned();
      tables_.Change(kTaskings, e.tasking_id(), [&](TaskingState& tasking) {
        tasking.set_lead_org(e.lead_org());
      });
      return Moved(e.tasking_id(), "ASSIGNED");
    }
    case Event::kTaskingAccepted:
      return Moved(event_.tasking_accepted().tasking_id(), "ACCEPTED");
    case Event::kTaskingDeclined:
      return Moved(event_.tasking_declined().tasking_id(), "APPROVED");
    case Event::kTaskingStarted:
      return Moved(event_.tasking_started().tasking_id(), "IN_PROGRESS");
    case Event::kTaskingSuspended:
      return Moved(event_.tasking_suspended().tasking_id(), "SUSPENDED");
    case Event::kTaskingResumed:
      return Moved(event_.tasking_resumed().tasking_id(), "IN_PROGRESS");
    case Event::kTaskingCancelled:
      return Moved(event_.tasking_cancelled().tasking_id(), "CANCELLED");
    case Event::kTaskingCompleted:
      return Moved(event_.tasking_completed().tasking_id(), "COMPLETED");
    case Event::kReviewOpened:
      return Reviewed(event_.review_opened().tasking_id());
    case Event::kTaskingClosed:
      return Moved(event_.tasking_closed().tasking_id(), "CLOSED");
    case Event::kTaskingVaried: {
      const std::string& id = event_.tasking_varied().tasking_id();
      const TaskingState* tasking = tables_.Get(kTaskings, id);
      return Moved(id, tasking == nullptr ? "" : tasking->state());
    }
    case Event::kTaskingRejustified:
      return Rejustified(event_.tasking_rejustified());
    default:
      return;
  }
}

void Folder::Founded(const v1::LedgerFounded& e) {
  tables_.Change(kPolicy, kPolicyKey, [&](PolicyState& policy) {
    *policy.mutable_policy() = e.policy();
  });
}

RankedTerm Folder::Rank(absl::string_view vocabulary,
                        const std::string& term) const {
  RankedTerm ranked;
  ranked.set_term(term);
  const v1::Vocabulary* terms = nullptr;
  for (const v1::VocabularyPin& pin : event_.vocabulary_pins()) {
    if (pin.id() == vocabulary) {
      terms = vocabularies_.Find(vocabulary, pin.version());
    }
  }
  if (terms == nullptr) {
    terms = vocabularies_.InForce(vocabulary,
                                  absl::FromUnixMicros(at_.recorded_at));
  }
  const v1::Term* found =
      terms == nullptr ? nullptr : FindTerm(*terms, "", term);
  if (found != nullptr) ranked.set_rank(found->rank());
  return ranked;
}

std::vector<TableInfo> WithGrounds(std::vector<TableInfo> own) {
  own.insert(own.end(),
             {Describe(kPolicy), Describe(kVersions), Describe(kAssessments),
              Describe(kReports), Describe(kTaskings)});
  return own;
}

Shift Fold(const Recorded& at, const Vocabularies& vocabularies,
           Tables& tables) {
  return Folder(at, vocabularies, tables).Fold();
}

std::string VersionKey(absl::string_view assessment_id, uint64_t version) {
  return absl::StrCat(assessment_id, "/", version);
}

const VersionState* InForce(absl::string_view assessment_id, Tables& tables) {
  const AssessmentState* assessment = tables.Get(kAssessments, assessment_id);
  if (assessment == nullptr || assessment->in_force() == 0) return nullptr;
  return tables.Get(kVersions,
                    VersionKey(assessment_id, assessment->in_force()));
}

uint32_t CountTainted(const VersionState& version, Tables& tables) {
  uint32_t tainted = 0;
  for (const v1::ReportItemRef& cited : version.cited()) {
    const ReportState* report = tables.Get(kReports, cited.report_id());
    if (report == nullptr) continue;
    if (IsRegraded(cited, *report) || report->disposed() ||
        IsWithdrawn(*report, tables)) {
      ++tainted;
    }
  }
  return tainted;
}

std::vector<v1::Marking> MarkingsOf(const Lapse& lapse, Tables& tables) {
  std::vector<v1::Marking> markings;
  const AssessmentState* assessment =
      tables.Get(kAssessments, lapse.assessment_id());
  if (assessment != nullptr) markings.push_back(assessment->marking());
  if (lapse.report_id().empty()) return markings;
  const ReportState* report = tables.Get(kReports, lapse.report_id());
  if (report != nullptr) markings.push_back(report->marking());
  return markings;
}

}  // namespace loopledger::grounds
