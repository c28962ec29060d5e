// What assessments and reports do to the grounds.
#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "projections/grounds/grounds_folder.h"
#include "projections/grounds/lapse.h"
#include "projections/grounds/moment.h"

namespace loopledger::grounds {

// --- Assessments.

void Folder::Drafted(const v1::AssessmentDrafted& e) {
  const std::string& id = e.assessment_id();
  tables_.Change(
      kVersions, VersionKey(id, e.version()), [&](VersionState& version) {
        version.Clear();
        version.set_version(e.version());
        version.set_band(e.scorecard().band());
        version.set_review_due(MicrosOf(e.review_due()));
        *version.mutable_considered_outcomes() = e.considered_outcomes();
        for (const v1::KeyJudgement& judgement : e.judgements()) {
          auto& kept = *version.add_judgements();
          kept.set_id(judgement.id());
          *kept.mutable_likelihood() = Rank("phia", judgement.term());
          *kept.mutable_confidence() =
              Rank("confidence", judgement.confidence().rating());
        }
        for (const v1::SupportingItem& item : e.supporting()) {
          *version.add_cited() = item.ref();
        }
      });
  tables_.Change(kAssessments, id, [&](AssessmentState& assessment) {
    assessment.set_name(e.threat().name());
    if (assessment.owner_org().empty()) {
      assessment.set_owner_org(event_.actor().org());
    }
    Raise(*assessment.mutable_marking());
  });
  shift_.assessments.push_back(id);
}

void Folder::Published(const v1::AssessmentPublished& e) {
  const std::string& id = e.assessment_id();
  const std::string key = VersionKey(id, e.version());
  tables_.Change(kVersions, key, [&](VersionState& version) {
    version.set_version(e.version());
    version.set_published_position(at_.position);
  });
  const VersionState& version = *tables_.Get(kVersions, key);
  const bool high = version.band() != 0 && version.band() <= kHighBandMax;
  tables_.Change(kAssessments, id, [&](AssessmentState& assessment) {
    assessment.set_in_force(e.version());
    assessment.set_review_due(version.review_due());
    assessment.set_reviewed_position(at_.position);
    assessment.set_withdrawn_position(0);
    if (high == (assessment.run_version() != 0)) return;
    assessment.set_run_version(high ? e.version() : 0);
    assessment.set_run_position(high ? at_.position : 0);
    assessment.set_run_since(high ? at_.recorded_at : 0);
    assessment.set_run_decided(false);
  });
  for (const v1::ReportItemRef& ref : version.cited()) {
    const ReportState* report = tables_.Get(kReports, ref.report_id());
    if (report != nullptr && Contains(report->cited_by(), id)) continue;
    tables_.Change(kReports, ref.report_id(), [&](ReportState& cited) {
      Include(id, *cited.mutable_cited_by());
    });
  }
  Supersede(id, version);
  shift_.assessments.push_back(id);
}

void Folder::Reaffirmed(const v1::AssessmentReaffirmed& e) {
  tables_.Change(kAssessments, e.assessment_id(),
                 [&](AssessmentState& assessment) {
                   assessment.set_review_due(MicrosOf(e.review_due()));
                   assessment.set_reviewed_position(at_.position);
                 });
  shift_.assessments.push_back(e.assessment_id());
}

void Folder::LeftForce(absl::string_view id) {
  tables_.Change(kAssessments, id, [&](AssessmentState& assessment) {
    assessment.set_in_force(0);
    assessment.set_review_due(0);
    assessment.set_run_version(0);
    assessment.set_run_position(0);
    assessment.set_run_since(0);
    assessment.set_run_decided(false);
  });
  shift_.assessments.push_back(std::string(id));
}

void Folder::Withdrawn(const v1::AssessmentWithdrawn& e) {
  const std::string& id = e.assessment_id();
  LeftForce(id);
  tables_.Change(kAssessments, id, [&](AssessmentState& assessment) {
    assessment.set_withdrawn_position(at_.position);
  });
  const IdSet taskings = tables_.Get(kAssessments, id)->live_taskings();
  for (const std::string& tasking : taskings) Examine(tasking);
}

void Folder::Archived(const v1::AssessmentArchived& e) {
  LeftForce(e.assessment_id());
  tables_.Change(kAssessments, e.assessment_id(),
                 [&](AssessmentState& assessment) {
                   assessment.set_archived_position(at_.position);
                 });
}

// What live taskings cite of this assessment now meets a newer version.
void Folder::Supersede(const std::string& id, const VersionState& newer) {
  const IdSet taskings = tables_.Get(kAssessments, id)->live_taskings();
  for (const std::string& tasking_id : taskings) {
    const TaskingState& tasking = *tables_.Get(kTaskings, tasking_id);
    const auto refs = tasking.justification();
    for (const v1::AssessmentRef& ref : refs) {
      if (ref.assessment_id() == id && ref.version() != newer.version()) {
        ExamineRef(ref, tasking_id);
      }
    }
  }
}

// --- Reports.

void Folder::Regraded(const v1::ReportRegraded& e) {
  tables_.Change(kReports, e.report_id(), [&](ReportState& report) {
    auto& regrade = *report.add_regrades();
    regrade.set_item(e.item());
    regrade.set_stream_version(event_.stream_version());
    regrade.set_position(at_.position);
  });
  Taint(e.report_id(), e.item(),
        absl::StrCat("item ", e.item(), " of report ", e.report_id(),
                     " was regraded"));
}

void Folder::ReportWithdrawn(const std::string& id) {
  tables_.Change(kReports, id, [&](ReportState& report) {
    report.set_withdrawn(true);
    report.set_withdrawn_position(at_.position);
  });
  const std::string reason = absl::StrCat("report ", id, " was withdrawn");
  Taint(id, 0, reason);
  TaintDerived(*tables_.Get(kReports, id));
}

// Another record than a report is no ground of anything.
void Folder::Disposed(absl::string_view record_id) {
  if (!absl::ConsumePrefix(&record_id, "report:")) return;
  const std::string id(record_id);
  tables_.Change(kReports, id,
                 [](ReportState& report) { report.set_disposed(true); });
  Taint(id, 0, absl::StrCat("report ", id, " was disposed of"));
}

// Who may see a sanitised report may not learn which one it was made from.
void Folder::TaintDerived(const ReportState& report) {
  std::vector<std::string> derived(report.derived().begin(),
                                   report.derived().end());
  for (size_t i = 0; i < derived.size(); ++i) {
    Taint(derived[i], 0,
          absl::StrCat("the original was withdrawn of report ", derived[i]));
    const ReportState* next = tables_.Get(kReports, derived[i]);
    if (next == nullptr) continue;
    derived.insert(derived.end(), next->derived().begin(),
                   next->derived().end());
  }
}

void Folder::Sanitised(const v1::ReportSanitised& e) {
  tables_.Change(kReports, e.report_id(), [&](ReportState& report) {
    Include(e.derived_report_id(), *report.mutable_derived());
  });
  tables_.Change(kReports, e.derived_report_id(), [&](ReportState& report) {
    report.set_derived_from(e.report_id());
  });
}

// An item (0: all) of this report is no longer what assessments cite.
void Folder::Taint(const std::string& report_id, uint32_t item,
                   const std::string& reason) {
  const ReportState* report = tables_.Get(kReports, report_id);
  if (report == nullptr) return;
  const IdSet citing = report->cited_by();
  for (const std::string& assessment_id : citing) {
    shift_.assessments.push_back(assessment_id);
    TaintCiting(assessment_id, report_id, item, reason);
  }
}

void Folder::TaintCiting(const std::string& assessment_id,
                         const std::string& report_id, uint32_t item,
                         const std::string& reason) {
  const IdSet taskings =
      tables_.Get(kAssessments, assessment_id)->live_taskings();
  for (const std::string& tasking_id : taskings) {
    const auto refs = tables_.Get(kTaskings, tasking_id)->justification();
    for (const v1::AssessmentRef& ref : refs) {
      if (ref.assessment_id() != assessment_id) continue;
      const VersionState* version =
          tables_.Get(kVersions, VersionKey(assessment_id, ref.version()));
      if (version == nullptr) continue;
      const bool cites = std::any_of(
          version->cited().begin(), version->cited().end(),
          [&](const v1::ReportItemRef& cited) {
            return cited.report_id() == report_id &&
                   (item == 0 || cited.item() == 0 || cited.item() == item);
          });
      if (!cites) continue;
      AddLapse(tasking_id, ref,
               absl::StrCat(reason, ", which ", Tell(ref), " cites"),
               at_.position, report_id);
    }
  }
}

}  // namespace loopledger::grounds
