#include "projections/gaps/feedback_loop.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "projections/engine/tables.h"
#include "projections/gaps/alignment_gaps.h"
#include "projections/gaps/gap_clock.h"
#include "projections/gaps/gap_rows.h"
#include "projections/gaps/orphans.h"
#include "projections/gaps/promises.h"
#include "projections/gaps/questions.h"
#include "projections/gaps/unused.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

using grounds::AssessmentState;
using grounds::TaskingState;
using state::v1::AwaitedState;
using state::v1::OutcomeState;
using state::v1::TimerState;
using state::v1::WatchState;
using Event = v1::Event;

constexpr uint32_t kUntaskedAfterDays = 28;
constexpr uint32_t kUnreassessedAfterDays = 30;

// By outcome id.
constexpr Table<OutcomeState> kOutcomes{"outcomes", 2, Keep::kLatest};
// By assessment id: the deadlines that run for it.
constexpr Table<WatchState> kWatches{"watches", 3, Keep::kLatest};
// By tasking id.
constexpr Table<AwaitedState> kAwaited{"awaited", 5, Keep::kLatest};
// Folds one record, once the grounds are folded.
class Folder {
 public:
  Folder(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at),
        vocabularies_(vocabularies),
        tables_(tables),
        clock_(at, tables),
        rows_(at, vocabularies, tables),
        promises_(at, vocabularies, tables),
        questions_(at, vocabularies, tables),
        alignment_(at, vocabularies, tables),
        orphans_(at, vocabularies, tables),
        unused_(at, vocabularies, tables) {}

  void Fold(const grounds::Shift& shift);

 private:
  void Tick();
  void Watch(const std::string& assessment_id, bool reviewed);
  void Refresh(const std::string& gap_id, const TimerState& gap);
  void CheckLapse(const std::string& tasking_id);
  void OutcomeCame(const std::string& outcome_id, const std::string& tasking,
                   bool corrected);
  void AwaitReassessment(const std::string& outcome_id);
  void FoldOutcome();
  void MarkOutcome(const std::string& outcome_id);
  void FoldReassessment();
  template <typename Considered>
  void Reassessed(const std::string& assessment_id,
                  const Considered& considered);
  void Forget(const std::string& outcome_id, const std::string& assessment_id);
  void RefreshOutcome(const std::string& outcome_id);
  void RefreshOutcomesOf(const std::string& tasking_id);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  GapClock clock_;
  GapRows rows_;
  Promises promises_;
  Questions questions_;
  AlignmentGaps alignment_;
  Orphans orphans_;
  Unused unused_;
};

void Folder::Fold(const grounds::Shift& shift) {
  const Event& event = at_.event;
  const bool reviewed =
      event.has_assessment_published() || event.has_assessment_reaffirmed();
  const absl::btree_set<std::string> assessments(shift.assessments.begin(),
                                                 shift.assessments.end());
  for (const std::string& id : assessments) {
    Watch(id, reviewed && id == event.stream_id());
  }
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& id : taskings) {
    CheckLapse(id);
    RefreshOutcomesOf(id);
  }
  FoldReassessment();
  FoldOutcome();
  promises_.Fold(shift);
  questions_.Fold(shift);
  alignment_.Fold(shift);
  orphans_.Fold(shift);
  unused_.Fold();
  if (at_.record.has_tick()) Tick();
}

void Folder::FoldReassessment() {
  const Event& event = at_.event;
  const std::string& id = event.stream_id();
  if (event.has_assessment_published()) {
    const grounds::VersionState* version = grounds::InForce(id, tables_);
    if (version != nullptr) Reassessed(id, version->considered_outcomes());
  } else if (event.has_assessment_reaffirmed()) {
    Reassessed(id, event.assessment_reaffirmed().considered_outcomes());
  } else if (event.has_assessment_archived()) {
    const WatchState* watch = tables_.Get(kWatches, id);
    if (watch != nullptr) Reassessed(id, IdSet(watch->outcomes()));
  }
}

void Folder::FoldOutcome() {
  const Event& event = at_.event;
  if (event.body_case() < Event::kOutcomeRecorded ||
      event.body_case() > Event::kOutcomeCorrected) {
    return;
  }
  MarkOutcome(event.stream_id());
  if (event.has_outcome_recorded()) {
    OutcomeCame(event.outcome_recorded().outcome_id(),
                event.outcome_recorded().tasking_id(), false);
  } else if (event.has_outcome_corrected()) {
    OutcomeCame(event.outcome_corrected().outcome_id(),
                event.outcome_corrected().tasking_id(), true);
  }
  RefreshOutcome(event.stream_id());
}

void Folder::MarkOutcome(const std::string& outcome_id) {
  if (!at_.event.has_marking()) return;
  tables_.Change(kOutcomes, outcome_id, [&](OutcomeState& outcome) {
    RaiseTo(at_.event.marking(), vocabularies_, at_.recorded_at,
            *outcome.mutable_marking());
  });
}

void Folder::RefreshOutcome(const std::string& outcome_id) {
  const OutcomeState* outcome = tables_.Get(kOutcomes, outcome_id);
  if (outcome == nullptr) return;
  const IdSet waiting = outcome->assessments();
  for (const std::string& assessment : waiting) {
    const TimerState gap = GapOf("M4", assessment, outcome_id);
    Refresh(GapId(gap), gap);
  }
}

void Folder::RefreshOutcomesOf(const std::string& tasking_id) {
  const AwaitedState* awaited = tables_.Get(kAwaited, tasking_id);
  if (awaited == nullptr) return;
  const IdSet outcomes = awaited->outcomes();
  for (const std::string& outcome : outcomes) RefreshOutcome(outcome);
}

// Everything is late whose deadline is at or before now.
void Folder::Tick() {
  while (const auto gap = clock_.Passed()) {
    Refresh(GapId(*gap), *gap);
    promises_.Refresh(*gap);
    questions_.Refresh(*gap);
    alignment_.Refresh(*gap);
    orphans_.Refresh(*gap);
  }
  unused_.Tick();
}

// Writes a gap's row anew from what is known now, when there is such a gap.
void Folder::Refresh(const std::string& gap_id, const TimerState& gap) {
  if (tables_.Get(kGaps, gap_id) == nullptr) return;
  const AssessmentState* assessment =
      tables_.Get(grounds::kAssessments, gap.assessment_id());
  if (assessment == nullptr) return;
  const OutcomeState* outcome = gap.outcome_id().empty()
                                    ? nullptr
                                    : tables_.Get(kOutcomes, gap.outcome_id());
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    if (gap.metric() == "M1") {
      rows_.Untasked(gap.assessment_id(), *assessment, row);
    } else if (gap.metric() == "M2") {
      rows_.Stale(gap.assessment_id(), *assessment, row);
    } else if (outcome != nullptr) {
      rows_.Unreassessed({gap.outcome_id(), *outcome}, gap.assessment_id(),
                         *assessment, row);
    }
  });
}

// Sets the deadlines of an assessment to what its state asks for.
void Folder::Watch(const std::string& assessment_id, bool reviewed) {
  const AssessmentState& assessment =
      *tables_.Get(grounds::kAssessments, assessment_id);
  const bool untasked =
      assessment.run_version() != 0 && !assessment.run_decided();
  const int64_t decide_by =
      untasked ? clock_.After(assessment.run_since(),
                              clock_.policy().untasked_after_days(),
                              kUntaskedAfterDays)
               : 0;
  const bool due = assessment.in_force() != 0 && assessment.review_due() != 0;
  const int64_t review_by = due ? assessment.review_due() + 1 : 0;
  const TimerState tasked = GapOf("M1", assessment_id);
  const TimerState review = GapOf("M2", assessment_id);
  tables_.Change(kWatches, assessment_id, [&](WatchState& watch) {
    if (decide_by != watch.decide_by()) {
      clock_.End(watch.decide_by(), tasked);
      clock_.Set(decide_by, tasked);
      watch.set_decide_by(decide_by);
    }
    if (review_by != watch.review_by() || reviewed) {
      clock_.End(watch.review_by(), review);
      clock_.Set(review_by, review);
      watch.set_review_by(review_by);
    }
  });
  Refresh(GapId(tasked), tasked);
  Refresh(GapId(review), review);
  const auto waiting = tables_.Get(kWatches, assessment_id)->outcomes();
  for (const std::string& outcome : waiting) {
    const TimerState gap = GapOf("M4", assessment_id, outcome);
    Refresh(GapId(gap), gap);
  }
}

void Folder::CheckLapse(const std::string& tasking_id) {
  const std::string gap_id = absl::StrCat("M3/", tasking_id);
  const TaskingState& tasking = *tables_.Get(grounds::kTaskings, tasking_id);
  if (!tasking.live() || tasking.lapses().empty()) {
    tables_.Delete(kGaps, gap_id);
    return;
  }
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    row.set_gap_id(gap_id);
    rows_.Lapsed(tasking_id, tasking, row);
  });
}

// --- Outcomes.

void Folder::OutcomeCame(const std::string& outcome_id,
                         const std::string& tasking, bool corrected) {
  const OutcomeState* known = tables_.Get(kOutcomes, outcome_id);
  const OutcomeState before = known == nullptr ? OutcomeState() : *known;
  if (corrected && before.tasking_id() == tasking) return;
  for (const std::string& assessment : before.assessments()) {
    Forget(outcome_id, assessment);
  }
  tables_.Change(kOutcomes, outcome_id, [&](OutcomeState& outcome) {
    outcome.set_tasking_id(tasking);
    if (corrected) return;
    outcome.set_position(at_.position);
    outcome.set_recorded_at(at_.recorded_at);
    outcome.set_org(at_.event.actor().org());
  });
  AwaitReassessment(outcome_id);
}

// Each assessment that the outcome's tasking cites is to consider it.
void Folder::AwaitReassessment(const std::string& outcome_id) {
  const OutcomeState outcome = *tables_.Get(kOutcomes, outcome_id);
  const TaskingState* tasking =
      tables_.Get(grounds::kTaskings, outcome.tasking_id());
  absl::btree_set<std::string> cited;
  if (tasking != nullptr) {
    for (const v1::AssessmentRef& ref : tasking->justification()) {
      const AssessmentState* assessment =
          tables_.Get(grounds::kAssessments, ref.assessment_id());
      const bool archived =
          assessment != nullptr && assessment->archived_position() != 0;
      if (!archived) cited.insert(ref.assessment_id());
    }
  }
  for (const std::string& done : outcome.considered_by()) cited.erase(done);
  const int64_t due = clock_.After(outcome.recorded_at(),
                                   clock_.policy().unreassessed_after_days(),
                                   kUnreassessedAfterDays);
  tables_.Change(kOutcomes, outcome_id, [&](OutcomeState& self) {
    self.set_due(due);
    self.mutable_assessments()->Assign(cited.begin(), cited.end());
  });
  for (const std::string& assessment : cited) {
    clock_.Set(due, GapOf("M4", assessment, outcome_id));
    tables_.Change(kWatches, assessment, [&](WatchState& watch) {
      Include(outcome_id, *watch.mutable_outcomes());
    });
  }
  if (cited.empty()) return;
  tables_.Change(kAwaited, outcome.tasking_id(), [&](AwaitedState& awaited) {
    Include(outcome_id, *awaited.mutable_outcomes());
  });
}

template <typename Considered>
void Folder::Reassessed(const std::string& assessment_id,
                        const Considered& considered) {
  for (const std::string& outcome_id : considered) {
    if (tables_.Get(kOutcomes, outcome_id) == nullptr) continue;
    Forget(outcome_id, assessment_id);
    tables_.Change(kOutcomes, outcome_id, [&](OutcomeState& outcome) {
      Include(assessment_id, *outcome.mutable_considered_by());
    });
  }
}

// The outcome no longer waits for the assessment.
void Folder::Forget(const std::string& outcome_id,
                    const std::string& assessment_id) {
  OutcomeState outcome;
  tables_.Change(kOutcomes, outcome_id, [&](OutcomeState& self) {
    Exclude(assessment_id, *self.mutable_assessments());
    outcome = self;
  });
  clock_.End(outcome.due(), GapOf("M4", assessment_id, outcome_id));
  tables_.Change(kWatches, assessment_id, [&](WatchState& watch) {
    Exclude(outcome_id, *watch.mutable_outcomes());
  });
  if (!outcome.assessments().empty()) return;
  IdSet left;
  tables_.Change(kAwaited, outcome.tasking_id(), [&](AwaitedState& awaited) {
    Exclude(outcome_id, *awaited.mutable_outcomes());
    left = awaited.outcomes();
  });
  if (left.empty()) tables_.Delete(kAwaited, outcome.tasking_id());
}

}  // namespace

Projection FeedbackLoop(const Vocabularies& vocabularies) {
  std::vector<TableInfo> own = {Describe(kGaps), Describe(kOutcomes),
                                Describe(kWatches), Describe(kTimers),
                                Describe(kAwaited)};
  Promises::AddTables(own);
  Questions::AddTables(own);
  AlignmentGaps::AddTables(own);
  Orphans::AddTables(own);
  Unused::AddTables(own);
  return {.name = "feedback_loop",
          .version = 9,
          .tables = grounds::WithGrounds(std::move(own)),
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            const grounds::Shift shift =
                grounds::Fold(at, vocabularies, tables);
            Folder(at, vocabularies, tables).Fold(shift);
          }};
}

}  // namespace loopledger::feedback_loop
