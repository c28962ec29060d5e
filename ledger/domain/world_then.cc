// What an event means beyond the stream it is in.
#include <cstdint>

#include "google/protobuf/descriptor.h"
#include "ledger/base/check.h"
#include "ledger/domain/world.h"

namespace loopledger {
namespace {

using E = v1::Event;
using Kind = Wait::Kind;

constexpr uint32_t kRatifyHours = 72;
constexpr uint32_t kColdDays = 30;
constexpr uint32_t kSilentDays = 5;
// The decision, of a body, that nothing is done and the risk is accepted.
constexpr char kNoAction[] = "NO_ACTION_RISK_ACCEPTED";

absl::Duration Days(uint32_t days, uint32_t unless_given) {
  return absl::Hours(24) * (days == 0 ? unless_given : days);
}

}  // namespace

template <typename Ids>
void World::Considered(uint32_t threat, const Ids& outcomes) {
  for (const std::string& id : outcomes) {
    const uint32_t outcome = outcomes_.Recorded(id);
    ++outcomes_[outcome].considered;
    deadlines_.End({Wait::Kind::kReassessed, threat, outcome});
  }
}

void World::Then(const v1::AssessmentPublished& e, const v1::Event& event,
                 absl::Time now) {
  const uint32_t number = threats_.Recorded(event.stream_id());
  const assessment::State& threat = threats_[number];
  Published(threat, number, founding_.policy(), now, deadlines_);
  Considered(number, threat.At(e.version()).considered_outcomes);
}

void World::Then(const v1::AssessmentReaffirmed& e, const v1::Event& event,
                 absl::Time) {
  const uint32_t number = threats_.Recorded(event.stream_id());
  Reaffirmed(threats_[number], number, deadlines_);
  Considered(number, e.considered_outcomes());
}

void World::Then(const v1::AssessmentWithdrawn&, const v1::Event& event,
                 absl::Time) {
  LeftForce(threats_.Recorded(event.stream_id()), deadlines_);
}

void World::Then(const v1::AssessmentArchived&, const v1::Event& event,
                 absl::Time) {
  Archived(threats_.Recorded(event.stream_id()), deadlines_);
}

void World::Then(const v1::TaskingApproved&, const v1::Event& event,
                 absl::Time now) {
  Decided(taskings_.Find(event.stream_id()), threats_, deadlines_);
  Ratifiable(event, now);
}

void World::Then(const v1::TaskingRiskAccepted&, const v1::Event& event,
                 absl::Time now) {
  Decided(taskings_.Find(event.stream_id()), threats_, deadlines_);
  Ratifiable(event, now);
}

void World::Then(const v1::OutcomeRecorded& e, const v1::Event& event,
                 absl::Time now) {
  const uint32_t number = taskings_.Recorded(e.tasking_id());
  tasking::State& tasking = taskings_[number];
  tasking::Evolve(tasking, {.event = event, .threats = threats_}, e);
  OutcomeCame({tasking, threats_, outcomes_.Recorded(event.stream_id())},
              founding_.policy(), now, deadlines_);
}

void World::Ratifiable(const E& event, absl::Time now) {
  const uint32_t number = taskings_.Recorded(event.stream_id());
  const Wait wait{Kind::kRatified, number};
  if (!taskings_[number].unratified) return deadlines_.End(wait);
  const uint32_t hours = founding_.policy().ratify_within_hours();
  deadlines_.Set(wait,
                 After(now + absl::Hours(hours == 0 ? kRatifyHours : hours)));
}

void World::Then(const v1::TaskingRejected&, const E& event, absl::Time now) {
  Ratifiable(event, now);
}

void World::Then(const v1::TaskingDeferred&, const E& event, absl::Time now) {
  Ratifiable(event, now);
}

void World::Then(const v1::TaskingReferred&, const E& event, absl::Time now) {
  Ratifiable(event, now);
}

void World::Then(const v1::TaskingRatified&, const E& event, absl::Time now) {
  Ratifiable(event, now);
}

void World::Then(const v1::TaskingCancelled&, const E& event, absl::Time) {
  deadlines_.End({Kind::kRatified, taskings_.Recorded(event.stream_id())});
}

// Those that served it serve another.
void World::Then(const v1::ObjectiveRetired& e, const E&, absl::Time) {
  if (e.re_home().empty()) return;
  for (uint32_t i = 0; i < taskings_.size(); ++i) {
    tasking::ReHome(taskings_[i], e.objective_id(), e.re_home());
  }
}

void World::Then(const v1::StrategySuperseded& e, const E&, absl::Time) {
  strategy::TakePlace(strategies_.At(e.by()));
}

void World::Then(const v1::ControlStrategyAgreed& e, const E& event,
                 absl::Time now) {
  const uint32_t number = controls_.Recorded(event.stream_id());
  const control::State& control = controls_[number];
  if (now < control.from) {
    deadlines_.Set({Kind::kBegun, number}, control.from);
  }
  deadlines_.Set({Kind::kEnded, number}, control.to);
  if (e.replaces().empty()) return;
  const uint32_t replaced = controls_.Recorded(e.replaces());
  control::Replaced(controls_[replaced]);
  deadlines_.End({Kind::kBegun, replaced});
  deadlines_.End({Kind::kEnded, replaced});
}

// Not to act is a decision, also on what no tasking was proposed for.
void World::Then(const v1::DecisionRecorded& e, const E&, absl::Time) {
  if (e.decision() != kNoAction) return;
  for (const v1::AssessmentRef& ref : e.assessments()) {
    const uint32_t number = threats_.Recorded(ref.assessment_id());
    const uint32_t since = threats_[number].high_since;
    if (since != 0 && ref.version() >= since) {
      deadlines_.End({Kind::kTasked, number});
    }
  }
}

void World::Then(const v1::ReportSubmitted& e, const E&, absl::Time) {
  for (const std::string& id : e.requirement_ids()) {
    const auto number = requirements_.NumberOf(id);
    if (number) linked_[e.report_id()].push_back(*number);
  }
}

void World::Then(const v1::ReportAccepted& e, const E&, absl::Time now) {
  auto linked = linked_.find(e.report_id());
  if (linked == linked_.end()) return;
  for (uint32_t number : linked->second) Warm(number, now);
  linked_.erase(linked);
}

void World::Then(const v1::ReportRejected& e, const E&, absl::Time) {
  linked_.erase(e.report_id());
}

// It stays warm while reports come in.
void World::Warm(uint32_t requirement, absl::Time now) {
  if (!requirement::IsOpen(requirements_[requirement].phase)) return;
  deadlines_.Set(
      {Kind::kWarm, requirement},
      After(now + Days(founding_.policy().cold_after_days(), kColdDays)));
}

void World::Then(const v1::RequirementAgreed&, const E& event, absl::Time now) {
  const uint32_t number = requirements_.Recorded(event.stream_id());
  deadlines_.Set({Kind::kMet, number}, After(requirements_[number].needed_by));
  Warm(number, now);
}

void World::Ended(const std::string& requirement) {
  const uint32_t number = requirements_.Recorded(requirement);
  deadlines_.End({Kind::kMet, number});
  deadlines_.End({Kind::kWarm, number});
}

void World::Then(const v1::RequirementSatisfied&, const E& event, absl::Time) {
  Ended(event.stream_id());
}

void World::Then(const v1::RequirementClosedUnmet&, const E& event,
                 absl::Time) {
  Ended(event.stream_id());
}

void World::Then(const v1::RequirementWithdrawn&, const E& event, absl::Time) {
  Ended(event.stream_id());
}

void World::Then(const v1::CommitmentRequested& e, const E& event,
                 absl::Time now) {
  const uint32_t number = commitments_.Recorded(event.stream_id());
  tasking::Joined(taskings_.At(e.tasking_id()), number, e.promising_org());
  deadlines_.Set(
      {Kind::kAnswered, number},
      After(now + Days(founding_.policy().silent_after_days(), kSilentDays)));
}

// What a commitment waits for after its last event.
void World::Awaited(const std::string& commitment) {
  const uint32_t number = commitments_.Recorded(commitment);
  const commitment::State& state = commitments_[number];
  deadlines_.End({Kind::kAnswered, number});
  if (state.phase == commitment::State::Phase::kAccepted) {
    deadlines_.Set({Kind::kKept, number}, After(state.due));
  } else {
    deadlines_.End({Kind::kKept, number});
  }
}

void World::Then(const v1::CommitmentOffered&, const E& event, absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::CommitmentAccepted&, const E& event, absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::CommitmentDeclined&, const E& event, absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::CommitmentVaried&, const E& event, absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::CommitmentDelivered&, const E& event, absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::CommitmentPartlyDelivered&, const E& event,
                 absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::CommitmentReleased&, const E& event, absl::Time) {
  Awaited(event.stream_id());
}

void World::Then(const v1::ReviewOpened& e, const E& event, absl::Time) {
  if (e.tasking_id().empty()) return;
  tasking::UnderReview(taskings_.At(e.tasking_id()),
                       reviews_.Recorded(event.stream_id()),
                       event.actor().org());
}

void World::Then(const v1::DisposalApproved& e, const E&, absl::Time) {
  const auto name = records::Parse(e.record_id());
  if (name && name->type == kReportStream) {
    report::Disposed(reports_.At(name->id));
  }
}

void World::Then(const v1::VocabularyAdopted& e, const E&, absl::Time) {
  // It was checked before it was recorded.
  CHECK(vocabularies_.Add(e.vocabulary_id(), e.vocabulary()).ok());
}

}  // namespace loopledger
