#include "tests/year/judging.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "tests/year/figuring.h"
#include "tests/year/laws.h"
#include "tests/year/lifecycles.h"
#include "tests/year/reckoning.h"
#include "tests/year/telling.h"
#include "tests/year/year.h"

namespace loopledger::year {
namespace {

void Note(std::string wrong, Verdict& verdict) {
  if (!wrong.empty()) verdict.wrongs.push_back(std::move(wrong));
}

std::string Hex(const Digest& digest) {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(digest.data()), digest.size()));
}

void CheckMended(Verdict& verdict) {
  for (const char* metric : kGapMetrics) {
    const Fate& fate = verdict.fates[metric];
    if (fate.appeared == 0) {
      Note(absl::StrCat("no gap of ", metric, " appeared"), verdict);
    } else if (fate.mended() == 0) {
      Note(absl::StrCat("no event ended a gap of ", metric), verdict);
    }
  }
}

void Hold(Taskforce& force, const std::vector<v1::Record>& records, int cuts,
          uint64_t seed, Verdict& verdict) {
  Office& office = force.office;
  Note(CheckDecidedAgain(records, office.stage().world()), verdict);
  for (std::string& wrong : CheckLifecycles(records)) {
    Note(std::move(wrong), verdict);
  }
  Note(CheckReckoning(records, office.reading()), verdict);
  Note(CheckFigures(records, office.reading()), verdict);
  Dice moments(~seed);
  Note(CheckCuts(office.stage(), office.reading(), cuts, moments), verdict);
  auto fates = AccountFor(office.reading(), records);
  if (!fates.ok()) return Note(std::string(fates.status().message()), verdict);
  verdict.fates = *std::move(fates);
  CheckMended(verdict);
}

}  // namespace

Verdict Judge(uint64_t seed, int cuts, std::ostream* out) {
  Verdict verdict;
  Taskforce force(seed);
  const absl::Status lived = LiveTheYear(force);
  Office& office = force.office;
  for (const std::string& fault : office.faults()) Note(fault, verdict);
  if (!lived.ok()) {
    Note(std::string(lived.message()), verdict);
    return verdict;
  }
  const auto records = office.stage().Records();
  if (!records.ok()) {
    Note(std::string(records.status().message()), verdict);
    return verdict;
  }
  verdict.records = records->size();
  for (const v1::Record& record : *records) {
    verdict.kinds.insert(NameOf(record));
  }
  for (const auto& [reason, count] : office.refusals()) {
    verdict.refusals += count;
    verdict.refused.insert(reason);
  }
  verdict.head = Hex(office.stage().head().head);
  Hold(force, *records, cuts, seed, verdict);
  if (out == nullptr) return verdict;
  *out << "A year of a FICTITIOUS taskforce, seed " << seed << ", head "
       << verdict.head << "\n";
  TellCounts(office, *records, *out);
  TellQuarters(office, *out);
  TellFates(verdict.fates, *out);
  if (cuts > 0 && verdict.wrongs.empty()) {
    *out << "The views as of " << cuts
         << " random moments are those of ledgers cut there.\n";
  }
  return verdict;
}

void AddTo(Cells& cells, const Verdict& verdict) {
  for (const auto& [metric, fate] : verdict.fates) {
    cells[metric].push_back(
        absl::StrCat(fate.appeared, "/", fate.mended(), "/", fate.open));
  }
}

void TellCells(const Cells& cells, std::ostream& out) {
  out << "gaps that appeared, were mended by an event, are open at the end\n";
  for (const auto& [metric, years] : cells) {
    out << absl::StrFormat("%-5s", metric);
    for (const std::string& year : years) out << absl::StrFormat("%12s", year);
    out << "\n";
  }
}

}  // namespace loopledger::year
