// Accepted intelligence that nobody uses: the gaps of M12, one row a report.
//
// An item asks to be used when it is graded 1 or 2, and A, B or C. It is used
// once a draft of an assessment or the answer to a requirement cites it, and
// from the start when its report names a requirement that was raised. What is
// derived from a report is another report, and using it is not using this one.
//
// Reports are many, and each waits for the same number of days, so they wait in
// a queue on disk, in the order of their acceptance, and no timer is kept for
// any of them. What is wholly used is forgotten.
#ifndef PROJECTIONS_GAPS_UNUSED_H_
#define PROJECTIONS_GAPS_UNUSED_H_

#include <string>
#include <vector>

#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/uses.pb.h"
#include "loopledger/v1/report.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/gaps/gap_clock.h"
#include "projections/gaps/gap_rows.h"

namespace loopledger::feedback_loop {

// Folds one record.
class Unused {
 public:
  Unused(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at),
        vocabularies_(vocabularies),
        tables_(tables),
        clock_(at, tables),
        rows_(at, vocabularies, tables) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold();
  // What was accepted long enough ago ought to be used by now.
  void Tick();

 private:
  void FoldReport();
  void FoldUse();
  template <typename Body>
  void Hold(const std::string& report_id, const Body& body);
  void Mark(const std::string& report_id);
  void Accepted(const std::string& report_id);
  void Regraded(const v1::ReportRegraded& e);
  void Use(const v1::ReportItemRef& ref);
  void Forget(const std::string& report_id);
  // The first moment at which what was accepted then ought to be used.
  int64_t OldFrom(int64_t accepted_at) const;
  // Whether there is a gap, and its row as it is now.
  void Check(const std::string& report_id);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  GapClock clock_;
  GapRows rows_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_UNUSED_H_
