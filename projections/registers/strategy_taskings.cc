// Which taskings serve which objectives and priorities.
#include "projections/grounds/direction.h"
#include "projections/grounds/tasking_life.h"
#include "projections/registers/strategy_folder.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::PlanState;
using state::v1::ServersState;
using state::v1::ServesState;

void IncludeAll(const IdSet& ids, IdSet& all) {
  for (const std::string& id : ids) Include(id, all);
}

void CountLive(bool more, v1::BalanceRow& row) {
  row.set_live_taskings(more ? row.live_taskings() + 1
                             : row.live_taskings() - 1);
}

}  // namespace

void StrategyFolder::FoldTasking() {
  const std::string& id = event_.stream_id();
  const ServesState* known = in_.tables.Get(kServes, id);
  const ServesState before = known == nullptr ? ServesState() : *known;
  ServesState now = before;
  Cover(event_.marking(), in_, *now.mutable_marking());
  const bool raised =
      now.marking().SerializeAsString() != before.marking().SerializeAsString();
  const bool said = TakeServed(now);
  const absl::string_view state = TaskingStateAfter(event_);
  if (!state.empty()) now.set_live(IsLive(state));
  if (event_.has_tasking_proposed()) now.set_live(false);
  const bool moved = now.live() != before.live();
  now.set_told(now.told() || now.live());
  if (raised || said || moved) {
    in_.tables.Change(kServes, id, [&](ServesState& self) { self = now; });
  }
  if (event_.has_tasking_completed()) Completed(id);
  if (said || moved) Count(id);
  if (moved) {
    const ServesState& told = now.live() ? now : before;
    BalanceBoth(told, now.marking(),
                [&](v1::BalanceRow& row) { CountLive(now.live(), row); });
  }
  if (raised) RaiseTold(*in_.tables.Get(kServes, id));
}

bool StrategyFolder::TakeServed(ServesState& serves) const {
  const auto take = [&](const auto& e) {
    *serves.mutable_objectives() = SetOf(e.objective_ids());
    *serves.mutable_priorities() = SetOf(e.priority_ids());
    serves.set_served_position(in_.at.position);
  };
  if (event_.has_tasking_proposed()) {
    take(event_.tasking_proposed());
    serves.set_strand(event_.tasking_proposed().strand());
    serves.set_layer(event_.tasking_proposed().layer());
    return true;
  }
  const v1::TaskingVaried& varied = event_.tasking_varied();
  if (varied.objective_ids().empty() && varied.priority_ids().empty()) {
    return false;
  }
  take(varied);
  return true;
}

IdSet StrategyFolder::ObjectivesServed(const ServesState& serves) {
  return ServedBy(
      {serves.objectives(), serves.priorities(), serves.served_position()},
      direction(), in_.at.recorded_at);
}

// Counts for whatever it serves as it is completed, for good.
void StrategyFolder::Completed(const std::string& id) {
  const ServesState* known = in_.tables.Get(kServes, id);
  if (known == nullptr) return;
  const ServesState serves = *known;
  const IdSet objectives = ObjectivesServed(serves);
  const auto count = [&](const ServersTable& table, const IdSet& served) {
    for (const std::string& key : served) {
      in_.tables.Change(table, key, [&](ServersState& servers) {
        servers.set_completed(servers.completed() + 1);
        servers.set_completed_at(in_.at.recorded_at);
        Cover(serves.marking(), in_, *servers.mutable_marking());
      });
      ShowServers(table, key);
    }
  };
  count(kServers, objectives);
  count(kNamers, serves.priorities());
  in_.tables.Change(kServes, id, [&](ServesState& self) {
    IncludeAll(objectives, *self.mutable_told_objectives());
    IncludeAll(self.priorities(), *self.mutable_told_priorities());
    self.set_told(true);
  });
  BalanceBoth(serves, serves.marking(), [](v1::BalanceRow& row) {
    row.set_completed_taskings(row.completed_taskings() + 1);
  });
}

void StrategyFolder::Count(const std::string& id) {
  const ServesState before = *in_.tables.Get(kServes, id);
  const IdSet objectives = before.live() ? ObjectivesServed(before) : IdSet();
  const IdSet priorities = before.live() ? before.priorities() : IdSet();
  in_.tables.Change(kServes, id, [&](ServesState& serves) {
    *serves.mutable_counted_objectives() = objectives;
    *serves.mutable_counted_priorities() = priorities;
    IncludeAll(objectives, *serves.mutable_told_objectives());
    IncludeAll(priorities, *serves.mutable_told_priorities());
  });
  Move(kServers, id, before.counted_objectives(), objectives);
  Move(kNamers, id, before.counted_priorities(), priorities);
}

void StrategyFolder::CountAll(const IdSet& taskings) {
  const IdSet all = taskings;  // Counting changes them.
  for (const std::string& id : all) Count(id);
}

void StrategyFolder::CountNaming(const std::string& plan_id) {
  const PlanState* plan = PlanIn(direction(), plan_id);
  if (plan == nullptr || !plan->control()) return;
  for (const PlanState::Aim& aim : plan->aims()) {
    const ServersState* namers = in_.tables.Get(kNamers, aim.id());
    if (namers != nullptr) CountAll(namers->live());
  }
}

void StrategyFolder::Move(const ServersTable& table,
                          const std::string& tasking_id, const IdSet& before,
                          const IdSet& now) {
  for (const std::string& key : before) {
    if (Contains(now, key)) continue;
    in_.tables.Change(table, key, [&](ServersState& servers) {
      Exclude(tasking_id, *servers.mutable_live());
    });
    ShowServers(table, key);
  }
  const v1::Marking marking = in_.tables.Get(kServes, tasking_id)->marking();
  for (const std::string& key : now) {
    if (Contains(before, key)) continue;
    in_.tables.Change(table, key, [&](ServersState& servers) {
      Include(tasking_id, *servers.mutable_live());
      Cover(marking, in_, *servers.mutable_marking());
    });
    ShowServers(table, key);
  }
}

void StrategyFolder::RaiseTold(const ServesState& told) {
  const ServesState serves = told;
  const auto raise = [&](const ServersTable& table, const IdSet& keys) {
    for (const std::string& key : keys) {
      in_.tables.Change(table, key, [&](ServersState& servers) {
        Cover(serves.marking(), in_, *servers.mutable_marking());
      });
      ShowServers(table, key);
    }
  };
  raise(kServers, serves.told_objectives());
  raise(kNamers, serves.told_priorities());
  if (!serves.told()) return;
  Raise(kStrands, serves.strand(), serves.marking());
  Raise(kLayers, serves.layer(), serves.marking());
}

}  // namespace loopledger::registers
