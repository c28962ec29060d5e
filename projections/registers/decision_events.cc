// What becomes of reports and assessments, and what that means for decisions.
#include <utility>

#include "absl/strings/strip.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/moment.h"
#include "projections/registers/decision_basis.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::DraftedState;
using state::v1::ReportThenState;
using state::v1::RestsState;
using state::v1::ThreatState;

void SetItems(const google::protobuf::RepeatedPtrField<v1::ReportItem>& items,
              ReportThenState& report) {
  report.clear_items();
  for (const v1::ReportItem& item : items) {
    ReportThenState::Item& kept = *report.add_items();
    kept.set_number(item.number());
    *kept.mutable_grade() = item.grade();
  }
}

}  // namespace

void DecisionBasis::Fold() {
  const Event& event = in_.at.event;
  const auto body = event.body_case();
  if (body >= Event::kReportSubmitted && body <= Event::kReportWithdrawn) {
    FoldReport();
    // Nobody rests on what is not accepted yet.
    if (body > Event::kReportRejected) {
      RaiseDecisions(OfReport(event.stream_id()));
    }
  } else if (body >= Event::kAssessmentDrafted &&
             body <= Event::kJudgementResolved) {
    FoldAssessment();
    RaiseDecisions(OfAssessment(event.stream_id()));
  } else if (event.has_disposal_approved()) {
    absl::string_view record = event.disposal_approved().record_id();
    if (absl::ConsumePrefix(&record, "report:")) {
      Lost(std::string(record), "DISPOSED");
    }
  }
}

// --- Reports.

void DecisionBasis::FoldReport() {
  const Event& event = in_.at.event;
  switch (event.body_case()) {
    case Event::kReportSubmitted:
      return Submitted(event.stream_id(), "");
    case Event::kReportSanitised:
      return Submitted(event.report_sanitised().derived_report_id(),
                       event.report_sanitised().report_id());
    case Event::kReportRegraded:
      return Regraded(event.report_regraded());
    case Event::kOriginatorPermission:
      return Permitted(event.originator_permission());
    case Event::kReportWithdrawn:
      return Lost(event.stream_id(), "WITHDRAWN");
    default:
      break;
  }
  const ReportThenState* known = in_.tables.Get(kReports, event.stream_id());
  if (known == nullptr || !event.has_marking()) return;
  v1::Marking marking = known->marking();
  Cover(event.marking(), in_, marking);
  if (marking.SerializeAsString() == known->marking().SerializeAsString()) {
    return;
  }
  in_.tables.Change(kReports, event.stream_id(), [&](ReportThenState& report) {
    *report.mutable_marking() = marking;
  });
}

void DecisionBasis::Submitted(const std::string& id,
                              const std::string& derived_from) {
  const Event& event = in_.at.event;
  in_.tables.Change(kReports, id, [&](ReportThenState& report) {
    SetItems(derived_from.empty() ? event.report_submitted().items()
                                  : event.report_sanitised().items(),
             report);
    report.set_derived_from(derived_from);
    Cover(event.marking(), in_, *report.mutable_marking());
  });
}

void DecisionBasis::Regraded(const v1::ReportRegraded& e) {
  const Event& event = in_.at.event;
  in_.tables.Change(kReports, e.report_id(), [&](ReportThenState& report) {
    Cover(event.marking(), in_, *report.mutable_marking());
    for (ReportThenState::Item& item : *report.mutable_items()) {
      if (item.number() != e.item()) continue;
      *item.mutable_grade() = e.to();
      item.set_regraded_version(event.stream_version());
    }
  });
  v1::SinceRow since;
  since.set_what("REGRADED");
  since.set_report_id(e.report_id());
  since.set_item(e.item());
  *since.mutable_from() = e.from();
  *since.mutable_to() = e.to();
  for (const std::string& decision : RestingOn(OfReport(e.report_id()))) {
    bool cited = false;
    EachCited(decision, [&](const v1::ReportItemRef& ref) {
      cited |= ref.report_id() == e.report_id() &&
               (ref.item() == 0 || ref.item() == e.item());
    });
    if (cited) Since(decision, since);
  }
}

// The last word on an action holds.
void DecisionBasis::Permitted(const v1::OriginatorPermission& e) {
  in_.tables.Change(kReports, e.report_id(), [&](ReportThenState& report) {
    Cover(in_.at.event.marking(), in_, *report.mutable_marking());
    ReportThenState::Permission* kept = nullptr;
    for (ReportThenState::Permission& known : *report.mutable_permissions()) {
      if (known.action() == e.action()) kept = &known;
    }
    if (kept == nullptr) kept = report.add_permissions();
    kept->set_action(e.action());
    kept->set_granted(e.granted());
    kept->set_limits(e.limits());
    kept->set_until(MicrosOf(e.until()));
    kept->set_position(in_.at.position);
  });
}

// Withdrawn, or disposed of, which makes nothing that came from it untrue. Who
// may see a sanitised report may not learn which one it was made from.
void DecisionBasis::Lost(const std::string& report_id, const char* what) {
  const bool withdrawn = absl::string_view(what) == "WITHDRAWN";
  in_.tables.Change(kReports, report_id, [&](ReportThenState& report) {
    if (withdrawn) {
      report.set_withdrawn(true);
    } else {
      report.set_disposed(true);
    }
  });
  for (const std::string& decision : RestingOn(OfReport(report_id))) {
    std::string lost;
    EachCited(decision, [&](const v1::ReportItemRef& ref) {
      if (ref.report_id() == report_id ||
          (withdrawn && ComesFrom(report_id, ref.report_id()))) {
        lost = ref.report_id();
      }
    });
    if (lost.empty()) continue;
    v1::SinceRow since;
    since.set_what(what);
    since.set_report_id(lost);
    Since(decision, std::move(since));
  }
}

bool DecisionBasis::ComesFrom(const std::string& from,
                              const std::string& report_id) {
  std::string at = report_id;
  for (int i = 0; i < kDerivedMax && !at.empty(); ++i) {
    if (at == from) return true;
    const ReportThenState* report = in_.tables.Get(kReports, at);
    at = report == nullptr ? "" : report->derived_from();
  }
  return false;
}

bool DecisionBasis::IsLost(const std::string& report_id) {
  std::string at = report_id;
  for (int i = 0; i < kDerivedMax && !at.empty(); ++i) {
    const ReportThenState* report = in_.tables.Get(kReports, at);
    if (report == nullptr) return false;
    if (report->withdrawn()) return true;
    at = report->derived_from();
  }
  return false;
}

// --- Assessments.

void DecisionBasis::FoldAssessment() {
  const Event& event = in_.at.event;
  const std::string& id = event.stream_id();
  in_.tables.Change(kThreats, id, [&](ThreatState& threat) {
    Cover(event.marking(), in_, *threat.mutable_marking());
  });
  if (event.has_assessment_drafted()) {
    Drafted(event.assessment_drafted());
  } else if (event.has_assessment_published()) {
    Published(event.assessment_published());
  } else if (event.has_assessment_withdrawn()) {
    Withdrawn(event.assessment_withdrawn());
  } else if (event.has_assessment_archived()) {
    in_.tables.Change(kThreats, id,
                      [](ThreatState& threat) { threat.set_in_force(0); });
  }
}

void DecisionBasis::Drafted(const v1::AssessmentDrafted& e) {
  in_.tables.Change(kThreats, e.assessment_id(), [&](ThreatState& threat) {
    threat.set_name(e.threat().name());
  });
  in_.tables.Change(kVersions,
                    grounds::VersionKey(e.assessment_id(), e.version()),
                    [&](DraftedState& version) {
                      version.Clear();
                      *version.mutable_scorecard() = e.scorecard();
                      version.mutable_scorecard()->clear_dimensions();
                      for (const v1::KeyJudgement& judgement : e.judgements()) {
                        auto& judged = *version.add_judgements();
                        judged.set_id(judgement.id());
                        judged.set_term(judgement.term());
                        judged.set_confidence(judgement.confidence().rating());
                      }
                      for (const v1::SupportingItem& item : e.supporting()) {
                        DraftedState::Cited& cited = *version.add_cited();
                        *cited.mutable_ref() = item.ref();
                        cited.set_against(item.against());
                      }
                    });
}

// Each version that a decision rests on is superseded once.
void DecisionBasis::Published(const v1::AssessmentPublished& e) {
  const std::string& id = e.assessment_id();
  uint64_t before = 0;
  in_.tables.Change(kThreats, id, [&](ThreatState& threat) {
    before = threat.in_force();
    threat.set_in_force(e.version());
  });
  for (const std::string& decision : RestingOn(OfAssessment(id))) {
    const RestsState* known = in_.tables.Get(kRests, decision);
    if (known == nullptr) continue;  // It was only justified anew by this.
    const RestsState rests = *known;
    for (const v1::AssessmentRef& ref : rests.refs()) {
      if (ref.assessment_id() != id || ref.version() != before ||
          ref.version() == e.version()) {
        continue;
      }
      v1::SinceRow since;
      since.set_what("SUPERSEDED");
      since.set_assessment_id(id);
      since.set_version(ref.version());
      since.set_superseded_by(e.version());
      Since(decision, std::move(since));
    }
  }
}

void DecisionBasis::Withdrawn(const v1::AssessmentWithdrawn& e) {
  const std::string& id = e.assessment_id();
  in_.tables.Change(kThreats, id,
                    [](ThreatState& threat) { threat.set_in_force(0); });
  for (const std::string& decision : RestingOn(OfAssessment(id))) {
    v1::SinceRow since;
    since.set_what("WITHDRAWN");
    since.set_assessment_id(id);
    since.set_version(e.version());
    Since(decision, std::move(since));
  }
}

}  // namespace loopledger::registers
