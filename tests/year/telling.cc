#include "tests/year/telling.h"

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "ledger/base/check.h"
#include "loopledger/v1/measures.pb.h"
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

// Of M7 the quarters, of M14 the ways down and up; of the others only what is
// over all, for of areas, bodies and reports there are many.
bool IsTold(const std::string& key) {
  return key.find('/') == key.npos || absl::StartsWith(key, "M7/20") ||
         key == "M14/down" || key == "M14/up";
}

void TellMeasures(const Reading& reading, Position last, std::ostream& out) {
  const View* measures = reading.Find("measures");
  CHECK(measures != nullptr);
  const auto rows = reading.Rows(*measures, last);
  CHECK(rows.ok());
  std::map<std::string, int> others;
  for (const StoredRow& stored : *rows) {
    v1::MeasureRow row;
    CHECK(row.ParseFromString(stored.bytes));
    if (IsTold(row.key())) {
      out << absl::StrFormat("  %-10s %s\n", row.key(), row.tells());
    } else {
      ++others[row.metric()];
    }
  }
  out << "  rows besides, of areas, bodies, steps, terms and reports:";
  for (const auto& [metric, count] : others) {
    out << absl::StrFormat("  %s %d", metric, count);
  }
  out << "\n";
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
