#include "projections/measures/course.h"

#include <algorithm>

#include "projections/grounds/moment.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::CoursePlanState;
using state::v1::MeasuredAimState;
using state::v1::MeasuredCourseState;

// 0 is none.
bool Within(int64_t from, int64_t to, int64_t at) {
  return from <= at && (to == 0 || at < to);
}

CoursePlanState& PlanOf(const std::string& id, MeasuredCourseState& course) {
  for (CoursePlanState& plan : *course.mutable_plans()) {
    if (plan.id() == id) return plan;
  }
  CoursePlanState& plan = *course.add_plans();
  plan.set_id(id);
  return plan;
}

MeasuredAimState& AimOf(const std::string& id, CoursePlanState& plan) {
  for (MeasuredAimState& aim : *plan.mutable_aims()) {
    if (aim.id() == id) return aim;
  }
  MeasuredAimState& aim = *plan.add_aims();
  aim.set_id(id);
  return aim;
}

void TakeObjective(const v1::Objective& objective, CoursePlanState& plan) {
  MeasuredAimState& aim = AimOf(objective.id(), plan);
  aim.set_from(MicrosOf(objective.from()));
  aim.set_to(MicrosOf(objective.to()));
  aim.set_layer(objective.layer());
}

void TakeRetired(const Recorded& at, CoursePlanState& plan,
                 MeasuredCourseState& course) {
  const v1::ObjectiveRetired& e = at.event.objective_retired();
  AimOf(e.objective_id(), plan).set_retired(true);
  if (e.re_home().empty()) return;
  auto& home = *course.add_homes();
  home.set_from(e.objective_id());
  home.set_to(e.re_home());
  home.set_position(at.position);
}

void TakeControl(const v1::ControlStrategyProposed& e, CoursePlanState& plan) {
  plan.set_control(true);
  plan.set_from(MicrosOf(e.from()));
  plan.set_to(MicrosOf(e.to()));
  for (const v1::Priority& priority : e.priorities()) {
    MeasuredAimState& aim = AimOf(priority.id(), plan);
    aim.set_layer(e.layer());
    aim.set_area(priority.threat_area());
    aim.clear_based_on();
    for (const v1::AssessmentRef& ref : priority.based_on()) {
      Include(ref.assessment_id(), *aim.mutable_based_on());
    }
    *aim.mutable_objectives() = priority.objective_ids();
  }
}

// `plan` is the event's own.
void Take(const Recorded& at, CoursePlanState& plan,
          MeasuredCourseState& course) {
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
    case Event::kObjectiveRetired:
      return TakeRetired(at, plan, course);
    case Event::kStrategyAdopted:
      return plan.set_standing(true);
    case Event::kStrategySuperseded:
      plan.set_standing(false);
      return PlanOf(event.strategy_superseded().by(), course)
          .set_standing(true);
    case Event::kStrategyClosed:
      return plan.set_standing(false);
    case Event::kControlStrategyProposed:
      return TakeControl(event.control_strategy_proposed(), plan);
    case Event::kControlStrategyAgreed: {
      plan.set_standing(true);
      const std::string& replaced = event.control_strategy_agreed().replaces();
      if (!replaced.empty()) PlanOf(replaced, course).set_standing(false);
      return;
    }
    default:
      return;
  }
}

}  // namespace

bool FoldCourse(const Recorded& at, Tables& tables) {
  const Event& event = at.event;
  if (event.body_case() < Event::kStrategyDrafted ||
      event.body_case() > Event::kControlStrategyAgreed) {
    return false;
  }
  tables.Change(kCourse, kCourseKey, [&](MeasuredCourseState& course) {
    Take(at, PlanOf(event.stream_id(), course), course);
  });
  return true;
}

Bearing BearingOf(const MeasuredCourseState& course, int64_t micros) {
  Bearing bearing;
  for (const CoursePlanState& plan : course.plans()) {
    if (!plan.standing() || !Within(plan.from(), plan.to(), micros)) continue;
    for (const MeasuredAimState& aim : plan.aims()) {
      if (aim.retired() || !Within(aim.from(), aim.to(), micros)) continue;
      if (plan.control()) {
        bearing.priorities.push_back({aim, aim.layer()});
      } else {
        bearing.objectives[aim.id()] = aim.layer();
      }
    }
  }
  return bearing;
}

std::string LayerOfObjective(const std::string& id, const Bearing& bearing) {
  const auto found = bearing.objectives.find(id);
  return found == bearing.objectives.end() ? "" : found->second;
}

bool Serves(const state::v1::MeasuredServingState& serving,
            const Bearing::Priority& priority) {
  const auto& served = serving.priorities();
  return std::find(served.begin(), served.end(), priority.aim.id()) !=
         served.end();
}

std::vector<int64_t> MomentsOf(const MeasuredCourseState& course) {
  std::vector<int64_t> moments;
  for (const CoursePlanState& plan : course.plans()) {
    moments.insert(moments.end(), {plan.from(), plan.to()});
    for (const MeasuredAimState& aim : plan.aims()) {
      moments.insert(moments.end(), {aim.from(), aim.to()});
    }
  }
  return moments;
}

IdSet RehomedObjectives(const state::v1::MeasuredServingState& serving,
                        const MeasuredCourseState& course) {
  IdSet objectives;
  for (const std::string& id : serving.objectives()) Include(id, objectives);
  for (const MeasuredCourseState::Home& home : course.homes()) {
    if (home.position() < serving.position() ||
        !Contains(objectives, home.from())) {
      continue;
    }
    Exclude(home.from(), objectives);
    Include(home.to(), objectives);
  }
  return objectives;
}

}  // namespace loopledger::measures
