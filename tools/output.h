// How a verb's answer looks on stdout: a table for people, JSON, NDJSON or YAML
// for programs. All of them show the same tree.
#ifndef TOOLS_OUTPUT_H_
#define TOOLS_OUTPUT_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/json.h"

namespace loopledger {

enum class Format { kTable, kJson, kNdjson, kYaml };

// Which only a loop trace can be.
bool IsPicture(absl::string_view format);
// `name` must be one of the four; Settings has checked it.
Format FormatOf(absl::string_view name);

struct Column {
  const char* header;
  const char* path;  // Into a row, such as "marking.gsc".
};

// Cells of a table longer than this end in an ellipsis.
inline constexpr size_t kCellBytesMax = 60;

// Aligned columns under headers. No rows: the headers alone.
std::string TableText(absl::Span<const Column> columns,
                      absl::Span<const Json> rows);
// One "name  value" line a field.
std::string CardText(const Json& object);
// RFC 4180, with a header line.
std::string CsvHeader(absl::Span<const std::string> paths);
std::string CsvLine(absl::Span<const std::string> paths, const Json& row);

// A list: a JSON array, one object a line, a YAML list, or a table with its
// marking before it on stderr.
void PrintRows(Format format, absl::Span<const Column> columns,
               absl::Span<const Json> rows);
// One object: for tables a card.
void PrintOne(Format format, const Json& object);

// The high-water mark of the markings it is given.
class HighWater {
 public:
  // Null is the lowest. True: the mark has risen.
  bool Take(const Json* marking);
  // As a row's marking.
  Json ToJson() const;
  // As people write it: "OFFICIAL-SENSITIVE [RECIPIENTS ONLY]/P TLP:AMBER".
  std::string Text() const;

 private:
  std::string gsc_;
  std::string tlp_;
  std::set<std::string> caveats_;
  bool conditions_ = false;
};

}  // namespace loopledger

#endif  // TOOLS_OUTPUT_H_
