#include "projections/measures/decision_waits.h"

#include "absl/container/btree_set.h"
#include "projections/grounds/id_set.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::MeasuredSittingState;
using state::v1::RunState;

constexpr absl::string_view kMetric = "M5";
// When a decision names none, and when a ledger does not know its session.
constexpr char kNoBody[] = "outside a session";
constexpr char kUnknownBody[] = "unknown";

// By assessment id.
constexpr Table<RunState> kRuns{"runs", 6, Keep::kLatest};
// By session id.
constexpr Table<MeasuredSittingState> kSessions{"sessions", 7, Keep::kLatest};

struct TaskingDecision {
  const std::string* tasking_id = nullptr;  // Null: it is none.
  const v1::DecisionRecord* record = nullptr;
};

TaskingDecision DecisionIn(const Event& event) {
  switch (event.body_case()) {
    case Event::kTaskingApproved:
      return {&event.tasking_approved().tasking_id(),
              &event.tasking_approved().decision()};
    case Event::kTaskingRejected:
      return {&event.tasking_rejected().tasking_id(),
              &event.tasking_rejected().decision()};
    case Event::kTaskingDeferred:
      return {&event.tasking_deferred().tasking_id(),
              &event.tasking_deferred().decision()};
    case Event::kTaskingRiskAccepted:
      return {&event.tasking_risk_accepted().tasking_id(),
              &event.tasking_risk_accepted().decision()};
    case Event::kTaskingReferred:
      return {&event.tasking_referred().tasking_id(),
              &event.tasking_referred().decision()};
    default:
      return {};
  }
}

}  // namespace

void DecisionWaits::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kRuns), Describe(kSessions)});
}

void DecisionWaits::Fold(const grounds::Shift& shift) {
  const absl::btree_set<std::string> assessments(shift.assessments.begin(),
                                                 shift.assessments.end());
  for (const std::string& id : assessments) Follow(id);
  if (at_.event.has_session_called()) {
    const v1::SessionCalled& e = at_.event.session_called();
    tables_.Change(
        kSessions, e.session_id(),
        [&](MeasuredSittingState& session) { session.set_body(e.body()); });
  }
  FoldDecision();
}

std::vector<Figure> DecisionWaits::FiguresOf(const RunState& run) const {
  std::vector<Figure> figures = {{kMetric}};
  for (const std::string& area : run.areas()) {
    figures.push_back({kMetric, "area", area});
  }
  return figures;
}

// Takes the run as the grounds have it now.
void DecisionWaits::Follow(const std::string& assessment_id) {
  const grounds::AssessmentState& assessment =
      *tables_.Get(grounds::kAssessments, assessment_id);
  const RunState* known = tables_.Get(kRuns, assessment_id);
  const RunState run = known == nullptr ? RunState() : *known;
  if (run.position() == assessment.run_position()) return;
  figures_.About({&assessment_id, 1}, "");
  if (run.position() != 0 && !run.decided()) {
    for (const Figure& figure : FiguresOf(run)) figures_.Ended(figure);
  }
  Begin(assessment_id);
}

void DecisionWaits::Begin(const std::string& assessment_id) {
  const grounds::AssessmentState assessment =
      *tables_.Get(grounds::kAssessments, assessment_id);
  if (assessment.run_position() == 0) {
    tables_.Delete(kRuns, assessment_id);
    return;
  }
  const state::v1::EditionState* edition = tables_.Get(
      kEditions, grounds::VersionKey(assessment_id, assessment.run_version()));
  const IdSet areas = edition == nullptr ? IdSet() : edition->areas();
  tables_.Change(kRuns, assessment_id, [&](RunState& run) {
    run.Clear();
    run.set_position(assessment.run_position());
    run.set_since(assessment.run_since());
    run.set_version(assessment.run_version());
    *run.mutable_areas() = areas;
  });
  for (const Figure& figure : FiguresOf(*tables_.Get(kRuns, assessment_id))) {
    figures_.Begin(figure);
  }
}

void DecisionWaits::FoldDecision() {
  const Event& event = at_.event;
  const TaskingDecision decision = DecisionIn(event);
  if (decision.tasking_id != nullptr) {
    Decided(*decision.tasking_id, BodyOf(decision.record->session()));
  } else if (event.has_decision_recorded()) {
    const v1::DecisionRecorded& e = event.decision_recorded();
    for (const v1::AssessmentRef& ref : e.assessments()) {
      Decided(ref, BodyOf(e.session_id()), "");
    }
  } else if (event.has_tasking_rejustified()) {
    Justified(event.tasking_rejustified().tasking_id());
  }
}

void DecisionWaits::Justified(const std::string& tasking_id) {
  const grounds::TaskingState* tasking =
      tables_.Get(grounds::kTaskings, tasking_id);
  if (tasking == nullptr || !tasking->decided()) return;
  const auto refs = tasking->justification();
  const uint64_t decided = tasking->decided_position();
  for (const v1::AssessmentRef& ref : refs) {
    const RunState* run = tables_.Get(kRuns, ref.assessment_id());
    if (run == nullptr || decided < run->position()) continue;
    Decided(ref, kNoBody, tasking_id);
  }
}

void DecisionWaits::Decided(const std::string& tasking_id,
                            const std::string& body) {
  const grounds::TaskingState* tasking =
      tables_.Get(grounds::kTaskings, tasking_id);
  if (tasking == nullptr) return;
  const auto refs = tasking->justification();
  for (const v1::AssessmentRef& ref : refs) Decided(ref, body, tasking_id);
}

void DecisionWaits::Decided(const v1::AssessmentRef& ref,
                            const std::string& body,
                            const std::string& tasking_id) {
  const RunState* known = tables_.Get(kRuns, ref.assessment_id());
  if (known == nullptr || known->decided() ||
      ref.version() < known->version()) {
    return;
  }
  const RunState run = *known;
  const int64_t wait = at_.recorded_at - run.since();
  figures_.About({&ref.assessment_id(), 1}, tasking_id);
  for (const Figure& figure : FiguresOf(run)) figures_.Over(figure, wait);
  figures_.Took({kMetric, "body", body}, wait);
  tables_.Change(kRuns, ref.assessment_id(),
                 [](RunState& self) { self.set_decided(true); });
}

std::string DecisionWaits::BodyOf(const std::string& session) const {
  const MeasuredSittingState* known = tables_.Get(kSessions, session);
  if (known != nullptr) return known->body();
  if (!at_.event.authority().body().empty()) {
    return at_.event.authority().body();
  }
  return session.empty() ? kNoBody : kUnknownBody;
}

}  // namespace loopledger::measures
