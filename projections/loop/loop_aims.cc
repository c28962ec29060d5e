// What strategies and control strategies do to the loop.
#include "projections/loop/loop_folder.h"
#include "projections/loop/loop_streams.h"

namespace loopledger::loop {
namespace {

using Event = v1::Event;
using state::v1::LoopStreamState;
using v1::LoopNodeRow;

}  // namespace

// --- Strategies.

void Folder::FoldStrategy() {
  const std::string stream = NodeOf("strategy", event_.stream_id());
  switch (event_.body_case()) {
    case Event::kObjectiveAdded:
      return Aim(event_.objective_added().objective());
    case Event::kObjectiveAmended:
      return Aim(event_.objective_amended().objective());
    case Event::kObjectiveRetired:
      return Retired(event_.objective_retired());
    case Event::kStrategyAdopted:
      return MoveAims(stream, true, "ADOPTED");
    case Event::kStrategySuperseded:
      MoveAims(stream, false, "CLOSED");
      return MoveAims(NodeOf("strategy", event_.strategy_superseded().by()),
                      true, "ADOPTED");
    case Event::kStrategyClosed:
      return MoveAims(stream, false, "CLOSED");
    default:
      return;
  }
}

// One that stands already in another strategy of its body goes on standing.
void Folder::Aim(const v1::Objective& objective) {
  const std::string stream = NodeOf("strategy", event_.stream_id());
  const std::string node = NodeOf("objective", objective.id());
  Enlist(stream, node);
  const LoopNodeRow* known = nodes_.Get(node);
  const bool stands = tables_.Get(kStreams, stream)->standing() ||
                      (known != nullptr && known->state() == "ADOPTED");
  nodes_.Begin(node, stands ? "ADOPTED" : "DRAFT", objective.title());
  nodes_.Tell(node, [&](LoopNodeRow& row) {
    row.set_owner_org(objective.owner_org());
  });
}

void Folder::Retired(const v1::ObjectiveRetired& e) {
  const std::string node = NodeOf("objective", e.objective_id());
  nodes_.Move(node, "RETIRED");
  if (e.re_home().empty()) return;
  nodes_.Link(node, kReHomed, NodeOf("objective", e.re_home()));
}

void Folder::MoveAims(const std::string& strategy, bool standing,
                      absl::string_view state) {
  tables_.Change(kStreams, strategy, [&](LoopStreamState& stream) {
    stream.set_standing(standing);
  });
  const IdSet nodes = NodesIn(strategy);
  for (const std::string& node : nodes) {
    if (nodes_.Get(node)->state() == "RETIRED") continue;
    nodes_.Move(node, state);
  }
}

// --- Control strategies.

void Folder::FoldControl() {
  switch (event_.body_case()) {
    case Event::kControlStrategyProposed:
      return Put(event_.control_strategy_proposed());
    case Event::kControlStrategyAgreed:
      return Agreed(event_.control_strategy_agreed());
    case Event::kPriorityRaised: {
      const v1::PriorityRaised& e = event_.priority_raised();
      return nodes_.Tell(NodeOf("priority", e.priority_id()),
                         [&](LoopNodeRow& row) { row.set_band(e.band()); });
    }
    case Event::kPriorityLowered: {
      const v1::PriorityLowered& e = event_.priority_lowered();
      return nodes_.Tell(NodeOf("priority", e.priority_id()),
                         [&](LoopNodeRow& row) { row.set_band(e.band()); });
    }
    default:
      return;
  }
}

// One that is agreed for this period stays so while the next is proposed.
void Folder::Put(const v1::ControlStrategyProposed& e) {
  const std::string stream = NodeOf("control", event_.stream_id());
  for (const v1::Priority& priority : e.priorities()) {
    const std::string node = NodeOf("priority", priority.id());
    Enlist(stream, node);
    const LoopNodeRow* known = nodes_.Get(node);
    const bool agreed = known != nullptr && known->state() == "AGREED";
    nodes_.Begin(
        node, agreed ? "AGREED" : "PROPOSED",
        priority.title().empty() ? priority.threat_area() : priority.title());
    nodes_.Tell(node, [&](LoopNodeRow& row) {
      row.set_owner_org(priority.owner_org());
      row.set_band(priority.band());
    });
    for (const v1::AssessmentRef& ref : priority.based_on()) {
      nodes_.Link(NodeOf(ref), kGrounds, node);
    }
    for (const std::string& id : priority.objective_ids()) {
      nodes_.Link(NodeOf("objective", id), kServed, node);
    }
  }
}

void Folder::Agreed(const v1::ControlStrategyAgreed& e) {
  const IdSet replaced = NodesIn(NodeOf("control", e.replaces()));
  if (!e.replaces().empty()) {
    for (const std::string& node : replaced) nodes_.Move(node, "REPLACED");
  }
  const IdSet agreed = NodesIn(NodeOf("control", event_.stream_id()));
  for (const std::string& node : agreed) nodes_.Move(node, "AGREED");
}

}  // namespace loopledger::loop
