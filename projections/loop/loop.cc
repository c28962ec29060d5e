#include "projections/loop/loop.h"

#include <string>
#include <utility>
#include <vector>

#include "projections/loop/loop_folder.h"
#include "projections/loop/loop_streams.h"

namespace loopledger::loop {

using Event = v1::Event;
using state::v1::LoopStreamState;

void Folder::AddTables(std::vector<TableInfo>& own) {
  own.push_back(Describe(kStreams));
  own.push_back(Describe(kDrafts));
}

void Folder::Fold() {
  FoldReport();
  FoldAssessment();
  FoldRequirement();
  FoldTasking();
  FoldOutcome();
  FoldReview();
  FoldStrategy();
  FoldControl();
  Mark();
}

IdSet Folder::NodesIn(const std::string& stream_key) {
  const LoopStreamState* stream = tables_.Get(kStreams, stream_key);
  return stream == nullptr ? IdSet() : stream->nodes();
}

void Folder::Enlist(const std::string& stream_key, const std::string& node) {
  tables_.Change(kStreams, stream_key, [&](LoopStreamState& stream) {
    Include(node, *stream.mutable_nodes());
  });
}

void Folder::Mark() {
  if (!event_.has_marking()) return;
  const auto body = event_.body_case();
  const std::string& id = event_.stream_id();
  const auto mark = [&](absl::string_view type) {
    nodes_.Mark(NodeOf(type, id), event_.marking());
  };
  const auto mark_all = [&](absl::string_view stream) {
    const IdSet nodes = NodesIn(NodeOf(stream, id));
    for (const std::string& node : nodes) nodes_.Mark(node, event_.marking());
  };
  const auto within = [body](Event::BodyCase first, Event::BodyCase last) {
    return body >= first && body <= last;
  };
  if (within(Event::kReportSubmitted, Event::kReportWithdrawn)) {
    mark("report");
  } else if (within(Event::kAssessmentDrafted, Event::kJudgementResolved)) {
    MarkVersions(NodeOf("threat", id));
  } else if (within(Event::kTaskingProposed, Event::kTaskingClosed)) {
    mark("tasking");
  } else if (within(Event::kOutcomeRecorded, Event::kOutcomeCorrected)) {
    mark("outcome");
  } else if (within(Event::kRequirementRaised, Event::kRequirementWithdrawn)) {
    mark("requirement");
  } else if (within(Event::kReviewOpened, Event::kReviewActioned)) {
    mark("review");
  } else if (within(Event::kStrategyDrafted, Event::kStrategyClosed)) {
    mark_all("strategy");
  } else if (within(Event::kControlStrategyProposed, Event::kPriorityLowered)) {
    mark_all("control");
  }
}

// A threat may have many versions: all are told only when there is news.
void Folder::MarkVersions(const std::string& threat) {
  const bool raised = nodes_.Mark(threat, event_.marking());
  const v1::Marking marking = nodes_.OwnMarking(threat);
  if (raised) {
    const IdSet versions = NodesIn(threat);
    for (const std::string& node : versions) nodes_.Mark(node, marking);
    return;
  }
  uint64_t version = event_.assessment_drafted().version();
  if (version == 0) version = event_.assessment_published().version();
  if (version == 0) return;
  nodes_.Mark(VersionNode(event_.stream_id(), version), marking);
}

Projection Loop(const Vocabularies& vocabularies) {
  std::vector<TableInfo> own = {Describe(kNodes)};
  Nodes::AddTables(own);
  Folder::AddTables(own);
  return {.name = "loop",
          .version = 1,
          .tables = std::move(own),
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            Folder(at, vocabularies, tables).Fold();
          }};
}

}  // namespace loopledger::loop
