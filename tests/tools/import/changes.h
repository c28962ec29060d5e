// Lines of a change history for tests.
#ifndef TESTS_TOOLS_IMPORT_CHANGES_H_
#define TESTS_TOOLS_IMPORT_CHANGES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "tools/import/attack_object.h"
#include "tools/import/lines.h"

namespace loopledger::import {

inline absl::Time Utc(absl::string_view text) {
  absl::Time time;
  std::string why;
  return absl::ParseTime(absl::RFC3339_full, text, &time, &why)
             ? time
             : absl::InfinitePast();
}

inline absl::StatusOr<Change> ParseLine(std::string line) {
  const size_t size = line.size();
  line.append(Lines::kSlackBytes, '\0');
  ChangeParser parser;
  Change change;
  RETURN_IF_ERROR(
      parser.Parse(absl::string_view(line).substr(0, size), change));
  return change;
}

// A relationship by which the group of `Group` uses a technique.
inline Change Uses(uint64_t line, absl::string_view text = "It phishes.") {
  Change change;
  change.line = line;
  change.recorded_at = Utc("2020-03-31T12:00:00Z");
  change.modified = Utc("2020-03-01T12:00:00Z");
  change.type = "relationship";
  change.id = "relationship--1";
  change.verb = "uses";
  change.source = "intrusion-set--1";
  change.target = "attack-pattern--1";
  change.description = std::string(text);
  change.citations = {{.name = "FireEye FIN7",
                       .host = "fireeye.com",
                       .published = Utc("2019-05-01T00:00:00Z")}};
  return change;
}

inline Change Group(uint64_t line, absl::string_view text = "Criminals.") {
  Change change;
  change.line = line;
  change.recorded_at = Utc("2020-03-31T12:00:00Z");
  change.modified = Utc("2020-03-01T12:00:00Z");
  change.type = "intrusion-set";
  change.id = "intrusion-set--1";
  change.attack_id = "G0046";
  change.name = "FIN7";
  change.description = std::string(text);
  return change;
}

}  // namespace loopledger::import

#endif  // TESTS_TOOLS_IMPORT_CHANGES_H_
