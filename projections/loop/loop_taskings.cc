// What taskings, outcomes and reviews do to the loop.
#include "projections/grounds/tasking_life.h"
#include "projections/loop/loop_folder.h"

namespace loopledger::loop {
namespace {

using Event = v1::Event;
using v1::LoopNodeRow;

}  // namespace

void Folder::FoldTasking() {
  if (event_.body_case() < Event::kTaskingProposed ||
      event_.body_case() > Event::kTaskingClosed) {
    return;
  }
  const std::string node = NodeOf("tasking", event_.stream_id());
  if (event_.has_tasking_proposed()) Proposed(event_.tasking_proposed());
  if (event_.has_tasking_varied()) Varied(event_.tasking_varied());
  const absl::string_view state = TaskingStateAfter(event_);
  if (!state.empty()) nodes_.Move(node, state);
  if (event_.has_tasking_rejustified()) {
    nodes_.UnlinkAll(kJustifies, node);
    Justify(node, event_.tasking_rejustified().justification());
  } else if (event_.has_tasking_assigned()) {
    const std::string& lead = event_.tasking_assigned().lead_org();
    nodes_.Tell(node, [&](LoopNodeRow& row) { row.set_owner_org(lead); });
  } else if (event_.has_tasking_corrected()) {
    const std::string& title = event_.tasking_corrected().title();
    if (title.empty()) return;
    nodes_.Tell(node, [&](LoopNodeRow& row) { row.set_title(title); });
  }
}

void Folder::Proposed(const v1::TaskingProposed& e) {
  const std::string node = NodeOf("tasking", e.tasking_id());
  nodes_.Begin(node, "PROPOSED", e.title());
  if (!e.lead_org().empty()) {
    nodes_.Tell(node,
                [&](LoopNodeRow& row) { row.set_owner_org(e.lead_org()); });
  }
  Justify(node, e.justification());
  Serve(node, e.objective_ids(), e.priority_ids());
  for (const std::string& id : e.requirement_ids()) {
    nodes_.Link(NodeOf("requirement", id), kPursued, node);
  }
}

void Folder::Varied(const v1::TaskingVaried& e) {
  const std::string node = NodeOf("tasking", e.tasking_id());
  if (!e.objective_ids().empty() || !e.priority_ids().empty()) {
    nodes_.UnlinkAll(kServed, node);
    Serve(node, e.objective_ids(), e.priority_ids());
  }
  for (const std::string& id : e.requirement_ids()) {
    nodes_.Link(NodeOf("requirement", id), kPursued, node);
  }
}

void Folder::Serve(const std::string& tasking, const IdSet& objectives,
                   const IdSet& priorities) {
  for (const std::string& id : objectives) {
    nodes_.Link(NodeOf("objective", id), kServed, tasking);
  }
  for (const std::string& id : priorities) {
    nodes_.Link(NodeOf("priority", id), kServed, tasking);
  }
}

void Folder::Justify(
    const std::string& tasking,
    const google::protobuf::RepeatedPtrField<v1::AssessmentRef>& refs) {
  for (const v1::AssessmentRef& ref : refs) {
    nodes_.Link(NodeOf(ref), kJustifies, tasking);
  }
}

// --- Outcomes.

void Folder::FoldOutcome() {
  const std::string node = NodeOf("outcome", event_.stream_id());
  switch (event_.body_case()) {
    case Event::kOutcomeRecorded:
      nodes_.Begin(node, "RECORDED", event_.outcome_recorded().kind());
      return OutcomeCame(event_.outcome_recorded());
    case Event::kOutcomeCorrected:
      return OutcomeCame(event_.outcome_corrected());
    case Event::kOutcomeModerated:
      return nodes_.Move(node, "MODERATED");
    case Event::kOutcomeDisputed:
      return nodes_.Move(node, "DISPUTED");
    case Event::kOutcomeFinalised:
      return nodes_.Move(node, "FINAL");
    default:
      return;
  }
}

template <typename Outcome>
void Folder::OutcomeCame(const Outcome& e) {
  const std::string node = NodeOf("outcome", event_.stream_id());
  nodes_.UnlinkAll(kCameTo, node);
  for (const std::string& report : nodes_.Shown(node, kGained.onward)) {
    nodes_.Unlink(node, kGained, report);
  }
  nodes_.Tell(node, [&](LoopNodeRow& row) {
    row.set_title(e.kind());
    if (e.has_when()) *row.mutable_happened_at() = e.when();
  });
  nodes_.Link(NodeOf("tasking", e.tasking_id()), kCameTo, node);
  for (const std::string& id : e.intelligence_report_ids()) {
    nodes_.Link(node, kGained, NodeOf("report", id));
  }
}

// --- Reviews.

void Folder::FoldReview() {
  const std::string node = NodeOf("review", event_.stream_id());
  switch (event_.body_case()) {
    case Event::kReviewOpened:
      return Opened(event_.review_opened());
    case Event::kFindingsRecorded:
      return Found(event_.findings_recorded());
    case Event::kReviewAccepted:
      return nodes_.Move(node, "ACCEPTED");
    case Event::kReviewActioned:
      return nodes_.Move(node, "ACTIONED");
    default:
      return;
  }
}

void Folder::Opened(const v1::ReviewOpened& e) {
  const std::string node = NodeOf("review", e.review_id());
  nodes_.Begin(node, "OPENED", "Review");
  if (!e.priority_id().empty()) {
    nodes_.Link(NodeOf("priority", e.priority_id()), kReviewed, node);
  }
  if (e.tasking_id().empty()) return;
  const std::string tasking = NodeOf("tasking", e.tasking_id());
  nodes_.Link(tasking, kReviewed, node);
  if (nodes_.Get(tasking)->state() != "COMPLETED") return;
  nodes_.Move(tasking, "UNDER_REVIEW");
}

void Folder::Found(const v1::FindingsRecorded& e) {
  const std::string node = NodeOf("review", e.review_id());
  nodes_.Tell(node, [&](LoopNodeRow& row) {
    row.set_state("FINDINGS");
    row.set_recommendation(e.recommendation());
  });
  for (const std::string& id : e.considered_outcomes()) {
    nodes_.Link(NodeOf("outcome", id), kReviewed, node);
  }
}

}  // namespace loopledger::loop
