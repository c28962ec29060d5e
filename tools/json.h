// JSON as a small tree that keeps the order of fields and the text of numbers,
// for what the command line shows. Made from protobuf's JSON mapping, so that
// tables, YAML and CSV say the same as JSON does.
#ifndef TOOLS_JSON_H_
#define TOOLS_JSON_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace loopledger {

struct Json {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kObject };

  Kind kind = Kind::kNull;
  std::string text;         // A string's value; a number or bool as written.
  std::vector<Json> items;  // Of a list.
  std::vector<std::pair<std::string, Json>> fields;  // Of an object.

  static Json String(absl::string_view value);
  static Json Number(absl::string_view digits);
  static Json Bool(bool value);
  static Json List();
  static Json Object();

  // Appends a field; returns itself.
  Json& Add(absl::string_view name, Json value);
  // What stands at a path such as "judgements.0.term"; null when nothing does.
  const Json* Find(absl::string_view path) const;
  // What a table cell or a CSV field shows: lists joined by ", ".
  std::string Plain() const;
};

// Nesting deeper than this is refused.
inline constexpr int kJsonDepthMax = 100;

absl::StatusOr<Json> ParseJson(absl::string_view text);

// `text` quoted and escaped; what is not UTF-8 becomes U+FFFD.
std::string QuoteJson(absl::string_view text);
// On one line.
std::string ToJsonText(const Json& value);
// As a YAML document, ending in a line feed.
std::string ToYaml(const Json& value);

}  // namespace loopledger

#endif  // TOOLS_JSON_H_
