#include "ledger/domain/basis.h"

#include "absl/strings/str_cat.h"
#include "ledger/domain/grade.h"
#include "ledger/domain/marking.h"

namespace loopledger {
namespace {

using assessment::Citation;

// What became of it, or of the one it was derived from. Empty: it stands. What
// was disposed of for its age makes nothing derived from it untrue.
absl::string_view FateOf(const report::State& report,
                         const report::States& reports) {
  if (report.phase == report::State::Phase::kDisposed) return "disposed of";
  const report::State* at = &report;
  while (at->phase != report::State::Phase::kWithdrawn) {
    if (at->derived_from.empty()) return "";
    at = &reports.Find(at->derived_from.front());
  }
  return "withdrawn";
}

bool Permits(const report::State& report, const std::string& mode,
             absl::Time at) {
  for (const report::Permission& permission : report.permissions) {
    if (permission.mode == mode)
      return permission.granted && at < permission.until;
  }
  return false;
}

}  // namespace

std::string TaintOf(const assessment::Version& version,
                    const report::States& reports) {
  for (const Citation& citation : version.citations) {
    const report::State& report = reports[citation.report];
    const std::string& id = reports.IdOf(citation.report);
    const absl::string_view fate = FateOf(report, reports);
    if (!fate.empty()) return absl::StrCat("report ", id, " was ", fate);
    const report::Item& item = report.items[citation.item - 1];
    if (item.regraded_at > citation.version) {
      return absl::StrCat("item ", citation.item, " of report ", id,
                          " was regraded to ", item.grade, " at version ",
                          item.regraded_at, ", and version ", citation.version,
                          " is cited");
    }
  }
  return "";
}

bool OnlyWeakSupport(const assessment::Version& version,
                     const report::States& reports, Codes& codes) {
  bool any = false;
  for (const Citation& citation : version.citations) {
    if (citation.against) continue;
    const report::State& report = reports[citation.report];
    const std::string& grade = report.items[citation.item - 1].grade;
    if (!TraitsOf(grade, codes).weak) return false;
    any = true;
  }
  return any;
}

std::string ForbiddenBy(const assessment::Version& version,
                        const std::string& mode, const Permitting& permitting,
                        Codes& codes) {
  const uint32_t needed = codes.Rank("tasking_mode", "", mode);
  for (const Citation& citation : version.citations) {
    const report::State& report = permitting.reports[citation.report];
    const v1::Handling& handling =
        permitting.markings[report.stream.marking].handling();
    if (ActionRank(handling, codes) >= needed) continue;
    if (Permits(report, mode, permitting.at)) continue;
    return absl::StrCat("report ", permitting.reports.IdOf(citation.report),
                        " is ", handling.action(), " and ", report.stream.owner,
                        " has not permitted ", mode);
  }
  return "";
}

}  // namespace loopledger
