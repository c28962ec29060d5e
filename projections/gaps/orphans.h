// Objectives that nothing serves: the gaps of M8.
//
// An objective in force is served while a live tasking names it, or names a
// priority in force that names it, and for 90 days after one that did was
// completed. Until a first tasking serves it, it is a gap from the moment it is
// in force. A row names no tasking, so it is marked as its strategy is.
#ifndef PROJECTIONS_GAPS_ORPHANS_H_
#define PROJECTIONS_GAPS_ORPHANS_H_

#include <string>
#include <vector>

#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/state/v1/uses.pb.h"
#include "loopledger/v1/strategy.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/gaps/gap_clock.h"
#include "projections/gaps/gap_rows.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/id_set.h"

namespace loopledger::feedback_loop {

// Folds one record, once the alignment gaps are folded.
class Orphans {
 public:
  Orphans(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at),
        vocabularies_(vocabularies),
        tables_(tables),
        clock_(at, tables),
        rows_(at, vocabularies, tables) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);
  // Its deadline passed: writes the gap's row, when it is one of these, or
  // looks at every objective anew.
  void Refresh(const state::v1::TimerState& gap);

 private:
  void FoldDirection();
  void TakeObjective(const v1::Objective& objective);
  // What the event says of all objectives of the strategy.
  void Mark(const std::string& strategy_id);
  void Stand(const std::string& strategy_id);
  void Completed(const std::string& tasking_id);
  // Notes which objectives a live tasking serves.
  void Count(const std::string& tasking_id);
  void CountFor(const std::string& objective_id, bool more);
  void CheckAll();
  void Check(const std::string& objective_id);
  IdSet ServedBy(const state::v1::ServiceState& service);
  IdSet ObjectivesIn(const std::string& strategy_id);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  GapClock clock_;
  GapRows rows_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_ORPHANS_H_
