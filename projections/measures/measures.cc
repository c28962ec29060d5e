#include "projections/measures/measures.h"

#include <utility>
#include <vector>

#include "projections/grounds/grounds.h"
#include "projections/measures/action_waits.h"
#include "projections/measures/decision_waits.h"
#include "projections/measures/editions.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

Projection Measures(const Vocabularies& vocabularies) {
  std::vector<TableInfo> own = {Describe(kMeasures), Describe(kTallies),
                                Describe(kEditions)};
  DecisionWaits::AddTables(own);
  ActionWaits::AddTables(own);
  return {.name = "measures",
          .version = 1,
          .tables = grounds::WithGrounds(std::move(own)),
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            const grounds::Shift shift =
                grounds::Fold(at, vocabularies, tables);
            Figures figures(at, vocabularies, tables);
            FoldEditions(at, tables);
            DecisionWaits(at, tables, figures).Fold(shift);
            ActionWaits(at, tables, figures).Fold(shift);
          }};
}

}  // namespace loopledger::measures
