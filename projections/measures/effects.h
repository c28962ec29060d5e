// Claim against effect: M15. Of the disruptions that were moderated as major or
// moderate, for how many the next version of the threat has a lower total
// score; and which do not.
//
// Each threat that the outcome's tasking cites when the outcome is recorded is
// judged apart, "O-9/SOCG-17": the version then in force, or else the one
// cited, against the first version published later. Until there is one it is
// open. A dispute takes the outcome out until it is moderated anew or final; so
// does a correction that changes the level.
#ifndef PROJECTIONS_MEASURES_EFFECTS_H_
#define PROJECTIONS_MEASURES_EFFECTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/measures/figures.h"

namespace loopledger::measures {

// Folds one record.
class Effects {
 public:
  Effects(const Recorded& at, Tables& tables, Figures& figures)
      : at_(at), tables_(tables), figures_(figures) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold();

 private:
  template <typename Outcome>
  void Claimed(const Outcome& e);
  void Await(const std::string& assessment_id, const std::string& outcome_id);
  void Corrected(const v1::OutcomeCorrected& e);
  void Moderated(const std::string& outcome_id, const std::string& level);
  void Published(const v1::AssessmentPublished& e);
  uint32_t TotalBefore(const v1::AssessmentRef& ref);
  void Recount(const std::string& outcome_id);

  const Recorded& at_;
  Tables& tables_;
  Figures& figures_;
};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_EFFECTS_H_
