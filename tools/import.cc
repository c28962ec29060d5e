// loopledger import: foreign histories into an empty log, without a server.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/domain/vocabulary.h"
#include "projections/all.h"
#include "projections/engine/runner.h"
#include "tools/data_directory.h"
#include "tools/holding.h"
#include "tools/import/attack_history.h"
#include "tools/json.h"
#include "tools/output.h"
#include "tools/results.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr absl::Duration kFoldTimeout = absl::Hours(24);
constexpr absl::Duration kProgressInterval = absl::Milliseconds(100);

Json Count(uint64_t count) { return Json::Number(absl::StrCat(count)); }

Json Counts(const std::map<std::string, uint64_t>& counts) {
  Json json = Json::Object();
  for (const auto& [name, count] : counts) {
    if (count > 0) json.Add(name, Count(count));
  }
  return json;
}

// "importing: 45212 lines, 38 %, 24000 lines/s, 3 s left".
std::string ProgressText(const import::ImportProgress& now,
                         absl::Duration spent) {
  const double seconds = std::max(absl::ToDoubleSeconds(spent), 1e-3);
  const double share =
      static_cast<double>(now.bytes_read) /
      static_cast<double>(std::max<uint64_t>(now.bytes_total, 1));
  return absl::StrFormat(
      "importing: %d lines, %.0f %%, %.0f lines/s, "
      "%.0f s left",
      now.lines, 100 * share, static_cast<double>(now.lines) / seconds,
      seconds / std::max(share, 1e-3) - seconds);
}

// How an import is going, on a terminal.
class Watch {
 public:
  explicit Watch(bool quiet)
      : progress_(quiet), started_(SystemClock().Now()), told_(started_) {}

  void Tell(const import::ImportProgress& now) {
    const absl::Time time = SystemClock().Now();
    if (!progress_.shown() || time - told_ < kProgressInterval) return;
    told_ = time;
    progress_.Show(ProgressText(now, time - started_));
  }
  void Tell(absl::string_view text) { progress_.Show(text); }
  absl::Duration spent() const { return SystemClock().Now() - started_; }

 private:
  Progress progress_;
  absl::Time started_;
  absl::Time told_;
};

struct Outcome {
  import::ImportSummary summary;
  Head head;
  std::string rejects;
  absl::Duration importing;  // Until everything was recorded.
  absl::Duration all;        // Until the views were up to date, too.
};

Json ToJson(const Outcome& outcome) {
  const import::ImportSummary& summary = outcome.summary;
  Json json = Json::Object();
  json.Add("lines", Count(summary.lines))
      .Add("imported", Count(summary.imported))
      .Add("refused", Count(summary.refused))
      .Add("skipped", Count(summary.skipped))
      .Add("skipped_because", Counts(summary.skipped_because))
      .Add("events", Counts(summary.events))
      .Add("refusals", Counts(summary.refusals))
      .Add("rejects", Json::String(outcome.rejects))
      .Add("found", Count(summary.found))
      .Add("uncited_reports", Count(summary.uncited))
      .Add("backfill_closed", Json::Bool(summary.closed))
      .Add("next", Json::String(absl::StrCat(outcome.head.next)))
      .Add("head",
           Json::String(absl::Base64Escape(AsBytes(outcome.head.head))));
  return json;
}

void PrintLines(const char* heading, uint64_t total, absl::string_view more,
                const std::map<std::string, uint64_t>& parts) {
  std::printf("%-10s %10s%s\n", heading, absl::StrCat(total).c_str(),
              std::string(more).c_str());
  for (const auto& [name, count] : parts) {
    if (count == 0) continue;
    std::printf("  %19s  %s\n", absl::StrCat(count).c_str(), name.c_str());
  }
}

void PrintSummary(const Outcome& outcome) {
  const import::ImportSummary& summary = outcome.summary;
  uint64_t events = 0;
  for (const auto& [name, count] : summary.events) events += count;
  PrintLines("imported", summary.imported,
             absl::StrCat(" lines, as ", events, " events"), summary.events);
  PrintLines(
      "refused", summary.refused,
      summary.refused == 0 ? "" : absl::StrCat(", see ", outcome.rejects),
      summary.refusals);
  PrintLines("skipped", summary.skipped, "", summary.skipped_because);
  std::printf("%-10s %10s = imported + refused + skipped\n", "lines",
              absl::StrCat(summary.lines).c_str());
  if (summary.found > 0) {
    std::printf("%s events were in the ledger before\n",
                absl::StrCat(summary.found).c_str());
  }
  if (summary.uncited > 0) {
    std::printf("%s reports left out of assessments for size\n",
                absl::StrCat(summary.uncited).c_str());
  }
  std::printf("ledger     %10s records, backfill %s, head %s\n",
              absl::StrCat(outcome.head.next).c_str(),
              summary.closed ? "closed" : "open",
              absl::Base64Escape(AsBytes(outcome.head.head)).c_str());
  std::printf("took       %9.1fs, %.1fs with the views up to date\n",
              absl::ToDoubleSeconds(outcome.importing),
              absl::ToDoubleSeconds(outcome.all));
}

absl::StatusOr<Head> HeadOf(const LogReader& log) {
  Head head;
  ASSIGN_OR_RETURN(const Offset end, log.End());
  for (Offset offset = 0; offset < end;) {
    ASSIGN_OR_RETURN(
        offset, log.Read(offset, 4096, [&](Offset, absl::string_view entry) {
          head.Judge(entry);
          return true;
        }));
  }
  return head;
}

// Before anything is made: can it be read, and its refusals be written?
absl::Status CheckFiles(const ImportOptions& options) {
  const int file = open(options.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("could not read ", options.file));
  }
  close(file);
  return options.rejects.empty() ? absl::OkStatus()
                                 : CheckRejects(options.file, options.rejects);
}

Exit Import(const Globals& globals, const ImportOptions& options) {
  const Settings& settings = globals.settings;
  RETURN_IF_ERROR(CheckFiles(options));
  ASSIGN_OR_RETURN(const DataDirectory data,
                   DataDirectory::Open(settings.Text("data")));
  ASSIGN_OR_RETURN(const Holding held, HoldingOf(settings, data));
  Outcome outcome;
  outcome.rejects = options.rejects.empty()
                        ? absl::StrCat(data.path(), "/import.rejects")
                        : options.rejects;
  const SystemClock clock;
  ASSIGN_OR_RETURN(const auto log, OpenHeldLog(held));
  Watch watch(globals.quiet);
  ASSIGN_OR_RETURN(
      const auto runner,
      Runner::Start(*log, AllProjections(BuiltInVocabularies()), held.views));
  RETURN_IF_ERROR(CheckViews(*runner, held));
  import::ImportOptions asked;
  asked.file = options.file;
  asked.rejects = outcome.rejects;
  asked.keep_open = options.keep_open;
  asked.progress = [&](const auto& now) { watch.Tell(now); };
  ASSIGN_OR_RETURN(outcome.summary,
                   import::ImportAttackHistory(*log, clock, asked));
  outcome.importing = watch.spent();
  watch.Tell("bringing the views up to date");
  ASSIGN_OR_RETURN(outcome.head, HeadOf(*log));
  if (outcome.head.next > 0) {
    RETURN_IF_ERROR(
        runner->Await(outcome.head.next - 1, clock.Now() + kFoldTimeout));
  }
  outcome.all = watch.spent();
  watch.Tell("");
  if (globals.format() == Format::kTable) {
    PrintSummary(outcome);
  } else {
    PrintOne(globals.format(), ToJson(outcome));
  }
  return outcome.summary.refused > 0 ? kExitRefused : kExitOk;
}

}  // namespace

Exit ImportAttackHistory(const Globals& globals, const ImportOptions& options) {
  const Exit exit = Import(globals, options);
  return exit.ok() ? exit : ExitOfHolding(exit.status(), globals.color);
}

}  // namespace loopledger
