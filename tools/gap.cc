// loopledger gap: where intelligence and tasking part company.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/ask.h"
#include "tools/gap_figures.h"
#include "tools/gap_trend.h"
#include "tools/records.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr char kView[] = "feedback_loop";
constexpr int kMetricLast = 17;
// By the projection feedback_loop.
constexpr absl::string_view kComputed[] = {"M1", "M2",  "M3",  "M4",  "M8",
                                           "M9", "M10", "M11", "M12", "M13"};

constexpr Column kColumns[] = {
    {"GAP", "gap_id"},       {"WHAT", "name"},       {"LAYER", "layer"},
    {"TITLE", "title"},      {"OWNER", "owner_org"}, {"SINCE", "since"},
    {"NEXT", "next_action"},
};

// "M1" to "M17".
bool IsMetric(absl::string_view text) {
  int number = 0;
  return !text.empty() && text[0] == 'M' &&
         absl::SimpleAtoi(text.substr(1), &number) && number >= 1 &&
         number <= kMetricLast && text[1] != '0';
}

// The gaps, and the figure whose other half some of them are. People get it
// with every list that is not narrowed by more than the metric, programs when
// they ask for the metric. Returns how many gaps there were.
absl::StatusOr<size_t> PrintGaps(const Globals& globals,
                                 const ListOptions& list,
                                 absl::string_view metric, bool narrowed) {
  ASSIGN_OR_RETURN(std::vector<Json> gaps, RowsOf(globals, kView, list));
  const size_t count = gaps.size();
  const bool for_people = globals.format() == Format::kTable;
  std::vector<Json> figures;
  if (!narrowed &&
      (metric == kGapsAndFigure || (metric.empty() && for_people))) {
    ListOptions wanted;
    if (metric.empty()) wanted.filter = absl::StrCat("key=", kGapsAndFigure);
    ASSIGN_OR_RETURN(figures, FigureRows(globals, wanted, kGapsAndFigure));
  }
  if (!for_people) {
    std::move(figures.begin(), figures.end(), std::back_inserter(gaps));
  }
  PrintRows(globals.format(), kColumns, gaps);
  if (for_people && !figures.empty()) {
    PrintFigures(globals, kGapsAndFigure, std::move(figures));
  }
  return count;
}

}  // namespace

Exit GapList(const Globals& globals, const GapOptions& options) {
  ListOptions list = options.list;
  const bool narrowed =
      !list.filter.empty() || !list.order_by.empty() || list.limit != 0;
  if (!options.metric.empty()) {
    if (!IsMetric(options.metric)) {
      return UsageError(absl::StrCat("\"", options.metric, "\" is no metric"),
                        "one of M1 to M17, such as --metric M1");
    }
    if (IsFigure(options.metric)) {
      if (!options.fail_on) return FigureList(globals, list, options.metric);
      return UsageError(
          absl::StrCat(options.metric, " is a figure, not a list of gaps"),
          "--fail-on with another metric, or without one");
    }
    list.filter = absl::StrCat("metric=", options.metric,
                               list.filter.empty() ? "" : " and ", list.filter);
  }
  ASSIGN_OR_RETURN(const size_t gaps,
                   PrintGaps(globals, list, options.metric, narrowed));
  return options.fail_on && gaps > 0 ? kExitFindings : kExitOk;
}

// The gap, or the figure, and the records that made it.
Exit GapExplain(const Globals& globals, const std::string& id) {
  Client client(ClientOptionsOf(globals));
  const std::string metric = id.substr(0, id.find('/'));
  const bool figure = IsFigureKey(id);
  ASSIGN_OR_RETURN(
      Json row,
      GetRow(client, globals, figure ? kFiguresView : kView, id,
             figure ? absl::StrCat("loopledger gap list --metric ", metric)
                    : "loopledger gap list"));
  std::vector<Json> records;
  const Json* causes = row.Find("caused_by");
  for (const Json& cause :
       causes == nullptr ? std::vector<Json>() : causes->items) {
    uint64_t position = 0;
    if (!absl::SimpleAtoi(cause.text, &position)) continue;
    ASSIGN_OR_RETURN(const v1::StoredRecord record, client.GetRecord(position));
    ASSIGN_OR_RETURN(Json json, RecordToJson(record.stored_bytes()));
    records.push_back(std::move(json));
  }
  if (globals.format() == Format::kTable) {
    PrintOne(Format::kTable, row);
    RecordPrinter printer(Format::kTable);
    for (const Json& record : records) printer.Print(record);
    return kExitOk;
  }
  Json list = Json::List();
  list.items = std::move(records);
  row.Add("records", std::move(list));
  PrintOne(globals.format(), row);
  return kExitOk;
}

Exit GapTrend(const Globals& globals, const TrendOptions& options) {
  if (options.points == 0 || options.points > kTrendPointsMax) {
    return UsageError(
        absl::StrCat("--points is ", options.points),
        absl::StrCat("a whole number from 1 to ", kTrendPointsMax));
  }
  return PrintTrend(globals, options, kComputed);
}

}  // namespace loopledger
