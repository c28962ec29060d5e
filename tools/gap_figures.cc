#include "tools/gap_figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "projections/measures/waits.h"
#include "tools/ask.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

constexpr absl::string_view kFigures[] = {"M5",  "M6",  "M7", "M14",
                                          "M15", "M16", "M17"};

constexpr Column kWaitColumns[] = {
    {"MEASURE", "key"},     {"N", "n"},
    {"OPEN", "open"},       {"ENDED", "ended"},
    {"HALF WITHIN", "p50"}, {"90 % WITHIN", "p90"},
    {"LONGEST", "longest"},
};
constexpr Column kColumns[] = {
    {"MEASURE", "key"}, {"N", "n"},         {"OPEN", "open"},
    {"ENDED", "ended"}, {"SHARE", "share"}, {"TELLS", "tells"},
};

// "274560.5s" as "3 d 4 h".
std::string TellDuration(absl::string_view text) {
  double seconds = 0;
  if (!absl::ConsumeSuffix(&text, "s") || !absl::SimpleAtod(text, &seconds)) {
    return std::string(text);
  }
  return measures::TellSpan(static_cast<int64_t>(seconds * 1e6));
}

std::string TellPercent(absl::string_view text) {
  double share = 0;
  if (!absl::SimpleAtod(text, &share)) return std::string(text);
  return absl::StrFormat("%.0f %%", share * 100);
}

// For people to read.
void TellFigures(Json& row) {
  const std::string of = row.Find("of")->text;
  for (auto& [name, value] : row.fields) {
    if (name == "p50" || name == "p90" || name == "longest") {
      value = Json::String(TellDuration(value.text));
    } else if (name == "share") {
      value = Json::String(TellPercent(value.text));
    } else if (name == "n" && of != "0") {
      value = Json::String(of);  // Of a share, so many were measured.
    }
  }
}

}  // namespace

absl::Span<const absl::string_view> FigureMetrics() { return kFigures; }

bool IsFigure(absl::string_view metric) {
  return std::find(std::begin(kFigures), std::end(kFigures), metric) !=
         std::end(kFigures);
}

bool IsFigureKey(absl::string_view id) {
  return IsFigure(id.substr(0, id.find('/'))) || id == kGapsAndFigure ||
         absl::StartsWith(id, absl::StrCat(kGapsAndFigure, "/org/"));
}

absl::StatusOr<std::vector<Json>> FigureRows(const Globals& globals,
                                             ListOptions list,
                                             absl::string_view metric) {
  list.filter = absl::StrCat("metric=", metric,
                             list.filter.empty() ? "" : " and ", list.filter);
  return RowsOf(globals, kFiguresView, list);
}

void PrintFigures(const Globals& globals, absl::string_view metric,
                  std::vector<Json> rows) {
  if (globals.format() == Format::kTable) {
    for (Json& row : rows) TellFigures(row);
  }
  if (metric == "M5" || metric == "M6") {
    PrintRows(globals.format(), kWaitColumns, rows);
  } else {
    PrintRows(globals.format(), kColumns, rows);
  }
}

Exit FigureList(const Globals& globals, const ListOptions& list,
                absl::string_view metric) {
  ASSIGN_OR_RETURN(std::vector<Json> rows, FigureRows(globals, list, metric));
  PrintFigures(globals, metric, std::move(rows));
  return kExitOk;
}

}  // namespace loopledger
