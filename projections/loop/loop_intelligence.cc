// What reports, assessments and requirements do to the loop.
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "projections/loop/loop_folder.h"
#include "projections/loop/loop_streams.h"

namespace loopledger::loop {
namespace {

using Event = v1::Event;
using state::v1::LoopDraftState;
using state::v1::LoopStreamState;
using v1::LoopNodeRow;

}  // namespace

// --- Reports.

void Folder::FoldReport() {
  const std::string node = NodeOf("report", event_.stream_id());
  switch (event_.body_case()) {
    case Event::kReportSubmitted:
      return Submitted(node, event_.report_submitted());
    case Event::kReportSanitised:
      return Submitted(node, event_.report_sanitised());
    case Event::kReportAccepted:
      return nodes_.Move(node, "ACCEPTED");
    case Event::kReportRejected:
      return nodes_.Move(node, "REJECTED");
    case Event::kReportRegraded:
      return Tainted(node, "");
    case Event::kReportWithdrawn:
      return Tainted(node, "WITHDRAWN");
    case Event::kDisposalApproved: {
      absl::string_view id = event_.disposal_approved().record_id();
      if (!absl::ConsumePrefix(&id, "report:")) return;
      return Tainted(NodeOf("report", id), "DISPOSED");
    }
    default:
      return;
  }
}

template <typename Report>
void Folder::Submitted(const std::string& node, const Report& e) {
  nodes_.Begin(node, "SUBMITTED",
               absl::StrCat("Report of ", e.items_size(),
                            e.items_size() == 1 ? " item" : " items"));
  for (const std::string& id : e.requirement_ids()) {
    nodes_.Link(NodeOf("requirement", id), kCollected, node);
  }
}

void Folder::Tainted(const std::string& node, absl::string_view state) {
  nodes_.Tell(node, [&](LoopNodeRow& row) {
    row.set_tainted(row.tainted() || row.state() == "ACCEPTED");
    if (!state.empty()) row.set_state(std::string(state));
  });
}

// --- Assessments.

void Folder::FoldAssessment() {
  switch (event_.body_case()) {
    case Event::kAssessmentDrafted:
      return Drafted(event_.assessment_drafted());
    case Event::kAssessmentReviewed: {
      const v1::AssessmentReviewed& e = event_.assessment_reviewed();
      return nodes_.Move(VersionNode(e.assessment_id(), e.version()),
                         "REVIEWED");
    }
    case Event::kAssessmentPublished:
      return Published(event_.assessment_published());
    case Event::kAssessmentReaffirmed: {
      const v1::AssessmentReaffirmed& e = event_.assessment_reaffirmed();
      return Considered(VersionNode(e.assessment_id(), e.version()),
                        e.considered_outcomes());
    }
    case Event::kAssessmentWithdrawn:
      return LeftForce("WITHDRAWN");
    case Event::kAssessmentArchived:
      return LeftForce("ARCHIVED");
    case Event::kDecisionRecorded:
      return RiskAccepted(event_.decision_recorded());
    default:
      return;
  }
}

void Folder::Drafted(const v1::AssessmentDrafted& e) {
  const std::string threat = NodeOf("threat", e.assessment_id());
  const std::string node = VersionNode(e.assessment_id(), e.version());
  const LoopNodeRow* known = nodes_.Get(threat);
  nodes_.Begin(
      threat,
      known == nullptr || known->state().empty() ? "DRAFTED" : known->state(),
      e.threat().name());
  nodes_.Begin(node, "DRAFTED", e.threat().name());
  const std::string owner = nodes_.Get(threat)->owner_org();
  nodes_.Tell(node, [&](LoopNodeRow& row) {
    row.set_owner_org(owner);
    row.set_band(e.scorecard().band());
  });
  Enlist(threat, node);
  nodes_.Link(threat, kVersion, node);
  for (const v1::SupportingItem& item : e.supporting()) {
    nodes_.Link(NodeOf("report", item.ref().report_id()), kCited, node);
  }
  for (const std::string& id : e.gap_requirement_ids()) {
    nodes_.Link(node, kRaised, NodeOf("requirement", id));
  }
  tables_.Change(kDrafts, node, [&](LoopDraftState& draft) {
    *draft.mutable_outcomes() = e.considered_outcomes();
  });
}

void Folder::Published(const v1::AssessmentPublished& e) {
  const std::string threat = NodeOf("threat", e.assessment_id());
  const std::string node = VersionNode(e.assessment_id(), e.version());
  uint64_t before = 0;
  tables_.Change(kStreams, threat, [&](LoopStreamState& stream) {
    before = stream.in_force();
    stream.set_in_force(e.version());
    Include(node, *stream.mutable_nodes());
  });
  nodes_.Move(threat, "PUBLISHED");
  nodes_.Tell(node, [&](LoopNodeRow& row) {
    row.set_state("PUBLISHED");
    *row.mutable_happened_at() = event_.occurred_at();
  });
  if (before != 0 && before != e.version()) {
    const std::string older = VersionNode(e.assessment_id(), before);
    nodes_.Move(older, "SUPERSEDED");
    nodes_.Link(older, kSuperseded, node);
  }
  const LoopDraftState* draft = tables_.Get(kDrafts, node);
  if (draft == nullptr) return;
  const IdSet outcomes = draft->outcomes();
  tables_.Delete(kDrafts, node);
  Considered(node, outcomes);
}

void Folder::LeftForce(absl::string_view state) {
  const std::string threat = NodeOf("threat", event_.stream_id());
  uint64_t in_force = 0;
  tables_.Change(kStreams, threat, [&](LoopStreamState& stream) {
    in_force = stream.in_force();
    stream.set_in_force(0);
  });
  nodes_.Move(threat, state);
  if (in_force == 0) return;
  nodes_.Move(VersionNode(event_.stream_id(), in_force), state);
}

// What a review asked to be reassessed is, once a version considers one of the
// outcomes that it found.
void Folder::Considered(const std::string& version, const IdSet& outcomes) {
  for (const std::string& id : outcomes) {
    const std::string outcome = NodeOf("outcome", id);
    nodes_.Link(outcome, kConsidered, version);
    for (const std::string& review : nodes_.Shown(outcome, kReviewed.onward)) {
      const LoopNodeRow* row = nodes_.Get(review);
      if (row == nullptr || row->recommendation() != "REASSESS") continue;
      nodes_.Link(review, kLedTo, version);
    }
  }
}

// Not to act is a decision, also on what no tasking was proposed for.
void Folder::RiskAccepted(const v1::DecisionRecorded& e) {
  if (e.decision() != "NO_ACTION_RISK_ACCEPTED") return;
  for (const v1::AssessmentRef& ref : e.assessments()) {
    nodes_.Tell(NodeOf(ref),
                [](LoopNodeRow& row) { row.set_risk_accepted(true); });
  }
}

// --- Requirements.

void Folder::FoldRequirement() {
  const std::string node = NodeOf("requirement", event_.stream_id());
  switch (event_.body_case()) {
    case Event::kRequirementRaised:
      return Raised(event_.requirement_raised());
    case Event::kRequirementAgreed:
      return nodes_.Move(node, "AGREED");
    case Event::kCollectionBegun:
      return nodes_.Move(node, "COLLECTING");
    case Event::kRequirementSatisfied:
      nodes_.Move(node, "SATISFIED");
      return Answered(event_.requirement_satisfied().answers());
    case Event::kRequirementPartlySatisfied:
      nodes_.Move(node, "PARTLY");
      return Answered(event_.requirement_partly_satisfied().answers());
    case Event::kRequirementClosedUnmet:
      return nodes_.Move(node, "CLOSED_UNMET");
    case Event::kRequirementWithdrawn:
      return nodes_.Move(node, "WITHDRAWN");
    default:
      return;
  }
}

void Folder::Raised(const v1::RequirementRaised& e) {
  const std::string node = NodeOf("requirement", e.requirement_id());
  nodes_.Begin(node, "RAISED", e.question());
  for (const v1::AssessmentRef& ref : e.assessments()) {
    nodes_.Link(NodeOf(ref), kRaised, node);
  }
  for (const std::string& id : e.priority_ids()) {
    nodes_.Link(NodeOf("priority", id), kRaised, node);
  }
  for (const std::string& id : e.tasking_ids()) {
    nodes_.Link(NodeOf("tasking", id), kRaised, node);
  }
}

void Folder::Answered(
    const google::protobuf::RepeatedPtrField<v1::ReportItemRef>& answers) {
  const std::string node = NodeOf("requirement", event_.stream_id());
  for (const v1::ReportItemRef& ref : answers) {
    nodes_.Link(node, kAnswered, NodeOf("report", ref.report_id()));
  }
}

}  // namespace loopledger::loop
