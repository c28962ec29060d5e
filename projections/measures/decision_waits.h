// From assessment to decision: M5. A threat waits from the start of its high
// run to the first decision of any kind that cites a version in the run: to
// approve, reject, defer or refer a tasking that names it, to accept the risk,
// or one about the assessment itself. A run that ends undecided has ended
// without; when the threat is high again, it waits anew.
//
// A tasking that was decided on during the run, and only then justified by a
// version in it, decides when it is justified so.
#ifndef PROJECTIONS_MEASURES_DECISION_WAITS_H_
#define PROJECTIONS_MEASURES_DECISION_WAITS_H_

#include <google/protobuf/repeated_field.h>

#include <string>
#include <vector>

#include "loopledger/state/v1/measures.pb.h"
#include "loopledger/v1/common.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class DecisionWaits {
 public:
  DecisionWaits(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold(const grounds::Shift& shift);

 private:
  void Follow(const std::string& assessment_id);
  void Begin(const std::string& assessment_id);
  void FoldDecision();
  void Justified(const std::string& tasking_id);
  void Decided(const std::string& tasking_id, const std::string& body);
  // `tasking_id` may be empty.
  void Decided(const v1::AssessmentRef& ref, const std::string& body,
               const std::string& tasking_id);
  // Which body takes the decision of this record.
  std::string BodyOf(const std::string& session) const;
  std::vector<Figure> FiguresOf(const state::v1::RunState& run) const;

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_DECISION_WAITS_H_
