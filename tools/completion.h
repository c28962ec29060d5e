// loopledger completion: the words of the command line, for bash.
#ifndef TOOLS_COMPLETION_H_
#define TOOLS_COMPLETION_H_

#include <string>
#include <vector>

namespace loopledger {

// A verb or a group of verbs: its name, its flags, and the verbs below it.
struct Words {
  std::string name;
  std::vector<std::string> flags;
  std::vector<Words> verbs;
};

// A script for `source <(loopledger completion)`.
std::string CompletionScript(const Words& program);

}  // namespace loopledger

#endif  // TOOLS_COMPLETION_H_
