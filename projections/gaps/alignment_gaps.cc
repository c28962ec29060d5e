#include "projections/gaps/alignment_gaps.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "projections/gaps/direction.h"
#include "projections/gaps/feedback_loop.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

using Event = v1::Event;
using state::v1::DirectionState;
using state::v1::LiveState;
using state::v1::PlanState;
using state::v1::ServiceState;
using state::v1::TimerState;

constexpr char kMetric[] = "M9";
constexpr char kUnratified[] = "UNRATIFIED";
// Of a moment at which an objective's or a priority's time begins or ends.
constexpr char kBoundary[] = "";
constexpr uint32_t kRatifyHours = 72;
constexpr int64_t kMicrosPerHour = 3600 * kMicrosPerSecond;

const v1::DecisionRecord* DecisionOf(const Event& event) {
  switch (event.body_case()) {
    case Event::kTaskingApproved:
      return &event.tasking_approved().decision();
    case Event::kTaskingRejected:
      return &event.tasking_rejected().decision();
    case Event::kTaskingDeferred:
      return &event.tasking_deferred().decision();
    case Event::kTaskingRiskAccepted:
      return &event.tasking_risk_accepted().decision();
    case Event::kTaskingReferred:
      return &event.tasking_referred().decision();
    default:
      return nullptr;
  }
}

}  // namespace

void AlignmentGaps::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(),
             {Describe(kDirection), Describe(kServices), Describe(kLive)});
}

void AlignmentGaps::Fold(const grounds::Shift& shift) {
  FoldDirection();
  FoldTasking();
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& id : taskings) Follow(id);
}

// --- What is in force.

void AlignmentGaps::FoldDirection() {
  if (!loopledger::FoldDirection(at_, kDirection, tables_)) return;
  const std::string& id = at_.event.stream_id();
  const PlanState& plan = *PlanIn(DirectionIn(kDirection, tables_), id);
  // Everything live is looked at anew at the Tick of that moment.
  for (const int64_t moment : MomentsAfter(at_.recorded_at, plan)) {
    clock_.Set(moment, GapAbout(kBoundary, id));
  }
  CheckAll();
}

// --- What taskings serve.

void AlignmentGaps::FoldTasking() {
  const Event& event = at_.event;
  const std::string& id = event.stream_id();
  if (event.has_tasking_proposed()) {
    const v1::TaskingProposed& e = event.tasking_proposed();
    Serve(id, e.objective_ids(), e.priority_ids());
  } else if (event.has_tasking_varied()) {
    const v1::TaskingVaried& e = event.tasking_varied();
    if (e.objective_ids().empty() && e.priority_ids().empty()) return;
    Serve(id, e.objective_ids(), e.priority_ids());
  } else if (const v1::DecisionRecord* decision = DecisionOf(event)) {
    Ratifiable(id, decision->session().empty());
  } else if (event.has_tasking_ratified() || event.has_tasking_cancelled()) {
    Ratifiable(id, false);
  }
}

void AlignmentGaps::Serve(const std::string& tasking_id,
                          const IdSet& objectives, const IdSet& priorities) {
  tables_.Change(kServices, tasking_id, [&](ServiceState& service) {
    *service.mutable_objectives() = SetOf(objectives);
    *service.mutable_priorities() = priorities;
    service.set_served_position(at_.position);
  });
}

void AlignmentGaps::Ratifiable(const std::string& tasking_id, bool waits) {
  const uint32_t hours = clock_.policy().ratify_within_hours();
  const int64_t latest =
      at_.recorded_at + (hours == 0 ? kRatifyHours : hours) * kMicrosPerHour;
  const TimerState gap = GapAbout(kMetric, tasking_id, kUnratified);
  tables_.Change(kServices, tasking_id, [&](ServiceState& service) {
    service.set_unratified_from(
        clock_.Move(service.unratified_from(), waits ? latest + 1 : 0, gap));
    if (!waits) return;
    service.set_decided_at(at_.recorded_at);
    service.set_decided_position(at_.position);
  });
}

// Keeps it among the live ones while it is live, and its gaps as they are.
void AlignmentGaps::Follow(const std::string& tasking_id) {
  const bool live = tables_.Get(grounds::kTaskings, tasking_id)->live();
  bool moved = false;
  uint64_t shard = 0;
  tables_.Change(kServices, tasking_id, [&](ServiceState& service) {
    moved = service.live() != live;
    if (moved && live) service.set_shard(LiveShard(at_));
    service.set_live(live);
    shard = service.shard();
  });
  if (moved) (live ? Enlist : Strike)({tasking_id, shard}, kLive, tables_);
  Check(tasking_id);
  Refresh(GapAbout(kMetric, tasking_id, kUnratified));
}

void AlignmentGaps::CheckAll() {
  for (const std::string& id : LiveIn(kLive, tables_)) Check(id);
}

bool AlignmentGaps::IsOff(const ServiceState& service) {
  const DirectionState& direction = DirectionIn(kDirection, tables_);
  const IdSet objectives = ObjectivesOf(service, direction);
  bool any = false;
  for (const PlanState& plan : direction.plans()) {
    if (!plan.standing()) continue;
    any = true;
    for (const PlanState::Aim& aim : plan.aims()) {
      if (!IsInForce(plan, aim, at_.recorded_at)) continue;
      const IdSet& served = plan.control() ? service.priorities() : objectives;
      if (std::find(served.begin(), served.end(), aim.id()) != served.end()) {
        return false;
      }
    }
  }
  return any;
}

void AlignmentGaps::Check(const std::string& tasking_id) {
  const std::string gap_id = GapId(GapAbout(kMetric, tasking_id));
  const ServiceState service = *tables_.Get(kServices, tasking_id);
  if (!service.live() || !IsOff(service)) {
    tables_.Delete(kGaps, gap_id);
    return;
  }
  const bool known = tables_.Get(kGaps, gap_id) != nullptr;
  if (!known) {
    tables_.Change(kServices, tasking_id, [&](ServiceState& self) {
      self.set_off_position(at_.position);
    });
  }
  const NamedService named{tasking_id, *tables_.Get(kServices, tasking_id)};
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    row.set_gap_id(gap_id);
    rows_.OffStrategy(named, *tables_.Get(grounds::kTaskings, tasking_id), row);
    if (known) return;
    *row.mutable_since() = MomentOf(at_.recorded_at);
    *row.mutable_started() = MomentOf(at_.recorded_at);
  });
}

void AlignmentGaps::Refresh(const TimerState& gap) {
  if (gap.metric() == kBoundary) return CheckAll();
  const std::string gap_id = GapId(gap);
  if (gap.metric() != kMetric || tables_.Get(kGaps, gap_id) == nullptr) return;
  const NamedService named{gap.subject_id(),
                           *tables_.Get(kServices, gap.subject_id())};
  const grounds::TaskingState& tasking =
      *tables_.Get(grounds::kTaskings, gap.subject_id());
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    rows_.Unratified(named, tasking, row);
  });
}

}  // namespace loopledger::feedback_loop
