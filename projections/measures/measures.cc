#include "projections/measures/measures.h"

#include <utility>
#include <vector>

#include "projections/grounds/grounds.h"
#include "projections/measures/action_waits.h"
#include "projections/measures/calibration.h"
#include "projections/measures/cohesion.h"
#include "projections/measures/decision_waits.h"
#include "projections/measures/editions.h"
#include "projections/measures/effects.h"
#include "projections/measures/figures.h"
#include "projections/measures/linkage.h"
#include "projections/measures/loop_closure.h"
#include "projections/measures/taint_reach.h"

namespace loopledger::measures {

Projection Measures(const Vocabularies& vocabularies) {
  std::vector<TableInfo> own = {Describe(kMeasures), Describe(kEditions),
                                Describe(kIntake)};
  Figures::AddTables(own);
  DecisionWaits::AddTables(own);
  ActionWaits::AddTables(own);
  LoopClosure::AddTables(own);
  Effects::AddTables(own);
  Calibration::AddTables(own);
  TaintReach::AddTables(own);
  Cohesion::AddTables(own);
  Linkage::AddTables(own);
  return {.name = "measures",
          .version = 5,
          .tables = grounds::WithGrounds(std::move(own)),
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            const grounds::Shift shift =
                grounds::Fold(at, vocabularies, tables);
            FoldEditions(at, vocabularies, tables);
            Figures figures(at, vocabularies, tables);
            figures.Follow(shift);
            DecisionWaits(at, tables, figures).Fold(shift);
            ActionWaits(at, tables, figures).Fold(shift);
            LoopClosure(at, tables, figures).Fold(shift);
            Effects(at, tables, figures).Fold();
            Calibration(at, tables, figures).Fold();
            TaintReach(at, tables, figures).Fold(shift);
            Cohesion(at, tables, figures).Fold(shift);
            Linkage(at, vocabularies, tables, figures).Fold();
          }};
}

}  // namespace loopledger::measures
