#include "tests/year/telling.h"

#include <memory>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/message.h"
#include "ledger/base/check.h"
#include "loopledger/v1/reason.pb.h"

namespace loopledger::year {
namespace {

// In columns, so that many fit on a page.
void TellTable(const std::map<std::string, int>& counts, std::ostream& out) {
  int column = 0;
  for (const auto& [name, count] : counts) {
    out << absl::StrFormat("%6d %-32s", count, name);
    if (++column % 3 == 0) out << "\n";
  }
  if (column % 3 != 0) out << "\n";
}

std::string TextOf(const google::protobuf::Message& row, const char* field) {
  const auto* found = row.GetDescriptor()->FindFieldByName(field);
  return found == nullptr ? "" : row.GetReflection()->GetString(row, found);
}

// The measures over all, without those of each area, body or report.
void TellMeasures(const Reading& reading, Position last, std::ostream& out) {
  for (const View& view : reading.views()) {
    if (view.projection().name != "measures") continue;
    const auto rows = reading.Rows(view, last);
    CHECK(rows.ok());
    std::map<std::string, int> parts;
    const std::unique_ptr<google::protobuf::Message> row(
        view.table().prototype().New());
    for (const StoredRow& stored : *rows) {
      CHECK(row->ParseFromString(stored.bytes));
      const std::string key = TextOf(*row, "key");
      const size_t slash = key.find('/');
      if (slash != key.npos) {
        ++parts[key.substr(0, slash)];
      } else {
        out << absl::StrFormat("  %-4s %s\n", key, TextOf(*row, "tells"));
      }
    }
    for (const auto& [metric, count] : parts) {
      out << absl::StrFormat("  %-4s and %d rows of its parts\n", metric,
                             count);
    }
  }
}

}  // namespace

void TellCounts(const Office& office, const std::vector<v1::Record>& records,
                std::ostream& out) {
  std::map<std::string, int> counts;
  for (const v1::Record& record : records) ++counts[NameOf(record)];
  out << records.size() << " records, of " << counts.size() << " kinds\n";
  TellTable(counts, out);
  int refused = 0;
  for (const auto& [reason, count] : office.refusals()) refused += count;
  out << refused << " refusals, by " << office.refusals().size() << " of the "
      << v1::Reason_descriptor()->value_count() - 1 << " names\n";
  TellTable(office.refusals(), out);
}

void TellQuarters(Office& office, std::ostream& out) {
  const absl::CivilDay start =
      absl::ToCivilDay(office.start(), absl::UTCTimeZone());
  for (int quarter = 1; quarter <= 4; ++quarter) {
    const absl::CivilMonth next = absl::CivilMonth(start) + 3 * quarter;
    const absl::Time end = absl::FromCivil(next, absl::UTCTimeZone());
    const auto last =
        office.reading().gaps().PositionAt(end - absl::Microseconds(1));
    CHECK(last.ok());
    std::map<std::string, int> open;
    for (const char* metric : kGapMetrics) open[metric] = 0;
    for (const v1::GapRow& gap : office.reading().Gaps(*last)) {
      ++open[gap.metric()];
    }
    out << absl::StrFormat("quarter %d, as of record %d\n  gaps", quarter,
                           *last);
    for (const auto& [metric, count] : open) {
      out << absl::StrFormat("  %s %d", metric, count);
    }
    out << "\n";
    TellMeasures(office.reading(), *last, out);
  }
}

void TellFates(const std::map<std::string, Fate>& fates, std::ostream& out) {
  out << "gaps   appeared  mended  open  ended by\n";
  for (const auto& [metric, fate] : fates) {
    out << absl::StrFormat(
        "%-5s %9d %7d %5d  %s\n", metric, fate.appeared, fate.mended(),
        fate.open,
        absl::StrJoin(fate.ended_by, ", ", absl::PairFormatter(" ")));
  }
}

}  // namespace loopledger::year
