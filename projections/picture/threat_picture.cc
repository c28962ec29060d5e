#include "projections/picture/threat_picture.h"

#include <string>

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/moment.h"

namespace loopledger::threat_picture {
namespace {

using state::v1::DraftState;
using Event = v1::Event;

// By assessment/version, until it is published.
constexpr Table<DraftState> kDrafts{"drafts", 3, Keep::kLatest};

// --- Threats.

void Tell(const v1::KeyJudgement& judgement, v1::KeyJudgementRow& row) {
  row.set_id(judgement.id());
  row.set_proposition(judgement.proposition());
  row.set_term(judgement.term());
  row.set_confidence(judgement.confidence().rating());
  if (judgement.has_horizon()) *row.mutable_horizon() = judgement.horizon();
}

// What a row says of a version, published or, before there is one, drafted.
void Tell(const v1::AssessmentDrafted& draft, v1::ThreatRow& row) {
  row.set_assessment_id(draft.assessment_id());
  row.set_name(draft.threat().name());
  row.set_kind(draft.threat().kind());
  *row.mutable_areas() = draft.threat().areas();
  row.set_layer(draft.layer());
  row.set_product(draft.product());
  row.set_band(draft.scorecard().band());
  row.set_score_total(draft.scorecard().total());
  row.set_harm(draft.scorecard().harm());
  row.set_likelihood(draft.scorecard().likelihood());
  row.clear_judgements();
  for (const v1::KeyJudgement& judgement : draft.judgements()) {
    Tell(judgement, *row.add_judgements());
  }
  row.set_summary(draft.summary());
  row.set_change_reason(draft.change_reason());
  row.set_reports_cited(static_cast<uint32_t>(draft.supporting_size()));
  row.clear_review_due();
  if (draft.has_review_due()) *row.mutable_review_due() = draft.review_due();
}

absl::string_view Trend(uint32_t before, uint32_t now) {
  if (before == 0) return "NEW";
  if (now < before) return "UP";  // Band 1 is the highest.
  return now > before ? "DOWN" : "STEADY";
}

void Drafted(const Recorded& at, Tables& tables) {
  const v1::AssessmentDrafted& e = at.event.assessment_drafted();
  tables.Change(kDrafts, grounds::VersionKey(e.assessment_id(), e.version()),
                [&](DraftState& draft) {
                  *draft.mutable_draft() = e;
                  *draft.mutable_marking() = at.event.marking();
                });
  tables.Change(kThreats, e.assessment_id(), [&](v1::ThreatRow& row) {
    row.set_draft_version(e.version());
    if (row.owner_org().empty()) row.set_owner_org(at.event.actor().org());
    if (row.version() != 0) return;  // The published one stands.
    Tell(e, row);
    row.set_state("DRAFTED");
    *row.mutable_marking() = at.event.marking();
  });
}

void Reviewed(const v1::AssessmentReviewed& e, Tables& tables) {
  tables.Change(kThreats, e.assessment_id(), [&](v1::ThreatRow& row) {
    if (row.version() == 0 && row.draft_version() == e.version()) {
      row.set_state("REVIEWED");
    }
  });
}

using Cited = absl::btree_set<std::string>;

Cited CitedBy(const grounds::VersionState* version) {
  Cited reports;
  if (version == nullptr) return reports;
  for (const v1::ReportItemRef& ref : version->cited()) {
    reports.insert(ref.report_id());
  }
  return reports;
}

// Counts, at each report, by how many assessments in force it is cited.
void Recount(const Cited& before, const Cited& after, Tables& tables) {
  const auto add = [&](const std::string& report, int difference) {
    tables.Change(kReports, report, [&](v1::ReportRow& row) {
      row.set_report_id(report);
      row.set_cited_by(row.cited_by() + static_cast<uint32_t>(difference));
    });
  };
  for (const std::string& report : before) {
    if (!after.contains(report)) add(report, -1);
  }
  for (const std::string& report : after) {
    if (!before.contains(report)) add(report, 1);
  }
}

void Published(const Recorded& at, Tables& tables) {
  const v1::AssessmentPublished& e = at.event.assessment_published();
  const std::string key = grounds::VersionKey(e.assessment_id(), e.version());
  const DraftState* known = tables.Get(kDrafts, key);
  const DraftState draft = known == nullptr ? DraftState() : *known;
  tables.Delete(kDrafts, key);
  tables.Change(kThreats, e.assessment_id(), [&](v1::ThreatRow& row) {
    const uint32_t band_before = row.version() == 0 ? 0 : row.band();
    Tell(draft.draft(), row);
    row.set_assessment_id(e.assessment_id());
    row.set_state("PUBLISHED");
    row.set_version(e.version());
    row.set_trend(std::string(Trend(band_before, row.band())));
    *row.mutable_published_at() = MomentOf(at.recorded_at);
    *row.mutable_marking() = draft.marking();
  });
}

void Ended(const std::string& assessment_id, const char* state,
           Tables& tables) {
  tables.Change(kThreats, assessment_id,
                [&](v1::ThreatRow& row) { row.set_state(state); });
}

void Reaffirmed(const v1::AssessmentReaffirmed& e, Tables& tables) {
  tables.Change(kThreats, e.assessment_id(), [&](v1::ThreatRow& row) {
    if (e.has_review_due()) *row.mutable_review_due() = e.review_due();
  });
}

void Resolved(const v1::JudgementResolved& e, Tables& tables) {
  tables.Change(kThreats, e.assessment_id(), [&](v1::ThreatRow& row) {
    if (row.version() != e.version()) return;
    for (v1::KeyJudgementRow& judgement : *row.mutable_judgements()) {
      if (judgement.id() == e.judgement_id()) {
        judgement.set_resolution(e.result());
      }
    }
  });
}

// What the row says that comes from elsewhere: taskings, taint, the high run.
void Refresh(const std::string& assessment_id, Tables& tables) {
  const grounds::AssessmentState* assessment =
      tables.Get(grounds::kAssessments, assessment_id);
  const grounds::VersionState* version =
      grounds::InForce(assessment_id, tables);
  if (assessment == nullptr) return;
  tables.Change(kThreats, assessment_id, [&](v1::ThreatRow& row) {
    row.set_live_taskings(
        static_cast<uint32_t>(assessment->live_taskings_size()));
    if (version != nullptr) {
      row.set_reports_tainted(grounds::CountTainted(*version, tables));
    }
    row.clear_high_since();
    if (assessment->run_version() != 0) {
      *row.mutable_high_since() = MomentOf(assessment->run_since());
    }
  });
}

// What is told of the version in force, or of a draft before there is one, is
// marked as high as the newest event that tells of it; a later draft is not
// told of yet.
void Mark(const Recorded& at, const Vocabularies& vocabularies,
          Tables& tables) {
  const Event& event = at.event;
  if (event.body_case() < Event::kAssessmentReviewed ||
      event.body_case() > Event::kJudgementResolved || !event.has_marking()) {
    return;
  }
  tables.Change(kThreats, event.stream_id(), [&](v1::ThreatRow& row) {
    if (event.has_assessment_reviewed() && row.version() != 0) return;
    RaiseTo(event.marking(), vocabularies, at.recorded_at,
            *row.mutable_marking());
  });
}

void FoldThreat(const Recorded& at, Tables& tables) {
  switch (at.event.body_case()) {
    case Event::kAssessmentDrafted:
      return Drafted(at, tables);
    case Event::kAssessmentReviewed:
      return Reviewed(at.event.assessment_reviewed(), tables);
    case Event::kAssessmentPublished:
      return Published(at, tables);
    case Event::kAssessmentReaffirmed:
      return Reaffirmed(at.event.assessment_reaffirmed(), tables);
    case Event::kAssessmentWithdrawn:
      return Ended(at.event.assessment_withdrawn().assessment_id(), "WITHDRAWN",
                   tables);
    case Event::kAssessmentArchived:
      return Ended(at.event.assessment_archived().assessment_id(), "ARCHIVED",
                   tables);
    case Event::kJudgementResolved:
      return Resolved(at.event.judgement_resolved(), tables);
    default:
      return;  // Not about a threat.
  }
}

// --- Reports.

template <typename Content>
void Submitted(const Recorded& at, const std::string& report_id,
               const Content& content, Tables& tables) {
  tables.Change(kReports, report_id, [&](v1::ReportRow& row) {
    row.set_report_id(report_id);
    row.set_state("SUBMITTED");
    row.set_owner_org(at.event.actor().org());
    row.clear_grades();
    for (const v1::ReportItem& item : content.items()) {
      v1::GradeRow& grade = *row.add_grades();
      grade.set_item(item.number());
      *grade.mutable_grade() = item.grade();
    }
    if (content.has_date_of_intelligence()) {
      *row.mutable_date_of_intelligence() = content.date_of_intelligence();
    }
  });
}

void Become(const std::string& report_id, const char* state, Tables& tables) {
  tables.Change(kReports, report_id,
                [&](v1::ReportRow& row) { row.set_state(state); });
}

void Disposed(absl::string_view record_id, Tables& tables) {
  if (!absl::ConsumePrefix(&record_id, "report:")) return;
  Become(std::string(record_id), "DISPOSED", tables);
}

void Regraded(const Recorded& at, Tables& tables) {
  const v1::ReportRegraded& e = at.event.report_regraded();
  tables.Change(kReports, e.report_id(), [&](v1::ReportRow& row) {
    for (v1::GradeRow& grade : *row.mutable_grades()) {
      if (grade.item() != e.item()) continue;
      *grade.mutable_grade() = e.to();
      grade.set_regraded_version(at.event.stream_version());
    }
  });
}

void Sanitised(const Recorded& at, Tables& tables) {
  const v1::ReportSanitised& e = at.event.report_sanitised();
  Submitted(at, e.derived_report_id(), e, tables);
  tables.Change(kReports, e.derived_report_id(), [&](v1::ReportRow& row) {
    row.set_derived_from(e.report_id());
  });
}

void FoldReport(const Recorded& at, Tables& tables) {
  const Event& event = at.event;
  switch (event.body_case()) {
    case Event::kReportSubmitted:
      return Submitted(at, event.report_submitted().report_id(),
                       event.report_submitted(), tables);
    case Event::kReportAccepted:
      return Become(event.report_accepted().report_id(), "ACCEPTED", tables);
    case Event::kReportRejected:
      return Become(event.report_rejected().report_id(), "REJECTED", tables);
    case Event::kReportWithdrawn:
      return Become(event.report_withdrawn().report_id(), "WITHDRAWN", tables);
    case Event::kDisposalApproved:
      return Disposed(event.disposal_approved().record_id(), tables);
    case Event::kReportRegraded:
      return Regraded(at, tables);
    case Event::kReportSanitised:
      return Sanitised(at, tables);
    default:
      return;  // Nothing but the stream's version is told of the others.
  }
}

bool IsAboutAReport(const Event& event) {
  return event.body_case() >= Event::kReportSubmitted &&
         event.body_case() <= Event::kReportWithdrawn;
}

void Fold(const Recorded& at, const Vocabularies& vocabularies,
          Tables& tables) {
  const bool in_or_out = at.event.has_assessment_published() ||
                         at.event.has_assessment_withdrawn() ||
                         at.event.has_assessment_archived();
  const std::string& stream = at.event.stream_id();
  const Cited before =
      in_or_out ? CitedBy(grounds::InForce(stream, tables)) : Cited();
  const grounds::Shift shift = grounds::Fold(at, vocabularies, tables);
  FoldThreat(at, tables);
  Mark(at, vocabularies, tables);
  if (in_or_out) {
    Recount(before, CitedBy(grounds::InForce(stream, tables)), tables);
  }
  FoldReport(at, tables);
  if (IsAboutAReport(at.event)) {
    tables.Change(kReports, stream, [&](v1::ReportRow& row) {
      row.set_report_id(stream);
      row.set_stream_version(at.event.stream_version());
      if (at.event.has_marking()) *row.mutable_marking() = at.event.marking();
    });
  }
  if (at.event.has_assessment_drafted()) return;  // Nothing rests on a draft.
  for (const std::string& assessment : shift.assessments) {
    Refresh(assessment, tables);
  }
}

}  // namespace

Projection ThreatPicture(const Vocabularies& vocabularies) {
  return {.name = "threat_picture",
          .version = 3,
          .tables = grounds::WithGrounds(
              {Describe(kThreats), Describe(kReports), Describe(kDrafts)}),
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            Fold(at, vocabularies, tables);
          }};
}

}  // namespace loopledger::threat_picture
