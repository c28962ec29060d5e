// What is asked for and not known: the gaps of M10, and those of M13, where
// nobody asks.
#ifndef PROJECTIONS_GAPS_QUESTIONS_H_
#define PROJECTIONS_GAPS_QUESTIONS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/gaps/gap_clock.h"
#include "projections/gaps/gap_rows.h"
#include "projections/grounds/grounds.h"

namespace loopledger::feedback_loop {

// Folds one record.
class Questions {
 public:
  Questions(const Recorded& at, const Vocabularies& vocabularies,
            Tables& tables)
      : at_(at),
        vocabularies_(vocabularies),
        tables_(tables),
        clock_(at, tables),
        rows_(at, vocabularies, tables) {}

  static void AddTables(std::vector<TableInfo>& own);
  static bool IsRaised(absl::string_view requirement_id, Tables& tables);

  void Fold(const grounds::Shift& shift);
  // Writes the gap's row anew, when it is of M10 and there is such a gap.
  void Refresh(const state::v1::TimerState& gap);

 private:
  void FoldRequirement();
  void FoldReport();
  void FoldDraft();
  // What the event says of its requirement.
  void Take(state::v1::RequirementState& requirement) const;
  void Await(const std::string& requirement_id);
  // Whether one asks about the assessment.
  void Ask(const std::string& requirement_id, const std::string& assessment_id,
           bool open);
  void Ended(const std::string& assessment_id);
  void RefreshBoth(const std::string& requirement_id);
  bool IsAsked(const std::string& assessment_id);
  void CheckWorried(const std::string& assessment_id);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  GapClock clock_;
  GapRows rows_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_QUESTIONS_H_
