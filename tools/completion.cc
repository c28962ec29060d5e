#include "tools/completion.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace loopledger {
namespace {

// One case for each path of verbs: what may follow it.
void AddCases(const Words& words, const std::string& path,
              const std::string& flags_above, std::string& script) {
  const std::string flags =
      absl::StrCat(flags_above, " ", absl::StrJoin(words.flags, " "));
  std::vector<std::string> verbs;
  for (const Words& verb : words.verbs) verbs.push_back(verb.name);
  absl::StrAppend(&script, "    \"", path, "\") words=\"",
                  absl::StrJoin(verbs, " "), flags, "\" ;;\n");
  for (const Words& verb : words.verbs) {
    AddCases(verb, absl::StrCat(path, " ", verb.name), flags, script);
  }
}

}  // namespace

std::string CompletionScript(const Words& program) {
  std::string cases;
  AddCases(program, "", "", cases);
  return absl::StrCat(
      "_", program.name, "() {\n",
      "  local path=\"\" words=\"\" word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in -*) ;; *) path=\"$path $word\" ;; esac\n"
      "  done\n"
      "  case $path in\n",
      cases,
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- "
      "\"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\n"
      "complete -o default -F _",
      program.name, " ", program.name, "\n");
}

}  // namespace loopledger
