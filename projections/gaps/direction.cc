#include "projections/gaps/direction.h"

namespace loopledger::feedback_loop {
namespace {

// 0 is none.
bool Within(int64_t from, int64_t to, int64_t at) {
  return from <= at && (to == 0 || at < to);
}

}  // namespace

bool IsInForce(const state::v1::PlanState& plan,
               const state::v1::PlanState::Aim& aim, int64_t at) {
  return plan.standing() && !aim.retired() &&
         Within(plan.from(), plan.to(), at) && Within(aim.from(), aim.to(), at);
}

IdSet ObjectivesOf(const state::v1::ServiceState& service,
                   const state::v1::DirectionState& direction) {
  IdSet objectives = service.objectives();
  for (const state::v1::DirectionState::Home& home : direction.homes()) {
    if (home.position() < service.served_position() ||
        !Contains(objectives, home.from())) {
      continue;
    }
    Exclude(home.from(), objectives);
    Include(home.to(), objectives);
  }
  return objectives;
}

}  // namespace loopledger::feedback_loop
