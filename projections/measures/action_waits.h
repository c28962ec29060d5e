// From decision to action: M6. A tasking waits from its approval to its start,
// step by step: to be assigned, to be accepted, to be started. One that is
// declined waits to be assigned anew. What is live no more before it started
// has ended without.
#ifndef PROJECTIONS_MEASURES_ACTION_WAITS_H_
#define PROJECTIONS_MEASURES_ACTION_WAITS_H_

#include <string>
#include <vector>

#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class ActionWaits {
 public:
  ActionWaits(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);

 private:
  using Step = state::v1::ActionState::Step;

  void FoldTasking(const std::string& id);
  void Approved(const std::string& id);
  // On to the next step when it is at `from`.
  void Move(const std::string& id, Step from, Step to);
  void Started(const std::string& id);
  // When it is live no more.
  void Follow(const std::string& id);

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_ACTION_WAITS_H_
