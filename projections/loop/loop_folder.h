// How a record changes the loop. For loop.cc and the files that say what each
// event does.
#ifndef PROJECTIONS_LOOP_LOOP_FOLDER_H_
#define PROJECTIONS_LOOP_LOOP_FOLDER_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "projections/grounds/id_set.h"
#include "projections/loop/nodes.h"

namespace loopledger::loop {

// Folds one record.
class Folder {
 public:
  Folder(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at),
        event_(at.event),
        tables_(tables),
        nodes_(at, vocabularies, tables) {}

  static void AddTables(std::vector<TableInfo>& own);

  void Fold();

 private:
  // Each does what its events do, and nothing for others.
  void FoldReport();
  void FoldAssessment();
  void FoldRequirement();
  void FoldTasking();
  void FoldOutcome();
  void FoldReview();
  void FoldStrategy();
  void FoldControl();
  // The event's marking is that of all nodes of its stream.
  void Mark();
  void MarkVersions(const std::string& threat);

  template <typename Report>
  void Submitted(const std::string& id, const Report& e);
  void Tainted(const std::string& node, absl::string_view state);
  void Drafted(const v1::AssessmentDrafted& e);
  void Published(const v1::AssessmentPublished& e);
  void LeftForce(absl::string_view state);
  // A version, or what reaffirmed it, considers these.
  void Considered(const std::string& version, const IdSet& outcomes);
  void Raised(const v1::RequirementRaised& e);
  void Answered(
      const google::protobuf::RepeatedPtrField<v1::ReportItemRef>& answers);
  void Proposed(const v1::TaskingProposed& e);
  void Varied(const v1::TaskingVaried& e);
  void Serve(const std::string& tasking, const IdSet& objectives,
             const IdSet& priorities);
  void Justify(
      const std::string& tasking,
      const google::protobuf::RepeatedPtrField<v1::AssessmentRef>& refs);
  template <typename Outcome>
  void OutcomeCame(const Outcome& e);
  void RiskAccepted(const v1::DecisionRecorded& e);
  void Opened(const v1::ReviewOpened& e);
  void Found(const v1::FindingsRecorded& e);
  void Aim(const v1::Objective& objective);
  void Retired(const v1::ObjectiveRetired& e);
  void MoveAims(const std::string& strategy, bool standing,
                absl::string_view state);
  void Put(const v1::ControlStrategyProposed& e);
  void Agreed(const v1::ControlStrategyAgreed& e);
  // The nodes that a stream of several tells of.
  IdSet NodesIn(const std::string& stream_key);
  void Enlist(const std::string& stream_key, const std::string& node);

  const Recorded& at_;
  const v1::Event& event_;
  Tables& tables_;
  Nodes nodes_;
};

}  // namespace loopledger::loop

#endif  // PROJECTIONS_LOOP_LOOP_FOLDER_H_
