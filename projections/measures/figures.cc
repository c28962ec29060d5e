#include "projections/measures/figures.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "projections/grounds/high_water.h"
#include "projections/measures/figure_words.h"
#include "projections/measures/measures.h"
#include "projections/measures/waits.h"

namespace loopledger::measures {
namespace {

using state::v1::TallyState;

// Whose names stand in the key; others are told apart by their subjects.
constexpr absl::string_view kTold[] = {"area", "body", "link", "org", "term"};

google::protobuf::Duration DurationOf(int64_t micros) {
  google::protobuf::Duration duration;
  duration.set_seconds(micros / 1000000);
  duration.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
  return duration;
}

bool IsEmpty(const TallyState& tally) {
  return tally.waits().n() == 0 && tally.n() == 0 && tally.open() == 0 &&
         tally.ended() == 0 && tally.of() == 0 && tally.cohesion() == 0;
}

void ShowCounts(const TallyState& tally, v1::MeasureRow& row) {
  row.set_n(tally.n() + tally.waits().n());
  row.set_open(tally.open());
  row.set_ended(tally.ended());
  row.set_hits(tally.hits());
  row.set_of(tally.of());
  if (tally.waits().n() > 0) {
    *row.mutable_p50() = DurationOf(Quantile(tally.waits(), 50));
    *row.mutable_p90() = DurationOf(Quantile(tally.waits(), 90));
    *row.mutable_longest() = DurationOf(tally.waits().longest());
  }
  if (tally.of() > 0) {
    row.set_share(static_cast<double>(tally.hits()) /
                  static_cast<double>(tally.of()));
  }
}

void ShowForecasts(const TallyState& tally, v1::MeasureRow& row) {
  if (tally.n() > 0) {
    row.set_brier(tally.squares() / static_cast<double>(tally.n()));
    row.set_forecast(tally.forecasts() / static_cast<double>(tally.n()));
  }
  if (tally.expected_high() > 0) {
    row.set_expected_low(tally.expected_low());
    row.set_expected_high(tally.expected_high());
  }
}

}  // namespace

std::string KeyOf(const Figure& figure) {
  if (figure.subject.empty()) return std::string(figure.metric);
  const bool told = std::find(std::begin(kTold), std::end(kTold),
                              figure.dimension) != std::end(kTold);
  return told ? absl::StrCat(figure.metric, "/", figure.dimension, "/",
                             figure.subject)
              : absl::StrCat(figure.metric, "/", figure.subject);
}

void Figures::Mark(const Figure& figure, const v1::Marking& marking) {
  const std::string key = KeyOf(figure);
  if (tables_.Get(kTallies, key) == nullptr) return;
  tables_.Change(kTallies, key,
                 [&](TallyState& tally) { Cover(marking, tally); });
  Show(figure);
}

void Figures::Begin(const Figure& figure, const v1::Marking& marking) {
  Count(figure, marking,
        [](TallyState& tally) { tally.set_open(tally.open() + 1); });
}

void Figures::Over(const Figure& figure, const v1::Marking& marking,
                   int64_t since) {
  Count(figure, marking, [&](TallyState& tally) {
    tally.set_open(tally.open() - 1);
    Add(at_.recorded_at - since, *tally.mutable_waits());
  });
}

void Figures::Ended(const Figure& figure, const v1::Marking& marking) {
  Count(figure, marking, [](TallyState& tally) {
    tally.set_open(tally.open() - 1);
    tally.set_ended(tally.ended() + 1);
  });
}

void Figures::Took(const Figure& figure, const v1::Marking& marking,
                   int64_t since) {
  Count(figure, marking, [&](TallyState& tally) {
    Add(at_.recorded_at - since, *tally.mutable_waits());
  });
}

void Figures::Raise(const v1::Marking& other, v1::Marking& marking) const {
  RaiseTo(other, vocabularies_, at_.recorded_at, marking);
}

void Figures::NoteCause(TallyState& tally) const {
  auto& causes = *tally.mutable_caused_by();
  if (!causes.empty() && *causes.rbegin() == at_.position) return;
  if (causes.size() == kCausesMax) causes.erase(causes.begin());
  causes.Add(at_.position);
}

void Figures::Cover(const v1::Marking& marking, TallyState& tally) const {
  Raise(marking, *tally.mutable_marking());
}

void Figures::Show(const Figure& figure) {
  const std::string key = KeyOf(figure);
  const TallyState tally = *tables_.Get(kTallies, key);
  if (IsEmpty(tally)) {
    tables_.Delete(kTallies, key);
    tables_.Delete(kMeasures, key);
    return;
  }
  tables_.Change(kMeasures, key, [&](v1::MeasureRow& row) {
    row.Clear();
    row.set_key(key);
    row.set_metric(std::string(figure.metric));
    row.set_dimension(std::string(figure.dimension));
    row.set_subject(figure.subject);
    ShowCounts(tally, row);
    ShowForecasts(tally, row);
    if (tally.cohesion() > 0) row.set_cohesion(tally.cohesion());
    *row.mutable_exceptions() = tally.exceptions();
    *row.mutable_caused_by() = tally.caused_by();
    *row.mutable_marking() = tally.marking();
    PutInWords(row);
  });
}

void NoteException(const std::string& id, TallyState& tally) {
  auto& exceptions = *tally.mutable_exceptions();
  if (exceptions.size() == kExceptionsMax) exceptions.erase(exceptions.begin());
  *exceptions.Add() = id;
}

}  // namespace loopledger::measures
