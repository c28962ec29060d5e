// What somebody may have meant by a word that is none.
#ifndef TOOLS_NEAR_H_
#define TOOLS_NEAR_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/completion.h"

namespace loopledger {

// Those of `known` that begin with `word` or differ from it by few letters, the
// nearest first, three at most.
std::vector<std::string> Near(absl::string_view word,
                              absl::Span<const std::string> known);

// Sentences for an error. `path` is how far the words were understood, such as
// "loopledger gap", and `words` what may follow.
std::string NoSuchVerb(absl::string_view path, absl::string_view word,
                       const Words& words);
std::string NoSuchFlag(absl::string_view path, absl::string_view word,
                       absl::Span<const std::string> flags);
std::string VerbMissing(absl::string_view path, const Words& words);

}  // namespace loopledger

#endif  // TOOLS_NEAR_H_
