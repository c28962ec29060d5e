#include "projections/measures/calibration.h"

#include "projections/grounds/grounds.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::EditionState;
using state::v1::ForecastState;
using state::v1::MeasuredJudgedState;
using state::v1::TallyState;

constexpr absl::string_view kMetric = "M16";
constexpr absl::string_view kTerm = "term";

// By assessment id: the version whose judgements are open; 0: none.
constexpr Table<MeasuredJudgedState> kJudged{"judged", 13, Keep::kLatest};

std::vector<Figure> FiguresOf(const EditionState& edition,
                              const ForecastState& forecast) {
  std::vector<Figure> figures = {{kMetric},
                                 {kMetric, kTerm, forecast.term()},
                                 {kMetric, "org", edition.org()}};
  for (const std::string& area : edition.areas()) {
    figures.push_back({kMetric, "area", area});
  }
  return figures;
}

void Leave(ForecastState::Phase phase, TallyState& tally) {
  if (phase == ForecastState::OPEN) tally.set_open(tally.open() - 1);
  if (phase == ForecastState::ENDED) tally.set_ended(tally.ended() - 1);
}

}  // namespace

void Calibration::AddTables(std::vector<TableInfo>& own) {
  own.push_back(Describe(kJudged));
}

void Calibration::Fold() {
  const Event& event = at_.event;
  switch (event.body_case()) {
    case Event::kAssessmentPublished:
      return InForce(event.assessment_published().assessment_id(),
                     event.assessment_published().version());
    case Event::kAssessmentWithdrawn:
      return InForce(event.assessment_withdrawn().assessment_id(), 0);
    case Event::kAssessmentArchived:
      return InForce(event.assessment_archived().assessment_id(), 0);
    case Event::kJudgementResolved:
      return Resolved(event.judgement_resolved());
    default:
      return;
  }
}

void Calibration::InForce(const std::string& assessment_id, uint64_t version) {
  const MeasuredJudgedState* known = tables_.Get(kJudged, assessment_id);
  const uint64_t before = known == nullptr ? 0 : known->n();
  figures_.About({&assessment_id, 1}, "");
  if (before != 0) {
    MoveAll(grounds::VersionKey(assessment_id, before), ForecastState::OPEN,
            ForecastState::ENDED);
  }
  if (version != 0) {
    const std::string key = grounds::VersionKey(assessment_id, version);
    MoveAll(key, ForecastState::NONE, ForecastState::OPEN);
    MoveAll(key, ForecastState::ENDED, ForecastState::OPEN);
  }
  tables_.Change(kJudged, assessment_id,
                 [&](MeasuredJudgedState& judged) { judged.set_n(version); });
}

void Calibration::MoveAll(const std::string& edition_key, Phase from,
                          Phase to) {
  const EditionState* known = tables_.Get(kEditions, edition_key);
  if (known == nullptr || known->forecasts().empty()) return;
  EditionState edition = *known;
  for (ForecastState& forecast : *edition.mutable_forecasts()) {
    if (forecast.phase() != from) continue;
    Move(edition, forecast, to);
    forecast.set_phase(to);
  }
  tables_.Change(kEditions, edition_key,
                 [&](EditionState& self) { self = edition; });
}

void Calibration::Move(const EditionState& edition,
                       const ForecastState& forecast, Phase to) {
  for (const Figure& figure : FiguresOf(edition, forecast)) {
    figures_.Count(figure, [&](TallyState& tally) {
      Leave(forecast.phase(), tally);
      if (to == ForecastState::OPEN) {
        tally.set_open(tally.open() + 1);
      } else {
        tally.set_ended(tally.ended() + 1);
      }
      if (figure.dimension == kTerm) {
        tally.set_expected_low(forecast.low());
        tally.set_expected_high(forecast.high());
      }
    });
  }
}

void Calibration::Resolved(const v1::JudgementResolved& e) {
  const std::string key = grounds::VersionKey(e.assessment_id(), e.version());
  const EditionState* known = tables_.Get(kEditions, key);
  if (known == nullptr) return;
  EditionState edition = *known;
  figures_.About({&e.assessment_id(), 1}, "");
  for (ForecastState& forecast : *edition.mutable_forecasts()) {
    if (forecast.id() != e.judgement_id() ||
        forecast.phase() == ForecastState::RESOLVED) {
      continue;
    }
    if (e.result() == "VOID") {
      Move(edition, forecast, ForecastState::ENDED);
    } else {
      Score(edition, forecast, e.result() == "TRUE");
    }
    forecast.set_phase(ForecastState::RESOLVED);
  }
  tables_.Change(kEditions, key, [&](EditionState& self) { self = edition; });
}

void Calibration::Score(const EditionState& edition,
                        const ForecastState& forecast, bool came_true) {
  const double error = forecast.forecast() - (came_true ? 1 : 0);
  for (const Figure& figure : FiguresOf(edition, forecast)) {
    figures_.Count(figure, [&](TallyState& tally) {
      Leave(forecast.phase(), tally);
      tally.set_n(tally.n() + 1);
      tally.set_of(tally.of() + 1);
      tally.set_hits(tally.hits() + (came_true ? 1 : 0));
      tally.set_squares(tally.squares() + error * error);
      tally.set_forecasts(tally.forecasts() + forecast.forecast());
    });
  }
}

}  // namespace loopledger::measures
