#include "projections/measures/loop_closure.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "projections/grounds/id_set.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::MeasuredLoopState;
using state::v1::OutcomeOfState;

// By tasking id, from its approval on.
constexpr Table<MeasuredLoopState> kLoops{"loops", 9, Keep::kLatest};
// By outcome id.
constexpr Table<OutcomeOfState> kOutcomeOf{"outcome_of", 10, Keep::kLatest};

constexpr char kReportAssessment[] = "report-assessment";
constexpr char kAssessmentDecision[] = "assessment-decision";
constexpr char kDecisionStart[] = "decision-start";
constexpr char kStartOutcome[] = "start-outcome";
constexpr char kOutcomeReassessment[] = "outcome-reassessment";

Figure Link(const char* link) { return {"M7", "link", link}; }

// "2026Q1".
std::string QuarterOf(int64_t micros) {
  const absl::CivilMonth month =
      absl::ToCivilMonth(absl::FromUnixMicros(micros), absl::UTCTimeZone());
  return absl::StrCat(month.year(), "Q", (month.month() - 1) / 3 + 1);
}

// What a loop on its way waits for.
const char* WaitsFor(const MeasuredLoopState& loop) {
  if (loop.started_at() == 0) return kDecisionStart;
  return loop.outcome_at() == 0 ? kStartOutcome : kOutcomeReassessment;
}

}  // namespace

void LoopClosure::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kLoops), Describe(kOutcomeOf)});
}

void LoopClosure::Fold(const grounds::Shift& shift) {
  FoldEvent();
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& id : taskings) Follow(id);
}

void LoopClosure::FoldEvent() {
  const Event& event = at_.event;
  const std::string& id = event.stream_id();
  switch (event.body_case()) {
    case Event::kTaskingApproved:
      return Approved(id);
    case Event::kTaskingStarted:
      return Started(id);
    case Event::kTaskingRejustified:
      return Cites(id);
    case Event::kOutcomeRecorded:
      return OutcomeCame(event.outcome_recorded().outcome_id(),
                         event.outcome_recorded().tasking_id());
    case Event::kAssessmentReaffirmed:
      return Considered(id,
                        event.assessment_reaffirmed().considered_outcomes());
    case Event::kAssessmentPublished: {
      const grounds::VersionState* version = grounds::InForce(id, tables_);
      if (version != nullptr) Considered(id, version->considered_outcomes());
      return;
    }
    default:
      return;
  }
}

const MeasuredLoopState* LoopClosure::OnItsWay(const std::string& id) {
  const MeasuredLoopState* loop = tables_.Get(kLoops, id);
  return loop == nullptr || loop->over() ? nullptr : loop;
}

std::vector<Figure> LoopClosure::WindowsOf(
    const MeasuredLoopState& loop) const {
  return {{"M7"}, {"M7", "window", loop.window()}};
}

void LoopClosure::AboutTasking(const std::string& id) {
  const MeasuredLoopState& loop = *tables_.Get(kLoops, id);
  const std::vector<std::string> assessments(loop.assessments().begin(),
                                             loop.assessments().end());
  figures_.About(assessments, id);
}

void LoopClosure::Approved(const std::string& id) {
  if (tables_.Get(kLoops, id) != nullptr) return;
  MeasuredLoopState loop;
  loop.set_window(QuarterOf(at_.recorded_at));
  loop.set_approved_at(at_.recorded_at);
  tables_.Change(kLoops, id, [&](MeasuredLoopState& self) { self = loop; });
  Cites(id);
  AboutTasking(id);
  loop = *tables_.Get(kLoops, id);
  MeasureGrounds(*tables_.Get(grounds::kTaskings, id), loop);
  loop.set_over(!loop.grounded());
  for (const Figure& window : WindowsOf(loop)) {
    figures_.Count(window, [&](state::v1::TallyState& tally) {
      tally.set_of(tally.of() + 1);
      if (loop.over()) return tally.set_ended(tally.ended() + 1);
      tally.set_open(tally.open() + 1);
    });
  }
  if (!loop.over()) figures_.Begin(Link(kDecisionStart));
  tables_.Change(kLoops, id, [&](MeasuredLoopState& self) { self = loop; });
}

void LoopClosure::MeasureGrounds(const grounds::TaskingState& tasking,
                                 MeasuredLoopState& loop) {
  int64_t published_at = 0;
  int64_t wait = 0;
  const auto refs = tasking.justification();
  for (const v1::AssessmentRef& ref : refs) {
    const state::v1::EditionState* edition = tables_.Get(
        kEditions, grounds::VersionKey(ref.assessment_id(), ref.version()));
    if (edition == nullptr || edition->published_at() == 0) continue;
    published_at = std::max(published_at, edition->published_at());
    if (edition->report_at() == 0) continue;
    const int64_t took = edition->published_at() - edition->report_at();
    wait = loop.grounded() ? std::min(wait, took) : took;
    loop.set_grounded(true);
  }
  if (loop.grounded()) {
    figures_.Took(Link(kReportAssessment), wait);
  } else {
    figures_.Lacked(Link(kReportAssessment));
  }
  if (published_at != 0) {
    figures_.Took(Link(kAssessmentDecision), at_.recorded_at - published_at);
  }
}

// Notes which assessments may close it.
void LoopClosure::Cites(const std::string& id) {
  const grounds::TaskingState* tasking = tables_.Get(grounds::kTaskings, id);
  if (tasking == nullptr || OnItsWay(id) == nullptr) return;
  const auto refs = tasking->justification();
  tables_.Change(kLoops, id, [&](MeasuredLoopState& loop) {
    for (const v1::AssessmentRef& ref : refs) {
      Include(ref.assessment_id(), *loop.mutable_assessments());
    }
  });
}

void LoopClosure::Started(const std::string& id) {
  const MeasuredLoopState* loop = OnItsWay(id);
  if (loop == nullptr || loop->started_at() != 0) return;
  const bool came = loop->outcome_at() != 0;
  AboutTasking(id);
  figures_.Over(Link(kDecisionStart), at_.recorded_at - loop->approved_at());
  tables_.Change(kLoops, id, [&](MeasuredLoopState& self) {
    self.set_started_at(at_.recorded_at);
  });
  if (!came) return figures_.Begin(Link(kStartOutcome));
  figures_.Took(Link(kStartOutcome), 0);  // By chance, before it.
  figures_.Begin(Link(kOutcomeReassessment));
}

void LoopClosure::OutcomeCame(const std::string& outcome_id,
                              const std::string& id) {
  tables_.Change(kOutcomeOf, outcome_id,
                 [&](OutcomeOfState& outcome) { outcome.set_tasking_id(id); });
  const MeasuredLoopState* loop = OnItsWay(id);
  if (loop == nullptr || loop->outcome_at() != 0) return;
  const int64_t started_at = loop->started_at();
  tables_.Change(kLoops, id, [&](MeasuredLoopState& self) {
    self.set_outcome_at(at_.recorded_at);
  });
  if (started_at == 0) return;
  AboutTasking(id);
  figures_.Over(Link(kStartOutcome), at_.recorded_at - started_at);
  figures_.Begin(Link(kOutcomeReassessment));
}

void LoopClosure::Considered(const std::string& assessment_id,
                             const Ids& outcomes) {
  const Ids considered = outcomes;
  for (const std::string& outcome_id : considered) {
    const OutcomeOfState* outcome = tables_.Get(kOutcomeOf, outcome_id);
    if (outcome == nullptr) continue;
    const std::string id = outcome->tasking_id();
    const MeasuredLoopState* known = OnItsWay(id);
    if (known == nullptr || known->started_at() == 0 ||
        known->outcome_at() == 0 ||
        !Contains(known->assessments(), assessment_id)) {
      continue;
    }
    const MeasuredLoopState loop = *known;
    AboutTasking(id);
    figures_.Over(Link(kOutcomeReassessment),
                  at_.recorded_at - loop.outcome_at());
    for (const Figure& window : WindowsOf(loop)) {
      figures_.Count(window, [](state::v1::TallyState& tally) {
        tally.set_open(tally.open() - 1);
        tally.set_hits(tally.hits() + 1);
      });
    }
    tables_.Change(kLoops, id,
                   [](MeasuredLoopState& self) { self.set_over(true); });
  }
}

// One that is cancelled goes no further.
void LoopClosure::Follow(const std::string& id) {
  const MeasuredLoopState* known = OnItsWay(id);
  if (known == nullptr) return;
  const std::string& state = tables_.Get(grounds::kTaskings, id)->state();
  const bool ended = state == "CANCELLED" || state == "REJECTED" ||
                     (known->outcome_at() == 0 && state == "CLOSED");
  if (!ended) return;
  const MeasuredLoopState loop = *known;
  AboutTasking(id);
  figures_.Ended(Link(WaitsFor(loop)));
  for (const Figure& window : WindowsOf(loop)) figures_.Ended(window);
  tables_.Change(kLoops, id,
                 [](MeasuredLoopState& self) { self.set_over(true); });
}

}  // namespace loopledger::measures
