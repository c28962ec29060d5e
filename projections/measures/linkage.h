// Linkage: the figure of M12. Of the reports that were accepted, how many were
// linked to a priority in force, as it was when they were accepted; over all,
// and by the organisation that submitted them. It names the newest
// that were not.
//
// A report is linked when it names a requirement that was raised for the
// priority, whatever became of the requirement, or when an item of it is of the
// priority's threat area: a subtype counts for its area, and an area for what
// its vocabulary says means the same. What is set or ends later changes
// nothing: each report is counted once.
#ifndef PROJECTIONS_MEASURES_LINKAGE_H_
#define PROJECTIONS_MEASURES_LINKAGE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Few: each acceptance is another version of the rows that name them.
inline constexpr int kUnlinkedNamedMax = 8;

// Folds one record, after the editions.
class Linkage {
 public:
  Linkage(const Recorded& at, const Vocabularies& vocabularies, Tables& tables,
          Figures& figures)
      : at_(at),
        vocabularies_(vocabularies),
        tables_(tables),
        figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold();

 private:
  using State = state::v1::MeasuredLinkageState;

  void Raised(const v1::RequirementRaised& e);
  template <typename Body>
  void Submitted(const std::string& report_id, const Body& body);
  void Accepted(const std::string& report_id);
  void Dropped(const std::string& report_id);
  void Mark(const std::string& report_id);
  bool IsLinked(const State& report);
  bool IsAbout(const State& report, const state::v1::PlanState::Aim& priority);
  bool Means(const std::string& area, const std::string& other);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_LINKAGE_H_
