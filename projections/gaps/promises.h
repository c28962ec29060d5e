// What organisations promise to a tasking, and what is late of it: the gaps of
// M11.
#ifndef PROJECTIONS_GAPS_PROMISES_H_
#define PROJECTIONS_GAPS_PROMISES_H_

#include <string>
#include <vector>

#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/v1/commitment.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/gaps/gap_clock.h"
#include "projections/gaps/gap_rows.h"
#include "projections/grounds/grounds.h"

namespace loopledger::feedback_loop {

// Folds one record.
class Promises {
 public:
  Promises(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at),
        vocabularies_(vocabularies),
        tables_(tables),
        clock_(at, tables),
        rows_(at, vocabularies, tables) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);
  // Writes the gap's row anew, when it is one of these and there is such a gap.
  void Refresh(const state::v1::TimerState& gap);

 private:
  // What the event says of its commitment.
  void Take(state::v1::PromiseState& promise) const;
  void TakeTerms(const v1::CommitmentTerms& terms,
                 state::v1::PromiseState& promise) const;
  void Await(const std::string& commitment_id);
  void RefreshBoth(const std::string& commitment_id);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  GapClock clock_;
  GapRows rows_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_PROMISES_H_
