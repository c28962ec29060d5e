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

void World::Then(const v1::TaskingCompleted&, const E& event, absl::Time now) {
  const uint32_t number = taskings_.Recorded(event.stream_id());
  const tasking::State& tasking = taskings_[number];
  if (tasking.objectives.empty() && tasking.priorities.empty()) return;
  deadlines_.Set({Kind::kServed, number},
                 After(now + Days(founding_.policy().unserved_after_days(),
                                  kUnservedAfterDays)));
}

void World::AwaitAims(uint32_t strategy, absl::Time now) {
  deadlines_.EndAll(Kind::kAimBegun, strategy);
  deadlines_.EndAll(Kind::kAimEnded, strategy);
  const strategy::State& state = strategies_[strategy];
  if (state.phase != strategy::State::Phase::kAdopted) return;
  const auto await = [&](uint32_t aim, absl::Time from, absl::Time to) {
    if (from > now) deadlines_.Set({Kind::kAimBegun, strategy, aim}, from);
    if (to > now && to != absl::InfiniteFuture()) {
      deadlines_.Set({Kind::kAimEnded, strategy, aim}, to);
    }
  };
  await(0, state.from, state.to);
  uint32_t aim = 0;
  for (const strategy::Objective& objective : state.objectives) {
    ++aim;
    if (!objective.retired) await(aim, objective.from, objective.to);
  }
}

void World::Then(const v1::StrategyAdopted&, const E& event, absl::Time now) {
  AwaitAims(strategies_.Recorded(event.stream_id()), now);
}

void World::Then(const v1::StrategyClosed&, const E& event, absl::Time now) {
  AwaitAims(strategies_.Recorded(event.stream_id()), now);
}

void World::Then(const v1::ObjectiveAdded&, const E& event, absl::Time now) {
  AwaitAims(strategies_.Recorded(event.stream_id()), now);
}

void World::Then(const v1::ObjectiveAmended&, const E& event, absl::Time now) {
  AwaitAims(strategies_.Recorded(event.stream_id()), now);
}

// Those that served it serve another.
void World::Then(const v1::ObjectiveRetired& e, const E& event,
                 absl::Time now) {
  AwaitAims(strategies_.Recorded(event.stream_id()), now);
  if (e.re_home().empty()) return;
  for (uint32_t i = 0; i < taskings_.size(); ++i) {
    tasking::ReHome(taskings_[i], e.objective_id(), e.re_home());
  }
}

void World::Then(const v1::StrategySuperseded& e, const E& event,
                 absl::Time now) {
  strategy::TakePlace(strategies_.At(e.by()));
  AwaitAims(strategies_.Recorded(event.stream_id()), now);
  AwaitAims(strategies_.Recorded(e.by()), now);
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

// What a requirement asked for is used from the start.
void World::Then(const v1::ReportAccepted& e, const E&, absl::Time now) {
  report::State& report = reports_.At(e.report_id());
  report.accepted_at = now;
  if (auto linked = linked_.find(e.report_id()); linked != linked_.end()) {
    for (uint32_t number : linked->second) Warm(number, now);
    linked_.erase(linked);
    report::Cited(report, 0);
  }
  AwaitUse(e.report_id(), now);
}

void World::Then(const v1::ReportRegraded& e, const E&, absl::Time now) {
  AwaitUse(e.report_id(), now);
}

void World::Then(const v1::ReportWithdrawn& e, const E&, absl::Time now) {
  linked_.erase(e.report_id());
  AwaitUse(e.report_id(), now);
}

void World::Then(const v1::AssessmentDrafted& e, const E&, absl::Time) {
  for (const v1::SupportingItem& item : e.supporting()) Cite(item.ref());
}

// Most of what is accepted is cited in time, so that few wait for long.
void World::Cite(const v1::ReportItemRef& ref) {
  const auto number = reports_.NumberOf(ref.report_id());
  if (!number) return;
  report::State& report = reports_[*number];
  const bool unused = report::IsUnused(report);
  report::Cited(report, ref.item());
  if (unused && !report::IsUnused(report)) {
    deadlines_.End({Kind::kUsed, *number});
  }
}

void World::AwaitUse(const std::string& report, absl::Time now) {
  const uint32_t number = reports_.Recorded(report);
  const report::State& state = reports_[number];
  const absl::Time late =
      After(state.accepted_at +
            Days(founding_.policy().unused_after_days(), kUnusedAfterDays));
  const Wait wait{Kind::kUsed, number};
  if (report::IsUnused(state) && late > now) {
    deadlines_.Set(wait, late);
  } else {
    deadlines_.End(wait);
  }
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

void World::Then(const v1::RequirementSatisfied& e, const E& event,
                 absl::Time) {
  for (const v1::ReportItemRef& ref : e.answers()) Cite(ref);
  Ended(event.stream_id());
}

void World::Then(const v1::RequirementPartlySatisfied& e, const E&,
                 absl::Time) {
  for (const v1::ReportItemRef& ref : e.answers()) Cite(ref);
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
    deadlines_.End({Kind::kUsed, reports_.Recorded(name->id)});
  }
}

void World::Then(const v1::VocabularyAdopted& e, const E&, absl::Time) {
  // It was checked before it was recorded.
  CHECK(vocabularies_.Add(e.vocabulary_id(), e.vocabulary()).ok());
}

}  // namespace loopledger
