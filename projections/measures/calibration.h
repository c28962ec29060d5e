// Calibration: M16. Whether what was judged likely came true as often as was
// said, by term of the yardstick, by the organisation that drafted the
// judgement, by threat area and over all: how many were resolved, the share
// that came true beside the range of the term, and the Brier score, the mean
// square of the forecast less what came of it (1 or 0). The forecast is the
// number given, else the middle of the term's range.
//
// Open are the judgements of versions in force that are not resolved; ended
// those of other versions, and those that were resolved as void.
#ifndef PROJECTIONS_MEASURES_CALIBRATION_H_
#define PROJECTIONS_MEASURES_CALIBRATION_H_

#include <string>
#include <vector>

#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class Calibration {
 public:
  Calibration(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold();

 private:
  using Phase = state::v1::ForecastState::Phase;

  // What stood in force stands no more; the version does, if there is one.
  void InForce(const std::string& assessment_id, uint64_t version);
  // Moves every judgement of the edition that is in the one phase.
  void MoveAll(const std::string& edition_key, Phase from, Phase to);
  void Move(const state::v1::EditionState& edition,
            const state::v1::ForecastState& forecast, Phase to);
  void Resolved(const v1::JudgementResolved& e);
  void Score(const state::v1::EditionState& edition,
             const state::v1::ForecastState& forecast, bool came_true);

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_CALIBRATION_H_
