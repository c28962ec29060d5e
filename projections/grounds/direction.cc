#include "projections/grounds/direction.h"

#include <algorithm>

#include "projections/grounds/moment.h"

namespace loopledger {
namespace {

using Event = v1::Event;
using state::v1::DirectionState;
using state::v1::PlanState;

constexpr absl::string_view kRow = "direction";

// 0 is none.
bool Within(int64_t from, int64_t to, int64_t at) {
  return from <= at && (to == 0 || at < to);
}

PlanState& PlanOf(const std::string& id, DirectionState& direction) {
  for (PlanState& plan : *direction.mutable_plans()) {
    if (plan.id() == id) return plan;
  }
  PlanState& plan = *direction.add_plans();
  plan.set_id(id);
  return plan;
}

PlanState::Aim& AimOf(const std::string& id, PlanState& plan) {
  for (PlanState::Aim& aim : *plan.mutable_aims()) {
    if (aim.id() == id) return aim;
  }
  PlanState::Aim& aim = *plan.add_aims();
  aim.set_id(id);
  return aim;
}

void TakeObjective(const v1::Objective& objective, PlanState& plan) {
  PlanState::Aim& aim = AimOf(objective.id(), plan);
  aim.set_from(MicrosOf(objective.from()));
  aim.set_to(MicrosOf(objective.to()));
  aim.set_layer(objective.layer());
}

void TakePriority(const v1::Priority& priority, PlanState::Aim& aim) {
  aim.set_area(priority.threat_area());
  aim.clear_based_on();
  for (const v1::AssessmentRef& ref : priority.based_on()) {
    Include(ref.assessment_id(), *aim.mutable_based_on());
  }
  *aim.mutable_objectives() = priority.objective_ids();
}

void TakeStrategy(const Recorded& at, PlanState& plan,
                  DirectionState& direction) {
  const Event& event = at.event;
  switch (event.body_case()) {
    case Event::kStrategyDrafted:
      plan.set_from(MicrosOf(event.strategy_drafted().from()));
      plan.set_to(MicrosOf(event.strategy_drafted().to()));
      return;
    case Event::kObjectiveAdded:
      return TakeObjective(event.objective_added().objective(), plan);
    case Event::kObjectiveAmended:
      return TakeObjective(event.objective_amended().objective(), plan);
    case Event::kObjectiveRetired: {
      const v1::ObjectiveRetired& e = event.objective_retired();
      AimOf(e.objective_id(), plan).set_retired(true);
      if (e.re_home().empty()) return;
      DirectionState::Home& home = *direction.add_homes();
      home.set_from(e.objective_id());
      home.set_to(e.re_home());
      home.set_position(at.position);
      return;
    }
    case Event::kStrategyAdopted:
      plan.set_standing(true);
      return;
    case Event::kStrategySuperseded:
      plan.set_standing(false);
      PlanOf(event.strategy_superseded().by(), direction).set_standing(true);
      return;
    case Event::kStrategyClosed:
      plan.set_standing(false);
      return;
    default:
      return;
  }
}

void TakeControl(const Event& event, PlanState& plan,
                 DirectionState& direction) {
  if (event.has_control_strategy_proposed()) {
    const v1::ControlStrategyProposed& e = event.control_strategy_proposed();
    plan.set_control(true);
    plan.set_from(MicrosOf(e.from()));
    plan.set_to(MicrosOf(e.to()));
    for (const v1::Priority& priority : e.priorities()) {
      PlanState::Aim& aim = AimOf(priority.id(), plan);
      aim.set_layer(e.layer());
      TakePriority(priority, aim);
    }
  } else if (event.has_control_strategy_agreed()) {
    plan.set_standing(true);
    const std::string& replaced = event.control_strategy_agreed().replaces();
    if (!replaced.empty()) PlanOf(replaced, direction).set_standing(false);
  }
}

}  // namespace

bool IsDirection(const Event& event) {
  return event.body_case() >= Event::kStrategyDrafted &&
         event.body_case() <= Event::kControlStrategyAgreed;
}

bool FoldDirection(const Recorded& at, const DirectionTable& table,
                   Tables& tables) {
  if (!IsDirection(at.event)) return false;
  tables.Change(table, kRow, [&](DirectionState& direction) {
    const std::string& id = at.event.stream_id();
    TakeStrategy(at, PlanOf(id, direction), direction);
    TakeControl(at.event, PlanOf(id, direction), direction);
  });
  return true;
}

const DirectionState& DirectionIn(const DirectionTable& table, Tables& tables) {
  const DirectionState* known = tables.Get(table, kRow);
  return known == nullptr ? DirectionState::default_instance() : *known;
}

const PlanState* PlanIn(const DirectionState& direction,
                        const std::string& id) {
  for (const PlanState& plan : direction.plans()) {
    if (plan.id() == id) return &plan;
  }
  return nullptr;
}

bool IsInForce(const PlanState& plan, const PlanState::Aim& aim, int64_t at) {
  return plan.standing() && !aim.retired() &&
         Within(plan.from(), plan.to(), at) && Within(aim.from(), aim.to(), at);
}

bool IsObjectiveInForce(const std::string& objective_id,
                        const DirectionState& direction, int64_t at) {
  for (const PlanState& plan : direction.plans()) {
    if (plan.control()) continue;
    for (const PlanState::Aim& aim : plan.aims()) {
      if (aim.id() == objective_id && IsInForce(plan, aim, at)) return true;
    }
  }
  return false;
}

std::vector<int64_t> MomentsAfter(int64_t at, const PlanState& plan) {
  std::vector<int64_t> moments = {plan.from(), plan.to()};
  for (const PlanState::Aim& aim : plan.aims()) {
    moments.insert(moments.end(), {aim.from(), aim.to()});
  }
  std::erase_if(moments, [at](int64_t moment) { return moment <= at; });
  return moments;
}

bool Serves(const Service& service, const PlanState::Aim& priority) {
  const auto& own = service.priorities;
  return std::find(own.begin(), own.end(), priority.id()) != own.end();
}

IdSet ObjectivesOf(const Service& service, const DirectionState& direction) {
  IdSet objectives = service.objectives;
  for (const DirectionState::Home& home : direction.homes()) {
    if (home.position() < service.position ||
        !Contains(objectives, home.from())) {
      continue;
    }
    Exclude(home.from(), objectives);
    Include(home.to(), objectives);
  }
  return objectives;
}

IdSet ServedBy(const Service& service, const DirectionState& direction,
               int64_t at) {
  IdSet served = ObjectivesOf(service, direction);
  if (service.priorities.empty()) return served;
  for (const PlanState& plan : direction.plans()) {
    if (!plan.control()) continue;
    for (const PlanState::Aim& aim : plan.aims()) {
      if (!IsInForce(plan, aim, at) || !Serves(service, aim)) continue;
      for (const std::string& id : aim.objectives()) Include(id, served);
    }
  }
  return served;
}

}  // namespace loopledger
