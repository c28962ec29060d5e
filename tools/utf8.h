// Whether bytes from outside are text.
#ifndef TOOLS_UTF8_H_
#define TOOLS_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace loopledger {

// How many bytes the code point takes that `text` begins with. 0: `text` is
// empty or begins with none.
size_t CodePointSize(absl::string_view text);

bool IsUtf8(absl::string_view text);

}  // namespace loopledger

#endif  // TOOLS_UTF8_H_
