// loopledger loop: the chain from report to reassessment, from any node.
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/status.h"
#include "tools/ask.h"
#include "tools/chain.h"
#include "tools/chain_picture.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr absl::string_view kTypes[] = {"report",    "threat",      "priority",
                                        "objective", "requirement", "tasking",
                                        "outcome",   "review"};

constexpr Column kColumns[] = {
    {"NODE", "node"},       {"TITLE", "title"},      {"STATE", "state"},
    {"OWNER", "owner_org"}, {"WHEN", "happened_at"}, {"LEADS TO", "leads_to"},
    {"LACKS", "missing"},
};

// The nodes that somebody may mean by `id`: one that is called so, version 3 of
// an assessment by "SOCG-17/3", or by a bare id whatever has it.
std::vector<std::string> Meant(const std::string& id) {
  std::vector<std::string> nodes;
  if (id.find('/') == id.npos) {
    for (const absl::string_view type : kTypes) {
      nodes.push_back(absl::StrCat(type, "/", id));
    }
    return nodes;
  }
  return {id, absl::StrCat("assessment/", id)};
}

// Whether the loop, as it is now, has one of the nodes.
absl::StatusOr<bool> IsThereNow(const Globals& globals, const std::string& id) {
  Globals now = globals;
  now.as_of.clear();
  ChainReader reader(now);
  for (const std::string& node : Meant(id)) {
    ASSIGN_OR_RETURN(const Json* row, reader.Find(node));
    if (row != nullptr) return true;
  }
  return false;
}

absl::StatusOr<std::string> Resolve(ChainReader& reader, const Globals& globals,
                                    const std::string& id) {
  std::vector<std::string> found;
  for (const std::string& node : Meant(id)) {
    ASSIGN_OR_RETURN(const Json* row, reader.Find(node));
    if (row == nullptr) continue;
    if (node == id) return node;  // Named as the loop names it.
    found.push_back(node);
  }
  if (found.size() == 1) return found[0];
  if (found.empty() && !globals.as_of.empty()) {
    ASSIGN_OR_RETURN(const bool now, IsThereNow(globals, id));
    if (now) return NotByThen(id, globals);
  }
  if (found.empty()) {
    return WithHelp(
        absl::NotFoundError(absl::StrCat("the loop has no node ", id)),
        {.name = "NOT_FOUND",
         .why = "it takes the id of a report, an assessment, a priority, an "
                "objective, a requirement, a tasking, an outcome or a review",
         .next = "loopledger view get loop"});
  }
  return UsageError(
      absl::StrCat("\"", id, "\" may be ", absl::StrJoin(found, ", ")),
      absl::StrCat("loopledger loop trace ", found[0]));
}

void PrintTable(const Chain& chain) {
  std::vector<Json> rows;
  for (const Json& node : chain.nodes) {
    Json row = node;
    std::vector<std::string> leads_to;
    for (const Chain::Edge& edge : chain.edges) {
      if (edge.from == TextAt(node, "node")) leads_to.push_back(edge.to);
    }
    row.Add("leads_to", Json::String(absl::StrJoin(leads_to, ", ")));
    rows.push_back(std::move(row));
  }
  PrintRows(Format::kTable, kColumns, rows);
}

Json ToTree(const Chain& chain) {
  Json tree = Json::Object();
  tree.Add("start", Json::String(chain.start));
  tree.Add("position", Json::String(absl::StrCat(chain.position)));
  tree.Add("cut", Json::Bool(chain.cut));
  Json nodes = Json::List();
  nodes.items = chain.nodes;
  tree.Add("nodes", std::move(nodes));
  Json edges = Json::List();
  for (const Chain::Edge& edge : chain.edges) {
    Json item = Json::Object();
    item.Add("from", Json::String(edge.from));
    item.Add("kind", Json::String(edge.kind));
    item.Add("to", Json::String(edge.to));
    edges.items.push_back(std::move(item));
  }
  tree.Add("edges", std::move(edges));
  Json beyond = Json::List();
  for (const Chain::Beyond& links : chain.beyond) {
    Json item = Json::Object();
    item.Add("node", Json::String(links.node));
    item.Add("kind", Json::String(links.kind));
    item.Add("count", Json::String(absl::StrCat(links.count)));
    item.Add("shown", Json::String(absl::StrCat(links.shown)));
    beyond.items.push_back(std::move(item));
  }
  tree.Add("beyond", std::move(beyond));
  return tree;
}

// What a table, which is read by people, does not show.
void SayCut(const Globals& globals, const Chain& chain) {
  if (globals.quiet) return;
  if (chain.cut) {
    std::fprintf(stderr,
                 "note: the trace was cut at %zu nodes; start from another to "
                 "see more\n",
                 kChainNodesMax);
  }
  for (const Chain::Beyond& beyond : chain.beyond) {
    std::fprintf(stderr, "note: %s has %s\n", beyond.node.c_str(),
                 Told(beyond).c_str());
  }
}

}  // namespace

Exit LoopTrace(const Globals& globals, const std::string& id) {
  ChainReader reader(globals);
  ASSIGN_OR_RETURN(const std::string start, Resolve(reader, globals, id));
  ASSIGN_OR_RETURN(const Chain chain, reader.Trace(start));
  const std::string format = globals.settings.Text("output");
  if (IsPicture(format)) {
    const std::string picture =
        format == "dot" ? ToDot(chain) : ToMermaid(chain);
    std::fputs(picture.c_str(), stdout);
    SayCut(globals, chain);
    return kExitOk;
  }
  if (globals.format() == Format::kTable) {
    PrintTable(chain);
    SayCut(globals, chain);
  } else {
    PrintOne(globals.format(), ToTree(chain));
  }
  return kExitOk;
}

}  // namespace loopledger
