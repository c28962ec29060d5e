// How a record changes the grounds. For grounds.cc and the two files that say
// what each event does.
#ifndef PROJECTIONS_GROUNDS_FOLDER_H_
#define PROJECTIONS_GROUNDS_FOLDER_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "projections/grounds.h"

namespace loopledger::grounds {

using Ids = google::protobuf::RepeatedPtrField<std::string>;

// All keep `ids` in order.
bool Contains(const Ids& ids, absl::string_view id);
void Include(absl::string_view id, Ids& ids);
void Exclude(absl::string_view id, Ids& ids);

// Folds one record.
class Folder {
 public:
  Folder(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at),
        event_(at.event),
        vocabularies_(vocabularies),
        tables_(tables) {}

  Shift Fold();

 private:
  void FoldReport();
  void FoldTasking();

  void Founded(const v1::LedgerFounded& e);
  void Drafted(const v1::AssessmentDrafted& e);
  void Published(const v1::AssessmentPublished& e);
  void Reaffirmed(const v1::AssessmentReaffirmed& e);
  void LeftForce(absl::string_view id);
  void Withdrawn(const v1::AssessmentWithdrawn& e);
  void Regraded(const v1::ReportRegraded& e);
  void ReportWithdrawn(const std::string& id);
  void Sanitised(const v1::ReportSanitised& e);
  void Proposed(const v1::TaskingProposed& e);
  void Rejustified(const v1::TaskingRejustified& e);
  void Decided(const std::string& id, absl::string_view state);
  void Moved(const std::string& id, absl::string_view state);

  void Supersede(const std::string& id, const VersionState& newer);
  void Taint(const std::string& report_id, uint32_t item,
             const std::string& reason);
  void TaintCiting(const std::string& assessment_id,
                   const std::string& report_id, uint32_t item,
                   const std::string& reason);
  void TaintDerived(const ReportState& report, const std::string& reason);
  void CountDecision(const TaskingState& tasking);
  void Enlist(const TaskingState& tasking, const std::string& id, bool live);
  void Examine(const std::string& tasking_id);
  void ExamineRef(const v1::AssessmentRef& ref, const std::string& tasking_id);
  void AddLapse(const std::string& tasking_id, const v1::AssessmentRef& ref,
                std::string reason, uint64_t cause);
  state::v1::RankedTerm Rank(absl::string_view vocabulary,
                             const std::string& term) const;

  const Recorded& at_;
  const v1::Event& event_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  Shift shift_;
};

}  // namespace loopledger::grounds

#endif  // PROJECTIONS_GROUNDS_FOLDER_H_
