// Taint reach: M17. For each item of a report, how many live taskings rest on
// it: they cite a version of an assessment that cites it, or that cites a
// report which was made from its report by sanitising. A sanitised report does
// not say which items it was made from, so it rests on all of them. The row
// names the newest hundred of the taskings; it goes when the last one is live
// no more.
#ifndef PROJECTIONS_MEASURES_TAINT_REACH_H_
#define PROJECTIONS_MEASURES_TAINT_REACH_H_

#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class TaintReach {
 public:
  TaintReach(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);

 private:
  using Items = absl::btree_set<std::string>;

  void Follow(const std::string& tasking_id);
  Items ItemsOf(const grounds::TaskingState& tasking);
  void AddCited(const v1::ReportItemRef& ref, Items& items);
  void AddAll(const std::string& report_id, Items& items);
  void Count(const std::string& item, const std::string& tasking_id,
             bool rests);
  void MarkItems(const state::v1::MeasuredReachState& known);
  void MarkReport(const std::string& report_id);

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_TAINT_REACH_H_
