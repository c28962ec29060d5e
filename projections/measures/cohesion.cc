#include "projections/measures/cohesion.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "projections/engine/keys.h"
#include "projections/grounds/direction.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/live.h"
#include "projections/grounds/moment.h"
#include "projections/measures/direction.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using state::v1::DirectionState;
using state::v1::MeasuredCellState;
using state::v1::MeasuredJudgedState;
using state::v1::MeasuredLinksState;
using state::v1::MeasuredServingState;
using state::v1::MeasuredStandingState;
using state::v1::PlanState;
using state::v1::TallyState;

constexpr char kTactical[] = "TACTICAL";
constexpr char kOperational[] = "OPERATIONAL";

// By tasking id.
constexpr Table<MeasuredServingState> kServing{"serving", 16, Keep::kLatest};
constexpr LiveTable kLive{"live", 17, Keep::kLatest};
// By assessment id, while a version is in force.
constexpr Table<MeasuredStandingState> kStanding{"standing", 18, Keep::kLatest};
// By area: tactical assessments in force.
constexpr Table<MeasuredJudgedState> kTacticalOf{"tactical_of", 19,
                                                 Keep::kLatest};
// By priority id: live operational taskings.
constexpr Table<MeasuredJudgedState> kOperationsOf{"operations_of", 20,
                                                   Keep::kLatest};
// By moment (8 bytes, big endian): when something begins or ends.
constexpr Table<MeasuredJudgedState> kMoments{"moments", 21, Keep::kResident};
// One row.
constexpr Table<MeasuredLinksState> kLinks{"links", 22, Keep::kLatest};
constexpr absl::string_view kLinksKey = "links";

Figure Index() { return {"M14"}; }
Figure Down() { return {"M14", "direction", "down"}; }
Figure Up() { return {"M14", "direction", "up"}; }

uint64_t CountOf(const Table<MeasuredJudgedState>& table,
                 const std::string& key, Tables& tables) {
  const MeasuredJudgedState* count = tables.Get(table, key);
  return count == nullptr ? 0 : count->n();
}

void Shift(const Table<MeasuredJudgedState>& table, const std::string& key,
           bool more, Tables& tables) {
  tables.Change(table, key, [&](MeasuredJudgedState& count) {
    count.set_n(more ? count.n() + 1 : count.n() - 1);
  });
}

void Link(const std::string& from, const std::string& to, auto& cells) {
  if (!from.empty() && !to.empty()) ++cells[absl::StrCat(from, "/", to)];
}

Service ServiceOf(const MeasuredServingState& serving) {
  return {serving.objectives(), serving.priorities(), serving.position()};
}

TallyState TallyOf(const Figure& figure, Tables& tables) {
  const TallyState* tally = tables.Get(kTallies, KeyOf(figure));
  return tally == nullptr ? TallyState() : *tally;
}

}  // namespace

void Cohesion::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(),
             {Describe(kDirection), Describe(kServing), Describe(kLive),
              Describe(kStanding), Describe(kTacticalOf),
              Describe(kOperationsOf), Describe(kMoments), Describe(kLinks)});
}

void Cohesion::Fold(const grounds::Shift& shift) {
  const bool turned = FoldDirection(at_, kDirection, tables_);
  if (turned) AwaitMoments();
  const bool all = MomentsPassed() || turned;
  bool survey = all;
  FoldServing();
  absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                        shift.taskings.end());
  const absl::btree_set<std::string> assessments(shift.assessments.begin(),
                                                 shift.assessments.end());
  for (const std::string& id : assessments) {
    if (!Stand(id)) continue;
    survey = true;
    stood_.push_back(id);
    const auto& live = tables_.Get(grounds::kAssessments, id)->live_taskings();
    taskings.insert(live.begin(), live.end());
  }
  for (const std::string& id : taskings) {
    if (Follow(id)) survey = true;
    Weigh(id);
  }
  if (all) WeighAll();
  if (survey) Survey();
  if (weighed_) CountIndex();
}

// --- What is in force.

const DirectionState& Cohesion::direction() {
  return DirectionIn(kDirection, tables_);
}

const Cohesion::Bearing& Cohesion::bearing() {
  if (bearing_.has_value()) return *bearing_;
  bearing_.emplace();
  for (const PlanState& plan : direction().plans()) {
    for (const PlanState::Aim& aim : plan.aims()) {
      if (!IsInForce(plan, aim, at_.recorded_at)) continue;
      if (plan.control()) {
        bearing_->priorities.push_back(aim);
      } else {
        bearing_->objectives[aim.id()] = aim.layer();
      }
    }
  }
  return *bearing_;
}

void Cohesion::AwaitMoments() {
  const PlanState& plan = *PlanIn(direction(), at_.event.stream_id());
  for (const int64_t moment : MomentsAfter(at_.recorded_at, plan)) {
    std::string key;
    PutBigEndian(static_cast<uint64_t>(moment), key);
    tables_.Change(kMoments, key,
                   [](MeasuredJudgedState& one) { one.set_n(1); });
  }
}

bool Cohesion::MomentsPassed() {
  if (!at_.record.has_tick()) return false;
  bool passed = false;
  while (true) {
    const std::string first(tables_.FirstKey(kMoments));
    if (first.empty() ||
        static_cast<int64_t>(BigEndian(first)) > at_.recorded_at) {
      return passed;
    }
    tables_.Delete(kMoments, first);
    passed = true;
  }
}

// Whether the assessment stands otherwise than it did.
bool Cohesion::Stand(const std::string& assessment_id) {
  const uint64_t version =
      tables_.Get(grounds::kAssessments, assessment_id)->in_force();
  MeasuredStandingState now;
  const state::v1::EditionState* edition =
      version == 0
          ? nullptr
          : tables_.Get(kEditions, grounds::VersionKey(assessment_id, version));
  if (edition != nullptr) {
    now.set_layer(edition->layer());
    *now.mutable_areas() = edition->areas();
  }
  const MeasuredStandingState* known = tables_.Get(kStanding, assessment_id);
  const MeasuredStandingState before =
      known == nullptr ? MeasuredStandingState() : *known;
  if (before.SerializeAsString() == now.SerializeAsString()) return false;
  for (const auto& [standing, more] :
       {std::pair(&before, false), std::pair(&std::as_const(now), true)}) {
    if (standing->layer() != kTactical) continue;
    for (const std::string& area : standing->areas()) {
      Shift(kTacticalOf, area, more, tables_);
    }
  }
  tables_.Change(kStanding, assessment_id,
                 [&](MeasuredStandingState& self) { self = now; });
  return true;
}

std::string Cohesion::LayerOf(const std::string& assessment_id) {
  const MeasuredStandingState* standing = tables_.Get(kStanding, assessment_id);
  return standing == nullptr ? "" : standing->layer();
}

// --- Taskings.

void Cohesion::FoldServing() {
  const v1::Event& event = at_.event;
  const auto serve = [&](const IdSet& objectives, const IdSet& priorities) {
    const std::string& id = event.stream_id();
    const MeasuredServingState* known = tables_.Get(kServing, id);
    if (known != nullptr && known->live()) CountOperations(*known, false);
    tables_.Change(kServing, id, [&](MeasuredServingState& serving) {
      *serving.mutable_objectives() = SetOf(objectives);
      *serving.mutable_priorities() = priorities;
      serving.set_position(at_.position);
    });
    if (known != nullptr && known->live()) {
      CountOperations(*tables_.Get(kServing, id), true);
    }
  };
  if (event.has_tasking_proposed()) {
    const v1::TaskingProposed& e = event.tasking_proposed();
    const MeasuredServingState* known = tables_.Get(kServing, e.tasking_id());
    if (known != nullptr && known->live()) return;
    serve(e.objective_ids(), e.priority_ids());
    tables_.Change(
        kServing, e.tasking_id(),
        [&](MeasuredServingState& serving) { serving.set_layer(e.layer()); });
  } else if (event.has_tasking_varied()) {
    const v1::TaskingVaried& e = event.tasking_varied();
    if (e.objective_ids().empty() && e.priority_ids().empty()) return;
    serve(e.objective_ids(), e.priority_ids());
  }
}

void Cohesion::CountOperations(const MeasuredServingState& serving, bool more) {
  if (serving.layer() != kOperational) return;
  const IdSet priorities = serving.priorities();
  for (const std::string& priority : priorities) {
    Shift(kOperationsOf, priority, more, tables_);
  }
}

// Keeps it among the live ones while it is live. Whether the priorities may be
// covered otherwise than they were.
bool Cohesion::Follow(const std::string& id) {
  const bool live = tables_.Get(grounds::kTaskings, id)->live();
  const MeasuredServingState* known = tables_.Get(kServing, id);
  const bool was = known != nullptr && known->live();
  if (live == was) return at_.event.has_tasking_varied();
  uint64_t shard = 0;
  tables_.Change(kServing, id, [&](MeasuredServingState& serving) {
    if (live) serving.set_shard(LiveShard(at_));
    serving.set_live(live);
    shard = serving.shard();
  });
  (live ? Enlist : Strike)({id, shard}, kLive, tables_);
  CountOperations(*tables_.Get(kServing, id), live);
  return true;
}

void Cohesion::WeighAll() {
  for (const std::string& id : LiveIn(kLive, tables_)) Weigh(id);
}

bool Cohesion::Traces(const MeasuredServingState& serving) {
  const IdSet served =
      ServedBy(ServiceOf(serving), direction(), at_.recorded_at);
  return std::any_of(served.begin(), served.end(), [this](const auto& id) {
    return bearing().objectives.contains(id);
  });
}

// Counts it as what it is now.
void Cohesion::Weigh(const std::string& id) {
  const MeasuredServingState* known = tables_.Get(kServing, id);
  if (known == nullptr || (!known->live() && !known->counted())) return;
  MeasuredServingState serving = *known;
  bool traces = false;
  Cells cells;
  if (serving.live()) {
    traces = Traces(serving);
    cells = CellsOf(id, serving);
  }
  const bool counted = serving.counted();
  if (counted != serving.live() || serving.traced() != traces) {
    figures_.About({}, id);
    weighed_ = true;
    figures_.Count(Up(), [&](TallyState& tally) {
      tally.set_of(tally.of() + serving.live() - counted);
      tally.set_hits(tally.hits() + traces - serving.traced());
    });
  }
  figures_.About({}, id);
  CountCells(serving.cells(), cells);
  serving.set_counted(serving.live());
  serving.set_traced(traces);
  Keep(cells, *serving.mutable_cells());
  tables_.Change(kServing, id,
                 [&](MeasuredServingState& self) { self = serving; });
}

Cohesion::Cells Cohesion::CellsOf(const std::string& id,
                                  const MeasuredServingState& serving) {
  Cells cells;
  const auto refs = tables_.Get(grounds::kTaskings, id)->justification();
  for (const v1::AssessmentRef& ref : refs) {
    Link(serving.layer(), LayerOf(ref.assessment_id()), cells);
  }
  const Service service = ServiceOf(serving);
  for (const std::string& objective : ObjectivesOf(service, direction())) {
    Link(serving.layer(), LayerOfObjective(objective), cells);
  }
  for (const PlanState::Aim& priority : bearing().priorities) {
    if (Serves(service, priority)) {
      Link(serving.layer(), priority.layer(), cells);
    }
  }
  return cells;
}

// Empty when it is not in force.
std::string Cohesion::LayerOfObjective(const std::string& id) {
  const auto found = bearing().objectives.find(id);
  return found == bearing().objectives.end() ? "" : found->second;
}

// --- Priorities.

bool Cohesion::IsCovered(const PlanState::Aim& priority) {
  if (CountOf(kOperationsOf, priority.id(), tables_) == 0) return false;
  if (CountOf(kTacticalOf, priority.area(), tables_) > 0) return true;
  const auto& based_on = priority.based_on();
  return std::any_of(
      based_on.begin(), based_on.end(),
      [this](const std::string& id) { return LayerOf(id) == kTactical; });
}

// Looks at all priorities in force.
void Cohesion::Survey() {
  uint64_t covered = 0;
  Cells cells;
  for (const PlanState::Aim& priority : bearing().priorities) {
    if (IsCovered(priority)) ++covered;
    for (const std::string& id : priority.objectives()) {
      Link(priority.layer(), LayerOfObjective(id), cells);
    }
    for (const std::string& id : priority.based_on()) {
      Link(priority.layer(), LayerOf(id), cells);
    }
  }
  figures_.About(stood_, "");
  const TallyState before = TallyOf(Down(), tables_);
  const uint64_t of = bearing().priorities.size();
  if (before.hits() != covered || before.of() != of) {
    weighed_ = true;
    figures_.Count(Down(), [&](TallyState& tally) {
      tally.set_hits(covered);
      tally.set_of(of);
    });
  }
  tables_.Change(kLinks, kLinksKey, [&](MeasuredLinksState& links) {
    CountCells(links.cells(), cells);
    Keep(cells, *links.mutable_cells());
  });
}

void Cohesion::Keep(const Cells& cells, CellStates& kept) {
  kept.Clear();
  for (const auto& [layers, links] : cells) {
    MeasuredCellState& cell = *kept.Add();
    cell.set_layers(layers);
    cell.set_links(static_cast<uint64_t>(links));
  }
}

void Cohesion::CountCells(const CellStates& before, const Cells& now) {
  Cells more = now;
  for (const MeasuredCellState& cell : before) {
    more[cell.layers()] -= static_cast<int64_t>(cell.links());
  }
  for (const auto& [layers, links] : more) {
    if (links == 0) continue;
    const int64_t by = links;
    figures_.Count({"M14", "layers", layers}, [by](TallyState& tally) {
      tally.set_n(tally.n() + static_cast<uint64_t>(by));
    });
  }
}

void Cohesion::CountIndex() {
  const TallyState down = TallyOf(Down(), tables_);
  const TallyState up = TallyOf(Up(), tables_);
  const bool both = down.of() > 0 && up.of() > 0;
  if (!both && tables_.Get(kTallies, KeyOf(Index())) == nullptr) return;
  figures_.About({}, "");
  figures_.About(down.marking());
  figures_.About(up.marking());
  figures_.Count(Index(), [&](TallyState& tally) {
    tally.set_n(both ? down.of() + up.of() : 0);
    if (!both) return;
    const double d =
        static_cast<double>(down.hits()) / static_cast<double>(down.of());
    const double u =
        static_cast<double>(up.hits()) / static_cast<double>(up.of());
    tally.set_cohesion(d + u == 0 ? 0 : 2 * d * u / (d + u));
  });
}

}  // namespace loopledger::measures
