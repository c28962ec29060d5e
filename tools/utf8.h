// Whether bytes from outside are text, and one that can be shown.
#ifndef TOOLS_UTF8_H_
#define TOOLS_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace loopledger {

// How many bytes the code point takes that `text` begins with. 0: `text` is
// empty or begins with none.
size_t CodePointSize(absl::string_view text);

bool IsUtf8(absl::string_view text);

// How many bytes the character takes that `text` begins with, if a terminal
// obeys it instead of showing it: a control character but tab and line feed, or
// one that turns the direction of what follows. 0: it shows it.
size_t CommandSize(absl::string_view text);

// The code point that `text` begins with; U+FFFD when it begins with none.
uint32_t CodePoint(absl::string_view text);

// `text` as a terminal may have it: each such character as \\u and its number,
// what is no UTF-8 as U+FFFD, an end of a line as a line feed.
std::string ForTerminal(absl::string_view text);

}  // namespace loopledger

#endif  // TOOLS_UTF8_H_
