// Cohesion: M14. Whether the layers hold together, of what is in force or live:
//
//   down   the share of priorities that have an assessment of the tactical
//          layer in force, which they are based on or which is of their threat
//          area, and a live tasking of the operational layer
//   up     the share of live taskings that trace to an objective: they serve
//          one, or a priority that names one
//   index  the harmonic mean of both, once there are both
//
// And so many links from layer to layer: a tasking cites an assessment, serves
// a priority or an objective, a priority is based on an assessment or names an
// objective. A control strategy's layer is that of its priorities.
//
// What an objective or a priority serves is in force while its strategy stands
// and its time runs; as it begins or ends by the clock, that is seen at the
// next Tick.
#ifndef PROJECTIONS_MEASURES_COHESION_H_
#define PROJECTIONS_MEASURES_COHESION_H_

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/id_set.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class Cohesion {
 public:
  Cohesion(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);

 private:
  // Links by "TACTICAL/STRATEGIC".
  using Cells = absl::btree_map<std::string, int64_t>;
  using CellStates =
      google::protobuf::RepeatedPtrField<state::v1::MeasuredCellState>;
  using Serving = state::v1::MeasuredServingState;

  // What is in force now.
  struct Bearing {
    absl::btree_map<std::string, std::string> objectives;  // Layers, by id.
    std::vector<state::v1::PlanState::Aim> priorities;
  };

  const state::v1::DirectionState& direction();
  const Bearing& bearing();
  void AwaitMoments();
  bool MomentsPassed();
  bool Stand(const std::string& assessment_id);
  std::string LayerOf(const std::string& assessment_id);

  void FoldServing();
  void CountOperations(const Serving& serving, bool more);
  bool Follow(const std::string& id);
  void WeighAll();
  void Weigh(const std::string& id);
  bool Traces(const Serving& serving);
  Cells CellsOf(const std::string& id, const Serving& serving);
  std::string LayerOfObjective(const std::string& id);

  bool IsCovered(const state::v1::PlanState::Aim& priority);
  void Survey();

  static void Keep(const Cells& cells, CellStates& kept);
  void CountCells(const CellStates& before, const Cells& now);
  void CountIndex();

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
  std::optional<Bearing> bearing_;  // Once it is asked for.
  std::vector<std::string> stood_;  // Assessments that stand otherwise.
  bool weighed_ = false;            // A share is another.
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_COHESION_H_
