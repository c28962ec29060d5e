// What sets objectives and priorities, and when they are in force.
#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "projections/grounds/direction.h"
#include "projections/grounds/moment.h"
#include "projections/registers/strategy_folder.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::DirectionState;
using state::v1::IdsState;
using state::v1::PlanState;
using state::v1::PlanToldState;
using state::v1::ServersState;
using state::v1::TimerState;

// Its own, unless the clock says more.
std::string StateAt(int64_t now, const PlanState& plan,
                    const PlanToldState& told) {
  if (told.state() != "AGREED" || now < plan.from()) return told.state();
  return plan.to() != 0 && plan.to() <= now ? "EXPIRED" : "IN_FORCE";
}

template <typename Row>
void Show(const ServersState* servers, const Telling& in, Row& row) {
  if (servers == nullptr) return;
  row.set_live_taskings(static_cast<uint32_t>(servers->live_size()));
  ShowFirst(servers->live(), *row.mutable_live_tasking_ids());
  row.set_completed_taskings(servers->completed());
  if (servers->completed_at() != 0) {
    *row.mutable_completed_at() = MomentOf(servers->completed_at());
  }
  Cover(servers->marking(), in, *row.mutable_marking());
}

void CountObjective(bool more, v1::BalanceRow& row) {
  row.set_objectives_in_force(more ? row.objectives_in_force() + 1
                                   : row.objectives_in_force() - 1);
}

void CountPriority(bool more, v1::BalanceRow& row) {
  row.set_priorities_in_force(more ? row.priorities_in_force() + 1
                                   : row.priorities_in_force() - 1);
}

// The other plan that the event is about; empty: there is none.
std::string OtherPlan(const Event& event) {
  return event.has_strategy_superseded()
             ? event.strategy_superseded().by()
             : event.control_strategy_agreed().replaces();
}

}  // namespace

std::string PriorityKey(const std::string& control_id,
                        const std::string& priority_id) {
  return absl::StrCat(control_id, "/", priority_id);
}

void StrategyFolder::FoldAims() {
  const std::string& id = event_.stream_id();
  TakePlan();
  FoldDirection(in_.at, kDirection, in_.tables);
  Await(id);
  Survey(id);
  const std::string other = OtherPlan(event_);
  if (!other.empty()) Survey(other);
  if (event_.has_control_strategy_proposed() ||
      event_.has_control_strategy_agreed()) {
    CountNaming(id);
    CountNaming(other);
  } else if (event_.has_objective_retired()) {
    const ServersState* servers =
        in_.tables.Get(kServers, event_.objective_retired().objective_id());
    if (servers != nullptr) CountAll(servers->live());
  }
}

// --- What the event says.

void StrategyFolder::TakePlan() {
  const std::string& id = event_.stream_id();
  const auto name = [&](const auto& e, const char* state) {
    in_.tables.Change(kPlans, id, [&](PlanToldState& plan) {
      plan.set_title(e.title());
      plan.set_body(e.body());
    });
    SetState(id, state);
  };
  in_.tables.Change(kPlans, id, [&](PlanToldState& plan) {
    Cover(event_.marking(), in_, *plan.mutable_marking());
  });
  switch (event_.body_case()) {
    case Event::kStrategyDrafted:
      return name(event_.strategy_drafted(), "DRAFT");
    case Event::kObjectiveAdded:
      return TakeObjective(event_.objective_added().objective(),
                           event_.objective_added().reason());
    case Event::kObjectiveAmended:
      return TakeObjective(event_.objective_amended().objective(),
                           event_.objective_amended().reason());
    case Event::kStrategyAdopted:
      return SetState(id, "ADOPTED");
    case Event::kStrategySuperseded:
      SetState(id, "SUPERSEDED");
      return SetState(event_.strategy_superseded().by(), "ADOPTED");
    case Event::kStrategyClosed:
      return SetState(id, "CLOSED");
    case Event::kControlStrategyProposed:
      name(event_.control_strategy_proposed(), "PROPOSED");
      return TakePriorities(event_.control_strategy_proposed());
    case Event::kControlStrategyAgreed:
      SetState(id, "AGREED");
      return SetState(event_.control_strategy_agreed().replaces(), "REPLACED");
    case Event::kPriorityRaised:
      return Band(event_.priority_raised().priority_id(),
                  event_.priority_raised().band(),
                  event_.priority_raised().based_on());
    case Event::kPriorityLowered:
      return Band(event_.priority_lowered().priority_id(),
                  event_.priority_lowered().band(),
                  event_.priority_lowered().based_on());
    default:
      return;
  }
}

void StrategyFolder::SetState(const std::string& plan_id, const char* state) {
  if (plan_id.empty()) return;
  in_.tables.Change(kPlans, plan_id, [&](PlanToldState& plan) {
    plan.set_state(state);
    Cover(event_.marking(), in_, *plan.mutable_marking());
  });
}

void StrategyFolder::TakeObjective(const v1::Objective& objective,
                                   const std::string& reason) {
  const std::string& id = objective.id();
  const v1::ObjectiveRow* known = in_.tables.Get(kObjectives, id);
  const bool counted = known != nullptr && known->in_force();
  if (counted) {
    BalanceBoth(*known, {},
                [](v1::BalanceRow& row) { CountObjective(false, row); });
  }
  in_.tables.Change(kObjectives, id, [&](v1::ObjectiveRow& row) {
    row.set_objective_id(id);
    row.set_title(objective.title());
    row.set_strategy_id(event_.stream_id());
    row.set_strand(objective.strand());
    row.set_layer(objective.layer());
    row.set_owner_org(objective.owner_org());
    row.set_measure(objective.measure());
    row.set_target(objective.target());
    row.clear_from();
    row.clear_to();
    if (objective.has_from()) *row.mutable_from() = objective.from();
    if (objective.has_to()) *row.mutable_to() = objective.to();
    row.set_reason(reason);
    row.set_in_force(false);  // Until it is looked at.
  });
}

void StrategyFolder::TakePriorities(const v1::ControlStrategyProposed& e) {
  for (const v1::Priority& priority : e.priorities()) {
    const std::string key = PriorityKey(event_.stream_id(), priority.id());
    const v1::PriorityRow* known = in_.tables.Get(kPriorities, key);
    if (known != nullptr && known->in_force()) {
      Balance(kLayers, known->layer(), {},
              [](v1::BalanceRow& row) { CountPriority(false, row); });
    }
    in_.tables.Change(kPriorities, key, [&](v1::PriorityRow& row) {
      row.set_priority_id(priority.id());
      row.set_title(priority.title());
      row.set_control_strategy_id(event_.stream_id());
      row.set_layer(e.layer());
      row.set_threat_area(priority.threat_area());
      row.set_band(priority.band());
      row.set_owner_org(priority.owner_org());
      *row.mutable_objective_ids() = priority.objective_ids();
      row.clear_based_on();
      Base(key, priority.based_on(), row);
      Base(key, e.based_on(), row);
      row.clear_from();
      row.clear_to();
      if (e.has_from()) *row.mutable_from() = e.from();
      if (e.has_to()) *row.mutable_to() = e.to();
      row.set_in_force(false);  // Until it is looked at.
    });
  }
}

void StrategyFolder::Base(const std::string& key, const Refs& refs,
                          v1::PriorityRow& row) {
  for (const v1::AssessmentRef& ref : refs) {
    const bool there =
        std::any_of(row.based_on().begin(), row.based_on().end(),
                    [&](const v1::AssessmentRef& own) {
                      return own.assessment_id() == ref.assessment_id() &&
                             own.version() == ref.version();
                    });
    if (!there) *row.add_based_on() = ref;
    in_.tables.Change(kBases, ref.assessment_id(), [&](IdsState& bases) {
      Include(key, *bases.mutable_ids());
    });
  }
}

void StrategyFolder::Band(const std::string& priority_id, uint32_t band,
                          const Refs& refs) {
  const std::string key = PriorityKey(event_.stream_id(), priority_id);
  if (in_.tables.Get(kPriorities, key) == nullptr) return;
  in_.tables.Change(kPriorities, key, [&](v1::PriorityRow& row) {
    row.set_band(band);
    Base(key, refs, row);
  });
}

// --- What is in force.

const DirectionState& StrategyFolder::direction() {
  return DirectionIn(kDirection, in_.tables);
}

void StrategyFolder::Await(const std::string& plan_id) {
  const PlanState* plan = PlanIn(direction(), plan_id);
  if (plan == nullptr) return;
  TimerState timer;
  timer.set_subject_id(plan_id);
  for (const int64_t moment : MomentsAfter(in_.at.recorded_at, *plan)) {
    timers_.Set(moment, plan_id, timer);
  }
}

void StrategyFolder::Ticked() {
  absl::btree_set<std::string> plans;
  while (const auto passed = timers_.Next()) {
    plans.insert(passed->late.subject_id());
  }
  for (const std::string& id : plans) Survey(id);
  for (const std::string& id : plans) CountNaming(id);
}

void StrategyFolder::Survey(const std::string& plan_id) {
  const PlanState* plan = PlanIn(direction(), plan_id);
  if (plan == nullptr) return;
  const v1::Marking marking = in_.tables.Get(kPlans, plan_id)->marking();
  for (const PlanState::Aim& aim : plan->aims()) {
    if (plan->control()) {
      SurveyPriority(*plan, aim);
      const v1::PriorityRow* row =
          in_.tables.Get(kPriorities, PriorityKey(plan_id, aim.id()));
      if (row != nullptr && row->in_force()) {
        Raise(kLayers, row->layer(), marking);
      }
      continue;
    }
    SurveyObjective(aim.id());
    const v1::ObjectiveRow* row = in_.tables.Get(kObjectives, aim.id());
    if (row == nullptr || !row->in_force()) continue;
    Raise(kStrands, row->strand(), marking);
    Raise(kLayers, row->layer(), marking);
  }
}

void StrategyFolder::SurveyObjective(const std::string& id) {
  const v1::ObjectiveRow* known = in_.tables.Get(kObjectives, id);
  if (known == nullptr) return;
  const bool was_in_force = known->in_force();
  const PlanToldState told = *in_.tables.Get(kPlans, known->strategy_id());
  const bool in_force = IsObjectiveInForce(id, direction(), in_.at.recorded_at);
  in_.tables.Change(kObjectives, id, [&](v1::ObjectiveRow& row) {
    row.set_strategy_title(told.title());
    row.set_strategy_state(told.state());
    row.set_body(told.body());
    row.set_in_force(in_force);
    const v1::ObjectiveRetired& retired = event_.objective_retired();
    if (event_.has_objective_retired() && retired.objective_id() == id) {
      row.set_retired(true);
      row.set_re_home(retired.re_home());
      row.set_reason(retired.reason());
    }
    Cover(told.marking(), in_, *row.mutable_marking());
    Show(in_.tables.Get(kServers, id), in_, row);
  });
  if (in_force != was_in_force) {
    BalanceBoth(*known, told.marking(),
                [&](v1::BalanceRow& row) { CountObjective(in_force, row); });
  }
}

void StrategyFolder::SurveyPriority(const PlanState& plan,
                                    const PlanState::Aim& aim) {
  const std::string key = PriorityKey(plan.id(), aim.id());
  const v1::PriorityRow* known = in_.tables.Get(kPriorities, key);
  if (known == nullptr) return;
  const bool was_in_force = known->in_force();
  const PlanToldState told = *in_.tables.Get(kPlans, plan.id());
  const bool in_force = IsInForce(plan, aim, in_.at.recorded_at);
  in_.tables.Change(kPriorities, key, [&](v1::PriorityRow& row) {
    row.set_control_strategy_title(told.title());
    row.set_control_strategy_state(StateAt(in_.at.recorded_at, plan, told));
    row.set_body(told.body());
    row.set_in_force(in_force);
    Cover(told.marking(), in_, *row.mutable_marking());
    Show(in_.tables.Get(kNamers, aim.id()), in_, row);
  });
  if (in_force != was_in_force) {
    Balance(kLayers, known->layer(), told.marking(),
            [&](v1::BalanceRow& row) { CountPriority(in_force, row); });
  }
}

void StrategyFolder::ShowServers(const ServersTable& table,
                                 const std::string& id) {
  const ServersState* servers = in_.tables.Get(table, id);
  if (table.number == kServers.number) {
    if (in_.tables.Get(kObjectives, id) == nullptr) return;
    in_.tables.Change(kObjectives, id,
                      [&](v1::ObjectiveRow& row) { Show(servers, in_, row); });
    return;
  }
  for (const PlanState& plan : direction().plans()) {
    const std::string key = PriorityKey(plan.id(), id);
    if (in_.tables.Get(kPriorities, key) == nullptr) continue;
    in_.tables.Change(kPriorities, key,
                      [&](v1::PriorityRow& row) { Show(servers, in_, row); });
  }
}

}  // namespace loopledger::registers
