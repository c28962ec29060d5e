// How a record changes the grounds. For grounds.cc and the two files that say
// what each event does.
#ifndef PROJECTIONS_GROUNDS_GROUNDS_FOLDER_H_
#define PROJECTIONS_GROUNDS_GROUNDS_FOLDER_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/id_set.h"

namespace loopledger::grounds {

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
  // Raises the marking that is kept of the stream to the event's.
  void Mark();
  bool Told(const v1::Marking& marking) const;  // It is the event's.
  void Raise(v1::Marking& marking) const;
  void MarkAssessment(const std::string& id);
  void MarkReport(const std::string& id);
  void TellLiveTaskings(const std::string& assessment_id);
  void FoldReport();
  void FoldTasking();

  void Founded(const v1::LedgerFounded& e);
  void Drafted(const v1::AssessmentDrafted& e);
  void Published(const v1::AssessmentPublished& e);
  void Reaffirmed(const v1::AssessmentReaffirmed& e);
  void LeftForce(absl::string_view id);
  void Withdrawn(const v1::AssessmentWithdrawn& e);
  void Archived(const v1::AssessmentArchived& e);
  void Regraded(const v1::ReportRegraded& e);
  void ReportWithdrawn(const std::string& id);
  void Disposed(absl::string_view record_id);
  void Sanitised(const v1::ReportSanitised& e);
  void Proposed(const v1::TaskingProposed& e);
  void Rejustified(const v1::TaskingRejustified& e);
  void Decided(const std::string& id, absl::string_view state);
  void Moved(const std::string& id, absl::string_view state);
  void Reviewed(const std::string& id);
  // Decided in session about a threat for which no tasking was proposed.
  void NoTaskingDecided(const v1::DecisionRecorded& e);

  void Supersede(const std::string& id, const VersionState& newer);
  void Taint(const std::string& report_id, uint32_t item,
             const std::string& reason);
  void TaintCiting(const std::string& assessment_id,
                   const std::string& report_id, uint32_t item,
                   const std::string& reason);
  void TaintDerived(const ReportState& report);
  void CountDecision(const TaskingState& tasking);
  void CountDecision(const v1::AssessmentRef& ref, uint64_t position);
  void Enlist(const TaskingState& tasking, const std::string& id, bool live);
  void Examine(const std::string& tasking_id);
  void ExamineRef(const v1::AssessmentRef& ref, const std::string& tasking_id);
  // `cause` is a position.
  void AddLapse(const std::string& tasking_id, const v1::AssessmentRef& ref,
                std::string reason, uint64_t cause,
                absl::string_view report_id = "");
  state::v1::RankedTerm Rank(absl::string_view vocabulary,
                             const std::string& term) const;

  const Recorded& at_;
  const v1::Event& event_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  Shift shift_;
};

}  // namespace loopledger::grounds

#endif  // PROJECTIONS_GROUNDS_GROUNDS_FOLDER_H_
