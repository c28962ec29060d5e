// One line of the ATT&CK change history: a STIX object as it stood from some
// recorded time on, reduced to what the import policy looks at.
#ifndef TOOLS_IMPORT_ATTACK_OBJECT_H_
#define TOOLS_IMPORT_ATTACK_OBJECT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace loopledger::import {

// A published work that an object rests on.
struct Citation {
  std::string name;  // As the object calls it.
  std::string host;  // Of its address, without "www.": who published it.
  absl::Time published = absl::InfinitePast();  // When the text says so.
};

struct Change {
  uint64_t line = 0;
  absl::Time recorded_at;
  std::string type;
  std::string id;
  std::optional<absl::Time> modified;
  std::string name;
  std::string description;
  std::vector<std::string> aliases;
  std::string attack_id;  // For example G0046; empty when it has none.
  std::string version;    // MITRE's own version of the object.
  std::vector<Citation> citations;  // Those that give an address.
  std::optional<absl::Time> last_seen;
  bool revoked = false;
  bool deprecated = false;

  // Of a relationship.
  std::string verb;
  std::string source;
  std::string target;
};

// Reads lines. One thread at a time.
class ChangeParser {
 public:
  ChangeParser();
  ~ChangeParser();

  // `line` must be followed by Lines::kSlackBytes readable bytes. Of a type
  // other than the three that the policy maps only type, id and recorded time
  // are read. kInvalidArgument: it is no JSON of this form; the message says
  // what is wrong.
  absl::Status Parse(absl::string_view line, Change& change);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// "attack-pattern--0042..." gives "attack-pattern".
absl::string_view TypeOf(absl::string_view object_id);

// The date of the first "(2017, March 7)" or "(2017, March)" or "(2017)" in a
// citation's text; InfinitePast when there is none.
absl::Time PublishedIn(absl::string_view text);

// "https://www.fireeye.com/blog/x" gives "fireeye.com". An archived copy gives
// the host that it is a copy of.
std::string HostOf(absl::string_view url);

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_ATTACK_OBJECT_H_
