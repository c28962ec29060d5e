// What decisions rest on: each report and each version of an assessment as it
// is now, to be frozen when somebody decides, and who rests on what.
#ifndef PROJECTIONS_REGISTERS_DECISION_BASIS_H_
#define PROJECTIONS_REGISTERS_DECISION_BASIS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "loopledger/state/v1/registers.pb.h"
#include "loopledger/v1/registers.pb.h"
#include "projections/engine/table.h"
#include "projections/grounds/grounds.h"
#include "projections/registers/telling.h"

namespace loopledger::registers {

// By decision id. `named`, by what a decision is called.
inline constexpr Table<v1::DecisionRow> kDecisions{"decisions", 1};
inline constexpr Table<v1::DecisionsRow> kNamed{"named", 2};

// --- Private.
// By assessment/version.
inline constexpr Table<state::v1::DraftedState> kVersions{"versions", 3,
                                                          Keep::kLatest};
// By assessment id.
inline constexpr Table<state::v1::ThreatState> kThreats{"threats", 4,
                                                        Keep::kLatest};
// By report id.
inline constexpr Table<state::v1::ReportThenState> kReports{"reports", 5,
                                                            Keep::kLatest};
// By report/ID, assessment/ID and others: the decisions that rest on it.
inline constexpr Table<state::v1::IdsState> kResting{"resting", 6,
                                                     Keep::kLatest};
// By decision id: the versions that it rests on.
inline constexpr Table<state::v1::RestsState> kRests{"rests", 7, Keep::kLatest};

// How often a report may be made from one that was made from another.
constexpr int kDerivedMax = 64;

// The things that decisions rest on, by which they are found.
std::string OfReport(const std::string& id);
std::string OfAssessment(const std::string& id);

// Folds one record.
class DecisionBasis {
 public:
  explicit DecisionBasis(const Telling& in) : in_(in) {}

  static void AddTables(std::vector<TableInfo>& own);

  // What the record says of reports and assessments, and what that means for
  // the decisions that rest on them.
  void Fold();

  struct Acting {
    std::string mode;  // Of the tasking that is decided on; empty: none.
    int64_t at;        // When a permission for it must hold.
  };
  // As it is now.
  v1::GroundRow Freeze(const v1::AssessmentRef& ref, const Acting& acting);

  // From now on what becomes of `ref` is told to the decision, whose marking
  // covers it.
  void Rest(const std::string& decision_id, const v1::AssessmentRef& ref);
  // Raises the decisions' markings to that of the event, if it has one.
  void RaiseDecisions(const std::string& thing);
  // The same for this decision, from now on, when an event of `thing` has one.
  void Follow(const std::string& decision_id, const std::string& thing);
  // Covers it in the row and in what names the row.
  void CoverDecision(const std::string& decision_id,
                     const v1::Marking& marking);
  void Since(const std::string& decision_id, v1::SinceRow since);

 private:
  void FoldReport();
  void FoldAssessment();
  void Submitted(const std::string& id, const std::string& derived_from);
  void Regraded(const v1::ReportRegraded& e);
  void Permitted(const v1::OriginatorPermission& e);
  void Lost(const std::string& report_id, const char* what);
  void Drafted(const v1::AssessmentDrafted& e);
  void Published(const v1::AssessmentPublished& e);
  void Withdrawn(const v1::AssessmentWithdrawn& e);

  IdSet RestingOn(const std::string& thing);
  // Calls `visit(item)` for each cited item of each version that the decision
  // rests on.
  template <typename Visit>
  void EachCited(const std::string& decision_id, Visit visit);
  // Whether it is `report_id`, or was made from it.
  bool ComesFrom(const std::string& from, const std::string& report_id);
  bool IsLost(const std::string& report_id);
  void AddItem(const state::v1::DraftedState::Cited& cited,
               v1::GroundRow& ground);
  void SetActionCodes(const state::v1::DraftedState& version,
                      const Acting& acting, v1::GroundRow& ground);

  const Telling in_;
};

template <typename Visit>
void DecisionBasis::EachCited(const std::string& decision_id, Visit visit) {
  const state::v1::RestsState* rests = in_.tables.Get(kRests, decision_id);
  if (rests == nullptr) return;
  for (const v1::AssessmentRef& ref : rests->refs()) {
    const state::v1::DraftedState* version = in_.tables.Get(
        kVersions, grounds::VersionKey(ref.assessment_id(), ref.version()));
    if (version == nullptr) continue;
    for (const state::v1::DraftedState::Cited& cited : version->cited()) {
      visit(cited.ref());
    }
  }
}

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_DECISION_BASIS_H_
