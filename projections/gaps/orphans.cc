#include "projections/gaps/orphans.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "ledger/domain/deadlines.h"
#include "projections/gaps/direction.h"
#include "projections/gaps/feedback_loop.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

using Event = v1::Event;
using state::v1::CountedState;
using state::v1::DirectionState;
using state::v1::PlanState;
using state::v1::ServedState;
using state::v1::ServiceState;
using state::v1::TimerState;

constexpr char kMetric[] = "M8";

// By objective id.
constexpr Table<ServedState> kServed{"served", 15, Keep::kLatest};
// By tasking id.
constexpr Table<CountedState> kCounted{"counted", 17, Keep::kLatest};

}  // namespace

void Orphans::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kServed), Describe(kCounted)});
}

void Orphans::Fold(const grounds::Shift& shift) {
  FoldDirection();
  if (at_.event.has_tasking_completed()) Completed(at_.event.stream_id());
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& id : taskings) Count(id);
}

void Orphans::FoldDirection() {
  const Event& event = at_.event;
  const std::string& id = event.stream_id();
  if (!IsDirection(event)) return;
  if (event.has_objective_added()) {
    TakeObjective(event.objective_added().objective());
  } else if (event.has_objective_amended()) {
    TakeObjective(event.objective_amended().objective());
  } else if (event.has_strategy_adopted()) {
    Stand(id);
  } else if (event.has_strategy_superseded()) {
    Stand(event.strategy_superseded().by());
  }
  if (event.has_marking()) Mark(id);
  CheckAll();
}

void Orphans::TakeObjective(const v1::Objective& objective) {
  tables_.Change(kServed, objective.id(), [&](ServedState& served) {
    served.set_title(objective.title());
    served.set_owner_org(objective.owner_org());
    served.set_said_position(at_.position);
  });
}

void Orphans::Mark(const std::string& strategy_id) {
  for (const std::string& id : ObjectivesIn(strategy_id)) {
    tables_.Change(kServed, id, [&](ServedState& served) {
      RaiseTo(at_.event.marking(), vocabularies_, at_.recorded_at,
              *served.mutable_marking());
    });
  }
}

void Orphans::Stand(const std::string& strategy_id) {
  for (const std::string& id : ObjectivesIn(strategy_id)) {
    tables_.Change(kServed, id, [&](ServedState& served) {
      served.set_said_position(at_.position);
    });
  }
}

IdSet Orphans::ObjectivesIn(const std::string& strategy_id) {
  IdSet objectives;
  const PlanState* plan = PlanIn(DirectionIn(kDirection, tables_), strategy_id);
  if (plan == nullptr || plan->control()) return objectives;
  for (const PlanState::Aim& aim : plan->aims()) Include(aim.id(), objectives);
  return objectives;
}

// --- What taskings serve.

IdSet Orphans::ServedBy(const ServiceState& service) {
  return loopledger::ServedBy(
      ServiceOf(service), DirectionIn(kDirection, tables_), at_.recorded_at);
}

void Orphans::Completed(const std::string& tasking_id) {
  const ServiceState* service = tables_.Get(kServices, tasking_id);
  if (service == nullptr) return;
  const IdSet served = ServedBy(*service);
  for (const std::string& id : served) {
    tables_.Change(kServed, id, [&](ServedState& objective) {
      objective.set_completed_at(at_.recorded_at);
    });
    Check(id);
  }
}

void Orphans::Count(const std::string& tasking_id) {
  const ServiceState* service = tables_.Get(kServices, tasking_id);
  const CountedState* counted = tables_.Get(kCounted, tasking_id);
  const IdSet before = counted == nullptr ? IdSet() : counted->objectives();
  const IdSet now =
      service == nullptr || !service->live() ? IdSet() : ServedBy(*service);
  if (now.empty()) {
    if (!before.empty()) tables_.Delete(kCounted, tasking_id);
  } else {
    tables_.Change(kCounted, tasking_id, [&](CountedState& state) {
      *state.mutable_objectives() = now;
    });
  }
  for (const std::string& id : before) {
    if (!Contains(now, id)) CountFor(id, false);
  }
  for (const std::string& id : now) {
    if (!Contains(before, id)) CountFor(id, true);
  }
}

void Orphans::CountFor(const std::string& objective_id, bool more) {
  tables_.Change(kServed, objective_id, [&](ServedState& served) {
    served.set_live(more ? served.live() + 1 : served.live() - 1);
    served.set_deserted_position(served.live() == 0 ? at_.position : 0);
  });
  Check(objective_id);
}

// --- What is a gap.

void Orphans::CheckAll() {
  for (const std::string& id : LiveIn(kLive, tables_)) Count(id);
  absl::btree_set<std::string> objectives;
  for (const PlanState& plan : DirectionIn(kDirection, tables_).plans()) {
    if (plan.control()) continue;
    for (const PlanState::Aim& aim : plan.aims()) objectives.insert(aim.id());
  }
  for (const std::string& id : objectives) Check(id);
}

void Orphans::Check(const std::string& objective_id) {
  const TimerState gap = GapAbout(kMetric, objective_id);
  const std::string gap_id = GapId(gap);
  const ServedState* known = tables_.Get(kServed, objective_id);
  if (known == nullptr) return;
  const ServedState served = *known;
  const bool orphan =
      served.live() == 0 &&
      IsObjectiveInForce(objective_id, DirectionIn(kDirection, tables_),
                         at_.recorded_at);
  const int64_t late = served.completed_at() == 0
                           ? 0
                           : clock_.After(served.completed_at(),
                                          clock_.policy().unserved_after_days(),
                                          kUnservedAfterDays);
  // What a Tick is awaited for, or was and has not come yet.
  const bool awaits = orphan && late != 0 &&
                      (late > at_.recorded_at || served.orphan_from() == late);
  const int64_t await = awaits ? late : 0;
  if (await != served.orphan_from()) {
    tables_.Change(kServed, objective_id, [&](ServedState& state) {
      state.set_orphan_from(clock_.Move(served.orphan_from(), await, gap));
    });
  }
  if (!orphan || awaits) {
    tables_.Delete(kGaps, gap_id);
    return;
  }
  const bool there = tables_.Get(kGaps, gap_id) != nullptr;
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    row.set_gap_id(gap_id);
    rows_.Orphan({objective_id, served}, row);
    if (there) return;
    *row.mutable_since() = MomentOf(at_.recorded_at);
    *row.mutable_started() = MomentOf(
        served.completed_at() == 0 ? at_.recorded_at : served.completed_at());
  });
}

void Orphans::Refresh(const TimerState& gap) {
  if (gap.metric().empty()) return CheckAll();
  if (gap.metric() != kMetric) return;
  tables_.Change(kServed, gap.subject_id(),
                 [](ServedState& served) { served.set_orphan_from(0); });
  const ServedState& served = *tables_.Get(kServed, gap.subject_id());
  tables_.Change(kGaps, GapId(gap), [&](v1::GapRow& row) {
    rows_.Orphan({gap.subject_id(), served}, row);
    *row.mutable_started() = MomentOf(served.completed_at());
  });
}

}  // namespace loopledger::feedback_loop
