#include "tools/output.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/terminal.h"
#include "tools/utf8.h"

namespace loopledger {
namespace {

// From the lowest to the highest (docs: Government Security Classifications;
// OFFICIAL-SENSITIVE stands between for a high-water mark).
constexpr absl::string_view kClassifications[] = {
    "OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"};
// The same of the Traffic Light Protocol 2.0; no light is the lowest.
constexpr absl::string_view kTrafficLights[] = {
    "", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"};

void PutLine(absl::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
}

std::string Cell(const Json& row, absl::string_view path) {
  const Json* value = row.Find(path);
  return value == nullptr ? "" : value->Plain();
}

// "2026-03-04T10:02:00.123Z" to the minute; in a table the rest is noise.
std::string ShortenTime(std::string cell) {
  static constexpr absl::string_view kShape = "0000-00-00T00:00:00";
  if (cell.size() <= kShape.size() || cell.back() != 'Z') return cell;
  for (size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? !absl::ascii_isdigit(cell[i])
                         : cell[i] != kShape[i]) {
      return cell;
    }
  }
  cell[10] = ' ';
  return cell.substr(0, 16) + "Z";
}

// Without what would break the lines of a table or the terminal.
std::string CellForTable(const Json& row, absl::string_view path) {
  std::string cell = ForTerminal(ShortenTime(Cell(row, path)));
  for (char& c : cell) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  if (cell.size() <= kCellBytesMax) return cell;
  size_t end = kCellBytesMax - 1;
  while (end > 0 && (cell[end] & 0xc0) == 0x80) --end;  // Whole code points.
  return absl::StrCat(cell.substr(0, end), "…");
}

size_t WidthOf(absl::string_view cell) {
  return static_cast<size_t>(std::count_if(
      cell.begin(), cell.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string TableLine(absl::Span<const std::string> cells,
                      absl::Span<const size_t> widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 < cells.size()) {
      line += std::string(widths[i] - WidthOf(cells[i]) + 2, ' ');
    }
  }
  return line + "\n";
}

size_t RankOf(absl::string_view mark,
              absl::Span<const absl::string_view> ascending) {
  for (size_t i = 0; i < ascending.size(); ++i) {
    if (mark == ascending[i]) return i;
  }
  return mark.empty() ? 0 : ascending.size();  // Unknown is highest.
}

std::string MarkingOf(const Json& marking) {
  HighWater mark;
  mark.Take(&marking);
  return ForTerminal(mark.Text());
}

std::string MarkingOfAll(absl::Span<const Json> rows) {
  HighWater highest;
  highest.Take(nullptr);
  for (const Json& row : rows) highest.Take(row.Find("marking"));
  return highest.Text();
}

// What a program takes apart again is whole JSON: lists of objects, too.
std::string CsvCell(const Json& row, absl::string_view path) {
  const Json* value = row.Find(path);
  const bool objects = value != nullptr && !value->items.empty() &&
                       value->items[0].kind == Json::Kind::kObject;
  return objects ? ToJsonText(*value) : ForTerminal(Cell(row, path));
}

std::string CsvField(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) {
    return std::string(text);
  }
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

bool SaysNothing(const Json& value) {
  return (value.text.empty() || value.text == "false") &&
         value.items.empty() && value.fields.empty();
}

// A marking as people write it, an object as a card of its own: what of it says
// anything.
std::string CardValue(absl::string_view name, const Json& value) {
  if (value.kind != Json::Kind::kObject) return ForTerminal(value.Plain());
  if (name == "marking") return MarkingOf(value);
  Json card = value;
  std::erase_if(card.fields,
                [](const auto& field) { return SaysNothing(field.second); });
  std::string text = CardText(card);
  if (!text.empty()) text.pop_back();  // The last line feed.
  return text;
}

}  // namespace

bool IsPicture(absl::string_view format) {
  return format == "dot" || format == "mermaid";
}

Format FormatOf(absl::string_view name) {
  if (name == "json") return Format::kJson;
  if (name == "ndjson") return Format::kNdjson;
  if (name == "yaml") return Format::kYaml;
  return Format::kTable;
}

std::string TableText(absl::Span<const Column> columns,
                      absl::Span<const Json> rows) {
  std::vector<std::vector<std::string>> lines(1);
  for (const Column& column : columns) lines[0].push_back(column.header);
  for (const Json& row : rows) {
    std::vector<std::string>& cells = lines.emplace_back();
    for (const Column& column : columns) {
      cells.push_back(CellForTable(row, column.path));
    }
  }
  std::vector<size_t> widths(columns.size());
  for (const auto& cells : lines) {
    for (size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], WidthOf(cells[i]));
    }
  }
  std::string text;
  for (const auto& cells : lines) text += TableLine(cells, widths);
  return text;
}

std::string CardText(const Json& object) {
  size_t width = 0;
  for (const auto& [name, value] : object.fields) {
    width = std::max(width, name.size());
  }
  std::string text;
  // Lines of a text stand below its first, so that none looks like a field.
  const std::string below = absl::StrCat("\n", std::string(width + 2, ' '));
  const auto shown = [&below](absl::string_view name, const Json& value) {
    return absl::StrReplaceAll(CardValue(name, value), {{"\n", below}});
  };
  for (const auto& [name, value] : object.fields) {
    const std::string lead =
        absl::StrCat(name, std::string(width - name.size() + 2, ' '));
    if (value.kind == Json::Kind::kList && !value.items.empty() &&
        value.items[0].kind == Json::Kind::kObject) {
      for (const Json& item : value.items) {
        absl::StrAppend(&text, lead, shown(name, item), "\n");
      }
      continue;
    }
    absl::StrAppend(&text, lead, shown(name, value), "\n");
  }
  return text;
}

std::string CsvHeader(absl::Span<const std::string> paths) {
  return absl::StrCat(absl::StrJoin(paths, ","), "\r\n");
}

std::string CsvLine(absl::Span<const std::string> paths, const Json& row) {
  return absl::StrCat(
      absl::StrJoin(paths, ",",
                    [&row](std::string* out, const std::string& path) {
                      out->append(CsvField(CsvCell(row, path)));
                    }),
      "\r\n");
}

void PrintRows(Format format, absl::Span<const Column> columns,
               absl::Span<const Json> rows) {
  Json list = Json::List();
  switch (format) {
    case Format::kTable:
      PrintMarking(MarkingOfAll(rows));
      PutLine(TableText(columns, rows));
      return;
    case Format::kNdjson:
      for (const Json& row : rows) PutLine(ToJsonText(row) + "\n");
      return;
    case Format::kJson:
      list.items.assign(rows.begin(), rows.end());
      PutLine(ToJsonText(list) + "\n");
      return;
    case Format::kYaml:
      list.items.assign(rows.begin(), rows.end());
      PutLine(ToYaml(list));
      return;
  }
}

void PrintOne(Format format, const Json& object) {
  switch (format) {
    case Format::kTable:
      if (object.Find("marking") != nullptr) {
        PrintMarking(MarkingOfAll({&object, 1}));
      }
      PutLine(CardText(object));
      return;
    case Format::kJson:
    case Format::kNdjson:
      PutLine(ToJsonText(object) + "\n");
      return;
    case Format::kYaml:
      PutLine(ToYaml(object));
      return;
  }
}

bool HighWater::Take(const Json* marking) {
  const std::string before = Text();
  if (gsc_.empty()) gsc_ = std::string(kClassifications[0]);
  if (marking == nullptr) return Text() != before;
  const std::string gsc = Cell(*marking, "gsc");
  if (RankOf(gsc, kClassifications) > RankOf(gsc_, kClassifications)) {
    gsc_ = gsc;
  }
  const std::string tlp = Cell(*marking, "tlp");
  if (RankOf(tlp, kTrafficLights) > RankOf(tlp_, kTrafficLights)) tlp_ = tlp;
  if (Cell(*marking, "handling.code") == "C") conditions_ = true;
  const Json* caveats = marking->Find("caveats");
  for (size_t i = 0; caveats != nullptr && i < caveats->items.size(); ++i) {
    caveats_.insert(caveats->items[i].text);
  }
  return Text() != before;
}

Json HighWater::ToJson() const {
  Json caveats = Json::List();
  for (const std::string& caveat : caveats_) {
    caveats.items.push_back(Json::String(caveat));
  }
  Json handling = Json::Object();
  handling.Add("code", Json::String(conditions_ ? "C" : "P"));
  Json marking = Json::Object();
  marking.Add("gsc", Json::String(gsc_));
  if (!caveats_.empty()) marking.Add("caveats", std::move(caveats));
  marking.Add("handling", std::move(handling));
  if (!tlp_.empty()) marking.Add("tlp", Json::String(tlp_));
  return marking;
}

std::string HighWater::Text() const {
  return absl::StrCat(gsc_, caveats_.empty() ? "" : " [",
                      absl::StrJoin(caveats_, ", "),
                      caveats_.empty() ? "" : "]", conditions_ ? "/C" : "/P",
                      tlp_.empty() ? "" : " ", tlp_);
}

}  // namespace loopledger
