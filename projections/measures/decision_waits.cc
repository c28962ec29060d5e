#include "projections/measures/decision_waits.h"

#include "absl/container/btree_set.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::RunState;
using state::v1::SessionState;

constexpr absl::string_view kMetric = "M5";
// When a decision names none, and when a ledger does not know its session.
constexpr char kNoBody[] = "outside a session";
constexpr char kUnknownBody[] = "unknown";

// By assessment id.
constexpr Table<RunState> kRuns{"runs", 4, Keep::kLatest};
// By session id.
constexpr Table<SessionState> kSessions{"sessions", 5, Keep::kLatest};

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
    tables_.Change(kSessions, e.session_id(),
                   [&](SessionState& session) { session.set_body(e.body()); });
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
  const grounds::AssessmentState assessment =
      *tables_.Get(grounds::kAssessments, assessment_id);
  const RunState* known = tables_.Get(kRuns, assessment_id);
  const RunState run = known == nullptr ? RunState() : *known;
  if (run.position() != assessment.run_position()) {
    if (run.position() != 0 && !run.decided()) {
      for (const Figure& figure : FiguresOf(run)) {
        figures_.Ended(figure, assessment.marking());
      }
    }
    Begin(assessment_id, assessment);
  } else if (run.position() != 0 &&
             run.marking().SerializeAsString() !=
                 assessment.marking().SerializeAsString()) {
    std::vector<Figure> figures = FiguresOf(run);
    if (run.decided()) figures.push_back({kMetric, "body", run.body()});
    for (const Figure& figure : figures) {
      figures_.Mark(figure, assessment.marking());
    }
    tables_.Change(kRuns, assessment_id, [&](RunState& self) {
      *self.mutable_marking() = assessment.marking();
    });
  }
}

void DecisionWaits::Begin(const std::string& assessment_id,
                          const grounds::AssessmentState& assessment) {
  if (assessment.run_position() == 0) {
    tables_.Delete(kRuns, assessment_id);
    return;
  }
  const state::v1::EditionState* edition = tables_.Get(
      kEditions, grounds::VersionKey(assessment_id, assessment.run_version()));
  tables_.Change(kRuns, assessment_id, [&](RunState& run) {
    run.Clear();
    run.set_position(assessment.run_position());
    run.set_since(assessment.run_since());
    run.set_version(assessment.run_version());
    if (edition != nullptr) *run.mutable_areas() = edition->areas();
    *run.mutable_marking() = assessment.marking();
  });
  for (const Figure& figure : FiguresOf(*tables_.Get(kRuns, assessment_id))) {
    figures_.Begin(figure, assessment.marking());
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
      Decided(ref, BodyOf(e.session_id()), event.marking());
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
  const v1::Marking marking = tasking->marking();
  for (const v1::AssessmentRef& ref : refs) {
    const RunState* run = tables_.Get(kRuns, ref.assessment_id());
    if (run == nullptr || decided < run->position()) continue;
    Decided(ref, kNoBody, marking);
  }
}

void DecisionWaits::Decided(const std::string& tasking_id,
                            const std::string& body) {
  const grounds::TaskingState* tasking =
      tables_.Get(grounds::kTaskings, tasking_id);
  if (tasking == nullptr) return;
  const auto refs = tasking->justification();
  const v1::Marking marking = tasking->marking();
  for (const v1::AssessmentRef& ref : refs) Decided(ref, body, marking);
}

void DecisionWaits::Decided(const v1::AssessmentRef& ref,
                            const std::string& body,
                            const v1::Marking& marking) {
  const RunState* known = tables_.Get(kRuns, ref.assessment_id());
  if (known == nullptr || known->decided() ||
      ref.version() < known->version()) {
    return;
  }
  const RunState run = *known;
  v1::Marking told = run.marking();
  figures_.Raise(marking, told);
  for (const Figure& figure : FiguresOf(run)) {
    figures_.Over(figure, told, run.since());
  }
  figures_.Took({kMetric, "body", body}, told, run.since());
  tables_.Change(kRuns, ref.assessment_id(), [&](RunState& self) {
    self.set_decided(true);
    self.set_body(body);
  });
}

std::string DecisionWaits::BodyOf(const std::string& session) const {
  const SessionState* known = tables_.Get(kSessions, session);
  if (known != nullptr) return known->body();
  if (!at_.event.authority().body().empty()) {
    return at_.event.authority().body();
  }
  return session.empty() ? kNoBody : kUnknownBody;
}

}  // namespace loopledger::measures
