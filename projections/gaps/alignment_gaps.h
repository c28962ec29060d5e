// Taskings that are off the strategy, or whose urgent decision nobody ratified:
// the gaps of M9.
//
// A tasking is off it when none of the objectives and priorities that it names
// is in force, once a strategy is adopted or a control strategy agreed: before
// that there is nothing to be off. Their times begin and end at a Tick.
#ifndef PROJECTIONS_GAPS_ALIGNMENT_GAPS_H_
#define PROJECTIONS_GAPS_ALIGNMENT_GAPS_H_

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/gaps/gap_clock.h"
#include "projections/gaps/gap_rows.h"
#include "projections/grounds/grounds.h"

namespace loopledger::feedback_loop {

// Folds one record.
class AlignmentGaps {
 public:
  AlignmentGaps(const Recorded& at, const Vocabularies& vocabularies,
                Tables& tables)
      : at_(at),
        tables_(tables),
        clock_(at, tables),
        rows_(at, vocabularies, tables) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);
  // Its deadline passed: writes the gap's row anew, when it is one of these and
  // there is such a gap, or looks at every live tasking anew.
  void Refresh(const state::v1::TimerState& gap);

 private:
  using Ids = google::protobuf::RepeatedPtrField<std::string>;

  void FoldDirection();
  void FoldTasking();
  void Serve(const std::string& tasking_id, const Ids& objectives,
             const Ids& priorities);
  void Ratifiable(const std::string& tasking_id, bool waits);
  void Follow(const std::string& tasking_id);
  void CheckAll();
  bool IsOff(const state::v1::ServiceState& service);
  void Check(const std::string& tasking_id);

  const Recorded& at_;
  Tables& tables_;
  GapClock clock_;
  GapRows rows_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_ALIGNMENT_GAPS_H_
