// Loop closure: M7. Of the taskings approved in a window, a calendar quarter in
// UTC or all time, how many went all the way round: a report, an assessment
// that cites it, the decision, the start, an outcome, and an assessment that
// considers it. And how long each link took.
//
//   report-assessment       the newest report cited was accepted; published
//   assessment-decision     the newest version cited was published; approved
//   decision-start          approved; started
//   start-outcome           started; the first outcome recorded
//   outcome-reassessment    the first outcome; an assessment that the tasking
//                           cites considers an outcome of it
//
// A tasking whose assessments cite no accepted report cannot close the loop,
// and one that is cancelled will not: both have ended without. What a tasking
// cites is looked at when it is approved; justified anew, it may also close by
// what it cites then.
#ifndef PROJECTIONS_MEASURES_LOOP_CLOSURE_H_
#define PROJECTIONS_MEASURES_LOOP_CLOSURE_H_

#include <google/protobuf/repeated_field.h>

#include <string>
#include <vector>

#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class LoopClosure {
 public:
  LoopClosure(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);

 private:
  using Ids = google::protobuf::RepeatedPtrField<std::string>;

  void FoldEvent();
  void Approved(const std::string& id);
  // Measures the links before the decision.
  void MeasureGrounds(const grounds::TaskingState& tasking,
                      state::v1::MeasuredLoopState& loop);
  void Started(const std::string& id);
  void OutcomeCame(const std::string& outcome_id, const std::string& id);
  void Considered(const std::string& assessment_id, const Ids& outcomes);
  void Cites(const std::string& id);
  void Follow(const std::string& id);
  // Null: not on its way.
  const state::v1::MeasuredLoopState* OnItsWay(const std::string& id);
  void AboutTasking(const std::string& id);
  std::vector<Figure> WindowsOf(const state::v1::MeasuredLoopState& loop) const;

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_LOOP_CLOSURE_H_
