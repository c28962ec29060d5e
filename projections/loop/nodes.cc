#include "projections/loop/nodes.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "loopledger/state/v1/loop.pb.h"
#include "projections/grounds/high_water.h"
#include "projections/loop/loop.h"

namespace loopledger::loop {
namespace {

using state::v1::LoopEdgeState;
using state::v1::LoopNodeState;
using v1::LoopCount;
using v1::LoopLink;
using v1::LoopNodeRow;

constexpr Table<LoopNodeState> kOwn{"own", 2, Keep::kLatest};
constexpr Table<LoopEdgeState> kEdges{"edges", 3, Keep::kLatest};

constexpr uint32_t kHighBandMax = 2;

std::string EdgeKey(const std::string& from, const Kind& kind,
                    const std::string& to) {
  // No id has a line feed.
  return absl::StrCat(from, "\n", kind.onward, "\n", to);
}

void Name(const std::string& node, LoopNodeRow& row) {
  const std::vector<std::string> parts = absl::StrSplit(node, '/');
  row.set_node(node);
  row.set_type(parts[0]);
  if (parts.size() > 1) row.set_id(parts[1]);
  uint64_t version = 0;
  if (parts.size() > 2 && absl::SimpleAtoi(parts[2], &version)) {
    row.set_version(version);
  }
}

uint64_t CountOf(const LoopNodeRow& row, absl::string_view kind) {
  for (const LoopCount& count : row.counts()) {
    if (count.kind() == kind) return count.count();
  }
  return 0;
}

bool IsOneOf(const std::string& state,
             std::initializer_list<absl::string_view> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

void SayMissing(LoopNodeRow& row) {
  row.clear_missing();
  const std::string& type = row.type();
  const std::string& state = row.state();
  const auto needs = [&row](const Kind& kind, bool onward) {
    const char* name = onward ? kind.onward : kind.back;
    if (CountOf(row, name) == 0) row.add_missing(name);
  };
  if (type == "report" && state == "ACCEPTED") {
    if (CountOf(row, kAnswered.back) == 0) needs(kCited, true);
  } else if (type == "assessment" && state == "PUBLISHED") {
    needs(kCited, false);
    const bool high = row.band() != 0 && row.band() <= kHighBandMax;
    if (high && !row.risk_accepted()) needs(kJustifies, true);
  } else if (type == "priority" && state == "AGREED") {
    needs(kGrounds, false);
    needs(kServed, true);
  } else if (type == "objective" && state == "ADOPTED") {
    needs(kServed, true);
  } else if (type == "requirement" &&
             IsOneOf(state, {"AGREED", "COLLECTING", "PARTLY"})) {
    needs(kAnswered, true);
  } else if (type == "tasking" && !state.empty() &&
             !IsOneOf(state, {"REJECTED", "NO_ACTION", "CANCELLED"})) {
    needs(kJustifies, false);
    needs(kServed, false);
    if (IsOneOf(state, {"COMPLETED", "UNDER_REVIEW", "CLOSED"})) {
      needs(kCameTo, true);
      needs(kReviewed, true);
    }
  } else if (type == "outcome" && !state.empty()) {
    needs(kCameTo, false);
    needs(kConsidered, true);
  } else if (type == "review" && row.recommendation() == "REASSESS") {
    needs(kLedTo, true);
  }
}

void AddTo(const char* kind, int64_t by, LoopNodeRow& row) {
  auto& counts = *row.mutable_counts();
  for (auto count = counts.begin(); count != counts.end(); ++count) {
    if (count->kind() != kind) continue;
    count->set_count(count->count() + static_cast<uint64_t>(by));
    if (count->count() == 0) counts.erase(count);
    return;
  }
  LoopCount& count = *row.add_counts();
  count.set_kind(kind);
  count.set_count(static_cast<uint64_t>(by));
}

}  // namespace

std::string NodeOf(absl::string_view type, absl::string_view id) {
  return absl::StrCat(type, "/", id);
}

std::string VersionNode(absl::string_view assessment_id, uint64_t version) {
  return absl::StrCat("assessment/", assessment_id, "/", version);
}

std::string NodeOf(const v1::AssessmentRef& ref) {
  return VersionNode(ref.assessment_id(), ref.version());
}

void Nodes::AddTables(std::vector<TableInfo>& own) {
  own.push_back(Describe(kOwn));
  own.push_back(Describe(kEdges));
}

const LoopNodeRow* Nodes::Get(const std::string& node) {
  return tables_.Get(kNodes, node);
}

void Nodes::Tell(const std::string& node,
                 absl::FunctionRef<void(LoopNodeRow& row)> change) {
  tables_.Change(kNodes, node, [&](LoopNodeRow& row) {
    if (row.node().empty()) Name(node, row);
    change(row);
    SayMissing(row);
  });
}

void Nodes::Begin(const std::string& node, absl::string_view state,
                  absl::string_view title) {
  Tell(node, [&](LoopNodeRow& row) {
    row.set_state(std::string(state));
    row.set_title(std::string(title));
    if (row.owner_org().empty()) row.set_owner_org(at_.event.actor().org());
    *row.mutable_happened_at() = at_.event.occurred_at();
    if (row.first_position() == 0) row.set_first_position(at_.position);
  });
}

void Nodes::Move(const std::string& node, absl::string_view state) {
  Tell(node, [&](LoopNodeRow& row) { row.set_state(std::string(state)); });
}

void Nodes::Link(const std::string& from, const Kind& kind,
                 const std::string& to) {
  const std::string key = EdgeKey(from, kind, to);
  if (from == to || tables_.Get(kEdges, key) != nullptr) return;
  tables_.Change(kEdges, key,
                 [&](LoopEdgeState& edge) { edge.set_position(at_.position); });
  Show({from, to, kind.onward, true});
  Show({to, from, kind.back, false});
}

void Nodes::Show(const End& end) {
  bool shown = false;
  Tell(end.node, [&](LoopNodeRow& row) {
    AddTo(end.kind, 1, row);
    const auto alike = std::count_if(
        row.links().begin(), row.links().end(),
        [&](const LoopLink& link) { return link.kind() == end.kind; });
    if (alike >= kLinksShownMax) return;
    LoopLink& link = *row.add_links();
    link.set_kind(end.kind);
    link.set_to(end.other);
    link.set_position(at_.position);
    link.set_onward(end.onward);
    shown = true;
  });
  if (shown) Cover(end.node, end.other);
}

void Nodes::Unlink(const std::string& from, const Kind& kind,
                   const std::string& to) {
  const std::string key = EdgeKey(from, kind, to);
  if (tables_.Get(kEdges, key) == nullptr) return;
  tables_.Delete(kEdges, key);
  Hide({from, to, kind.onward, true});
  Hide({to, from, kind.back, false});
}

void Nodes::Hide(const End& end) {
  Tell(end.node, [&](LoopNodeRow& row) {
    AddTo(end.kind, -1, row);
    auto& links = *row.mutable_links();
    links.erase(std::remove_if(links.begin(), links.end(),
                               [&](const LoopLink& link) {
                                 return link.kind() == end.kind &&
                                        link.to() == end.other;
                               }),
                links.end());
  });
}

void Nodes::UnlinkAll(const Kind& kind, const std::string& to) {
  for (const std::string& from : Shown(to, kind.back)) Unlink(from, kind, to);
}

std::vector<std::string> Nodes::Shown(const std::string& node,
                                      absl::string_view kind) {
  std::vector<std::string> shown;
  const LoopNodeRow* row = Get(node);
  if (row == nullptr) return shown;
  for (const LoopLink& link : row->links()) {
    if (link.kind() == kind) shown.push_back(link.to());
  }
  return shown;
}

void Nodes::Cover(const std::string& node, const std::string& other) {
  const LoopNodeState* own = tables_.Get(kOwn, other);
  if (own == nullptr) return;
  const v1::Marking marking = own->marking();
  tables_.Change(kNodes, node, [&](LoopNodeRow& row) {
    RaiseTo(marking, vocabularies_, at_.recorded_at, *row.mutable_marking());
  });
}

v1::Marking Nodes::OwnMarking(const std::string& node) {
  const LoopNodeState* own = tables_.Get(kOwn, node);
  return own == nullptr ? v1::Marking() : own->marking();
}

bool Nodes::Mark(const std::string& node, const v1::Marking& marking) {
  if (Get(node) == nullptr) return false;
  const v1::Marking known = OwnMarking(node);
  v1::Marking raised = known;
  RaiseTo(marking, vocabularies_, at_.recorded_at, raised);
  if (raised.SerializeAsString() == known.SerializeAsString()) return false;
  tables_.Change(kOwn, node,
                 [&](LoopNodeState& own) { *own.mutable_marking() = raised; });
  Cover(node, node);
  const auto links = Get(node)->links();
  for (const LoopLink& link : links) Cover(link.to(), node);
  return true;
}

}  // namespace loopledger::loop
