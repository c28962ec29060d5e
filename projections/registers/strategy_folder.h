// Folds one record into the strategy. Private to the projection, which is
// spread over files by what a record is about.
#ifndef PROJECTIONS_REGISTERS_STRATEGY_FOLDER_H_
#define PROJECTIONS_REGISTERS_STRATEGY_FOLDER_H_

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/state/v1/registers.pb.h"
#include "loopledger/v1/control.pb.h"
#include "loopledger/v1/registers.pb.h"
#include "loopledger/v1/strategy.pb.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"
#include "projections/grounds/direction.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/timers.h"
#include "projections/registers/strategy.h"
#include "projections/registers/telling.h"

namespace loopledger::registers {

inline constexpr TimerTable kStrategyTimers{"timers", 5, Keep::kResident};
inline constexpr DirectionTable kDirection{"direction", 6, Keep::kLatest};
// By id of a strategy or a control strategy.
inline constexpr Table<state::v1::PlanToldState> kPlans{"plans", 7,
                                                        Keep::kLatest};
// By tasking id.
inline constexpr Table<state::v1::ServesState> kServes{"serves", 8,
                                                       Keep::kLatest};
// The taskings that serve it: by objective id, and by priority id.
using ServersTable = Table<state::v1::ServersState>;
inline constexpr ServersTable kServers{"servers", 9, Keep::kLatest};
inline constexpr ServersTable kNamers{"namers", 10, Keep::kLatest};
// By outcome id.
inline constexpr Table<state::v1::OutcomeToldState> kOutcomes{"outcomes", 11,
                                                              Keep::kLatest};
// By assessment id: the keys of the priorities that name it.
inline constexpr Table<state::v1::IdsState> kBases{"bases", 12, Keep::kLatest};

// "CONTROL/PRIORITY".
std::string PriorityKey(const std::string& control_id,
                        const std::string& priority_id);

class StrategyFolder {
 public:
  explicit StrategyFolder(const Telling& in)
      : in_(in),
        event_(in.at.event),
        timers_(kStrategyTimers, in.at, in.tables) {}

  void Fold();

 private:
  using Refs = google::protobuf::RepeatedPtrField<v1::AssessmentRef>;

  void Founded();
  void FoldOutcome();
  void FoldAssessment();

  // --- What is aimed at.

  void FoldAims();
  void TakePlan();
  void SetState(const std::string& plan_id, const char* state);
  void TakeObjective(const v1::Objective& objective, const std::string& reason);
  void TakePriorities(const v1::ControlStrategyProposed& e);
  void Base(const std::string& key, const Refs& refs, v1::PriorityRow& row);
  void Band(const std::string& priority_id, uint32_t band, const Refs& refs);
  // What of the plan is to come or to end is looked at anew by then.
  void Await(const std::string& plan_id);
  void Ticked();
  // Writes the rows of all that the plan aims at anew.
  void Survey(const std::string& plan_id);
  void SurveyObjective(const std::string& id);
  void SurveyPriority(const state::v1::PlanState& plan,
                      const state::v1::PlanState::Aim& aim);
  // Of the objective, or of each priority of this id.
  void ShowServers(const ServersTable& table, const std::string& id);
  const state::v1::DirectionState& direction();

  // --- Taskings.

  void FoldTasking();
  // Gives whether the event says what it serves.
  bool TakeServed(state::v1::ServesState& serves) const;
  IdSet ObjectivesServed(const state::v1::ServesState& serves);
  void Completed(const std::string& id);
  // Notes what a live tasking serves.
  void Count(const std::string& id);
  void CountAll(const IdSet& taskings);
  // Those that name a priority of the plan.
  void CountNaming(const std::string& plan_id);
  void Move(const ServersTable& table, const std::string& tasking_id,
            const IdSet& before, const IdSet& now);
  // Of whatever tells of the tasking.
  void RaiseTold(const state::v1::ServesState& serves);

  // Changes a strand's or a layer's row, which is told of what is so marked.
  template <typename Changing>
  void Balance(const Table<v1::BalanceRow>& table, const std::string& name,
               const v1::Marking& marking, Changing change) {
    if (name.empty()) return;
    in_.tables.Change(table, name, [&](v1::BalanceRow& row) {
      row.set_name(name);
      change(row);
      Cover(marking, in_, *row.mutable_marking());
    });
  }
  void Raise(const Table<v1::BalanceRow>& table, const std::string& name,
             const v1::Marking& marking) {
    Balance(table, name, marking, [](v1::BalanceRow&) {});
  }
  // As Balance, of what has a strand and a layer.
  template <typename Told, typename Changing>
  void BalanceBoth(const Told& told, const v1::Marking& marking,
                   Changing change) {
    Balance(kStrands, told.strand(), marking, change);
    Balance(kLayers, told.layer(), marking, change);
  }

  const Telling in_;
  const v1::Event& event_;
  Timers timers_;
};

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_STRATEGY_FOLDER_H_
