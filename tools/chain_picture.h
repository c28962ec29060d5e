// A chain as a picture: the languages of Graphviz and of Mermaid.
//
// Whatever a row says is text there and nothing else: it cannot end a label,
// begin a comment or name another node.
#ifndef TOOLS_CHAIN_PICTURE_H_
#define TOOLS_CHAIN_PICTURE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/chain.h"

namespace loopledger {

// Dashed: what a node lacks.
std::string ToDot(const Chain& chain);
std::string ToMermaid(const Chain& chain);

// As they stand between the quotes of a label.
std::string DotText(absl::string_view text);
std::string MermaidText(absl::string_view text);

}  // namespace loopledger

#endif  // TOOLS_CHAIN_PICTURE_H_
