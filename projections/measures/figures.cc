#include "projections/measures/figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/id_set.h"
#include "projections/measures/figure_words.h"
#include "projections/measures/measures.h"
#include "projections/measures/waits.h"

namespace loopledger::measures {
namespace {

using state::v1::FiguredState;
using state::v1::TallyState;

// By "assessment/id" or "tasking/id".
constexpr Table<FiguredState> kCounted{"counted", 4, Keep::kLatest};

std::string AssessmentKey(absl::string_view id) {
  return absl::StrCat("assessment/", id);
}

std::string TaskingKey(absl::string_view id) {
  return absl::StrCat("tasking/", id);
}

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
         tally.ended() == 0 && tally.of() == 0;
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
  if (row.metric() == "M16" && tally.n() > 0) {
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

void Figures::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kTallies), Describe(kCounted)});
}

void Figures::Follow(const grounds::Shift& shift) {
  for (const std::string& id : shift.assessments) {
    const auto* assessment = tables_.Get(grounds::kAssessments, id);
    if (assessment != nullptr) Follow(AssessmentKey(id), assessment->marking());
  }
  for (const std::string& id : shift.taskings) {
    const auto* tasking = tables_.Get(grounds::kTaskings, id);
    if (tasking != nullptr) Follow(TaskingKey(id), tasking->marking());
  }
}

void Figures::Follow(const std::string& counted_key,
                     const v1::Marking& marking) {
  const FiguredState* known = tables_.Get(kCounted, counted_key);
  if (known == nullptr ||
      known->marking().SerializeAsString() == marking.SerializeAsString()) {
    return;
  }
  const FiguredState counted = *known;
  const v1::Marking raised = marking;
  for (const auto& ref : counted.figures()) {
    Mark({ref.metric(), ref.dimension(), ref.subject()}, raised);
  }
  tables_.Change(kCounted, counted_key,
                 [&](FiguredState& self) { *self.mutable_marking() = raised; });
}

void Figures::About(absl::Span<const std::string> assessments,
                    absl::string_view tasking_id) {
  counted_keys_.clear();
  marking_ = at_.event.marking();
  const auto about = [this](std::string key, const v1::Marking& marking) {
    Raise(marking, marking_);
    const FiguredState* known = tables_.Get(kCounted, key);
    if (known == nullptr) {
      tables_.Change(kCounted, key, [&](FiguredState& counted) {
        *counted.mutable_marking() = marking;
      });
    }
    counted_keys_.push_back(std::move(key));
  };
  for (const std::string& id : assessments) {
    const auto* assessment = tables_.Get(grounds::kAssessments, id);
    if (assessment != nullptr) {
      about(AssessmentKey(id), v1::Marking(assessment->marking()));
    }
  }
  if (tasking_id.empty()) return;
  const auto* tasking = tables_.Get(grounds::kTaskings, tasking_id);
  if (tasking != nullptr) {
    about(TaskingKey(tasking_id), v1::Marking(tasking->marking()));
  }
}

void Figures::About(const v1::Marking& marking) { Raise(marking, marking_); }

// So that raising its marking finds the figure.
void Figures::NoteCounted(const Figure& figure) {
  const std::string key = KeyOf(figure);
  for (const std::string& counted_key : counted_keys_) {
    const FiguredState* known = tables_.Get(kCounted, counted_key);
    if (known != nullptr && Contains(known->keys(), key)) continue;
    tables_.Change(kCounted, counted_key, [&](FiguredState& counted) {
      Include(key, *counted.mutable_keys());
      auto& ref = *counted.add_figures();
      ref.set_metric(std::string(figure.metric));
      ref.set_dimension(std::string(figure.dimension));
      ref.set_subject(figure.subject);
    });
  }
}

void Figures::Mark(const Figure& figure, const v1::Marking& marking) {
  const std::string key = KeyOf(figure);
  const TallyState* tally = tables_.Get(kTallies, key);
  if (tally == nullptr) return;
  v1::Marking raised = tally->marking();
  Raise(marking, raised);
  if (raised.SerializeAsString() == tally->marking().SerializeAsString()) {
    return;
  }
  tables_.Change(kTallies, key,
                 [&](TallyState& self) { *self.mutable_marking() = raised; });
  Show(figure);
}

void Figures::Begin(const Figure& figure) {
  Count(figure, [](TallyState& tally) { tally.set_open(tally.open() + 1); });
}

void Figures::Over(const Figure& figure, int64_t wait) {
  Count(figure, [&](TallyState& tally) {
    tally.set_open(tally.open() - 1);
    Add(wait, *tally.mutable_waits());
  });
}

void Figures::Ended(const Figure& figure) {
  Count(figure, [](TallyState& tally) {
    tally.set_open(tally.open() - 1);
    tally.set_ended(tally.ended() + 1);
  });
}

void Figures::Took(const Figure& figure, int64_t wait) {
  Count(figure, [&](TallyState& tally) { Add(wait, *tally.mutable_waits()); });
}

void Figures::Lacked(const Figure& figure) {
  Count(figure, [](TallyState& tally) { tally.set_ended(tally.ended() + 1); });
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
    if (key == "M14") row.set_cohesion(tally.cohesion());
    *row.mutable_exceptions() = tally.exceptions();
    *row.mutable_caused_by() = tally.caused_by();
    *row.mutable_marking() = tally.marking();
    PutInWords(row);
  });
}

void NoteException(const std::string& id, TallyState& tally,
                   int exceptions_max) {
  auto& exceptions = *tally.mutable_exceptions();
  if (exceptions.size() == exceptions_max) exceptions.erase(exceptions.begin());
  *exceptions.Add() = id;
}

void ForgetException(const std::string& id, TallyState& tally) {
  auto& exceptions = *tally.mutable_exceptions();
  const auto found = std::find(exceptions.begin(), exceptions.end(), id);
  if (found != exceptions.end()) exceptions.erase(found);
}

}  // namespace loopledger::measures
