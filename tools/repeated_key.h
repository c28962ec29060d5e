// Whether JSON says one thing twice. Protobuf's parser would take the last word
// and say nothing.
#ifndef TOOLS_REPEATED_KEY_H_
#define TOOLS_REPEATED_KEY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace loopledger {

// The path of a key that stands twice in one object, such as "actor.org"; empty
// when none does. Spellings that protobuf takes for one field, tasking_id and
// taskingId, are one key. Of text that is no JSON it sees what it can.
std::string RepeatedKey(absl::string_view text);

}  // namespace loopledger

#endif  // TOOLS_REPEATED_KEY_H_
