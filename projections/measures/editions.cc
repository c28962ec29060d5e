#include "projections/measures/editions.h"

#include <algorithm>
#include <string>

#include "absl/time/time.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/id_set.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::EditionState;
using state::v1::ForecastState;
using state::v1::IntakeState;

constexpr char kYardstick[] = "phia";

// In the version that the event pinned, else the one in force then.
const v1::Term* FindForecastTerm(const Recorded& at,
                                 const Vocabularies& vocabularies,
                                 const std::string& term) {
  const v1::Vocabulary* terms = nullptr;
  for (const v1::VocabularyPin& pin : at.event.vocabulary_pins()) {
    if (pin.id() == kYardstick) {
      terms = vocabularies.Find(kYardstick, pin.version());
    }
  }
  if (terms == nullptr) {
    terms =
        vocabularies.InForce(kYardstick, absl::FromUnixMicros(at.recorded_at));
  }
  return terms == nullptr ? nullptr : FindTerm(*terms, "", term);
}

// The number given, else the middle of what the term stands for.
void TakeForecast(const v1::KeyJudgement& judgement, const v1::Term* term,
                  ForecastState& forecast) {
  forecast.set_id(judgement.id());
  forecast.set_term(judgement.term());
  if (term != nullptr) {
    forecast.set_low(term->range().low());
    forecast.set_high(term->range().high());
  }
  forecast.set_forecast(judgement.has_probability()
                            ? judgement.probability()
                            : (forecast.low() + forecast.high()) / 2);
}

void TakeDraft(const Recorded& at, const Vocabularies& vocabularies,
               EditionState& edition) {
  const v1::AssessmentDrafted& e = at.event.assessment_drafted();
  edition.Clear();
  edition.set_layer(e.layer());
  edition.set_org(at.event.actor().org());
  edition.set_total(e.scorecard().total());
  for (const std::string& area : e.threat().areas()) {
    Include(area, *edition.mutable_areas());
  }
  for (const v1::KeyJudgement& judgement : e.judgements()) {
    const v1::Term* term = FindForecastTerm(at, vocabularies, judgement.term());
    // Without a term that says how likely, it is no forecast.
    if (term == nullptr && !judgement.has_probability()) continue;
    TakeForecast(judgement, term, *edition.add_forecasts());
  }
}

void Publish(const Recorded& at, Tables& tables) {
  const v1::AssessmentPublished& e = at.event.assessment_published();
  const std::string key = grounds::VersionKey(e.assessment_id(), e.version());
  const grounds::VersionState* version = tables.Get(grounds::kVersions, key);
  int64_t report_at = 0;
  if (version != nullptr) {
    const auto cited = version->cited();
    for (const v1::ReportItemRef& ref : cited) {
      const IntakeState* report = tables.Get(kIntake, ref.report_id());
      if (report == nullptr) continue;
      report_at = std::max(report_at, report->accepted_at());
    }
  }
  tables.Change(kEditions, key, [&](EditionState& edition) {
    edition.set_published_at(at.recorded_at);
    edition.set_report_at(report_at);
  });
}

template <typename Items>
void TakeItems(const Items& items, IntakeState& report) {
  report.clear_items();
  for (const v1::ReportItem& item : items) report.add_items(item.number());
}

void FoldReport(const Recorded& at, const Vocabularies& vocabularies,
                Tables& tables) {
  const Event& event = at.event;
  const auto body = event.body_case();
  if (body < Event::kReportSubmitted || body > Event::kReportWithdrawn) return;
  tables.Change(kIntake, event.stream_id(), [&](IntakeState& report) {
    RaiseTo(event.marking(), vocabularies, at.recorded_at,
            *report.mutable_marking());
    if (event.has_report_submitted()) {
      TakeItems(event.report_submitted().items(), report);
    } else if (event.has_report_sanitised()) {
      TakeItems(event.report_sanitised().items(), report);
      report.set_derived_from(event.report_sanitised().report_id());
    } else if (event.has_report_accepted()) {
      report.set_accepted_at(at.recorded_at);
    }
  });
}

}  // namespace

void FoldEditions(const Recorded& at, const Vocabularies& vocabularies,
                  Tables& tables) {
  if (at.event.has_assessment_drafted()) {
    const v1::AssessmentDrafted& e = at.event.assessment_drafted();
    tables.Change(
        kEditions, grounds::VersionKey(e.assessment_id(), e.version()),
        [&](EditionState& edition) { TakeDraft(at, vocabularies, edition); });
  } else if (at.event.has_assessment_published()) {
    Publish(at, tables);
  } else {
    FoldReport(at, vocabularies, tables);
  }
}

}  // namespace loopledger::measures
