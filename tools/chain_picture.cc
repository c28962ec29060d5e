#include "tools/chain_picture.h"

#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/output.h"

namespace loopledger {
namespace {

// Above all of it.
std::vector<std::string> TitleOf(const Chain& chain) {
  HighWater mark;
  for (const Json& node : chain.nodes) mark.Take(node.Find("marking"));
  std::vector<std::string> lines = {mark.Text()};
  if (chain.cut) {
    lines.push_back(
        absl::StrCat("cut at ", kChainNodesMax, " nodes: there is more"));
  }
  return lines;
}

// "n0" for the first node, and so on.
std::map<std::string, std::string> NamesIn(const Chain& chain) {
  std::map<std::string, std::string> names;
  for (const Json& node : chain.nodes) {
    names.emplace(TextAt(node, "node"), absl::StrCat("n", names.size()));
  }
  return names;
}

// The lines of a node's label.
std::vector<std::string> LabelOf(const Json& node) {
  std::vector<std::string> lines = {TextAt(node, "node")};
  const std::string title = TextAt(node, "title");
  if (!title.empty()) lines.push_back(title);
  const std::string state = TextAt(node, "state");
  lines.push_back(state.empty() ? "only named" : state);
  if (TextAt(node, "tainted") == "true") lines.push_back("tainted");
  return lines;
}

template <typename Escape>
std::string Joined(const std::vector<std::string>& lines,
                   absl::string_view line_break, Escape escape) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) absl::StrAppend(&text, line_break);
    absl::StrAppend(&text, escape(line));
  }
  return text;
}

// What the node has that is no node of the chain.
std::vector<std::string> NotesOn(const Json& node, const Chain& chain) {
  std::vector<std::string> notes;
  if (const Json* missing = node.Find("missing")) {
    for (const Json& link : missing->items) {
      notes.push_back(absl::StrCat("lacks ", link.Plain()));
    }
  }
  for (const Chain::Beyond& beyond : chain.beyond) {
    if (beyond.node == TextAt(node, "node")) notes.push_back(Told(beyond));
  }
  return notes;
}

}  // namespace

std::string DotText(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped.push_back('\\');
    escaped.push_back(absl::ascii_iscntrl(c) ? ' ' : c);
  }
  return escaped;
}

std::string MermaidText(absl::string_view text) {
  constexpr absl::string_view kPlain = " ._-/:,";
  std::string escaped;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (absl::ascii_iscntrl(c)) {
      escaped.push_back(' ');
    } else if (code >= 0x80 || absl::ascii_isalnum(c) ||
               kPlain.find(c) != kPlain.npos) {
      escaped.push_back(c);
    } else {
      absl::StrAppend(&escaped, "#", static_cast<int>(code), ";");
    }
  }
  return escaped;
}

std::string ToDot(const Chain& chain) {
  const auto names = NamesIn(chain);
  std::string dot = absl::StrCat(
      "digraph loop {\n  rankdir=LR;\n  labelloc=t;\n  label=\"",
      Joined(TitleOf(chain), "\\n", DotText), "\";\n  node [shape=box];\n");
  for (const Json& node : chain.nodes) {
    const std::string& name = names.at(TextAt(node, "node"));
    absl::StrAppend(&dot, "  ", name, " [label=\"",
                    Joined(LabelOf(node), "\\n", DotText), "\"",
                    TextAt(node, "node") == chain.start ? ", penwidth=3" : "",
                    "];\n");
    int number = 0;
    for (const std::string& note : NotesOn(node, chain)) {
      const std::string beside = absl::StrCat(name, "_", number++);
      absl::StrAppend(&dot, "  ", beside, " [label=\"", DotText(note),
                      "\", style=dashed];\n  ", name, " -> ", beside,
                      " [style=dashed];\n");
    }
  }
  for (const Chain::Edge& edge : chain.edges) {
    absl::StrAppend(&dot, "  ", names.at(edge.from), " -> ", names.at(edge.to),
                    " [label=\"", DotText(edge.kind), "\"];\n");
  }
  return absl::StrCat(dot, "}\n");
}

std::string ToMermaid(const Chain& chain) {
  const auto names = NamesIn(chain);
  std::string text =
      absl::StrCat("flowchart LR\n  marking[\"",
                   Joined(TitleOf(chain), "<br/>", MermaidText), "\"]\n");
  for (const Json& node : chain.nodes) {
    const std::string& name = names.at(TextAt(node, "node"));
    absl::StrAppend(&text, "  ", name, "[\"",
                    Joined(LabelOf(node), "<br/>", MermaidText), "\"]\n");
    int number = 0;
    for (const std::string& note : NotesOn(node, chain)) {
      absl::StrAppend(&text, "  ", name, " -.-> ", name, "_", number++, "([\"",
                      MermaidText(note), "\"])\n");
    }
  }
  for (const Chain::Edge& edge : chain.edges) {
    absl::StrAppend(&text, "  ", names.at(edge.from), " -->|\"",
                    MermaidText(edge.kind), "\"| ", names.at(edge.to), "\n");
  }
  return absl::StrCat(text, "  style ", names.at(chain.start),
                      " stroke-width:3px\n");
}

}  // namespace loopledger
