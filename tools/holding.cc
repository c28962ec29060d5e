#include "tools/holding.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/log/memory_log.h"
#include "ledger/log/open.h"
#include "projections/all.h"
#include "tools/ledger_log.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

constexpr char kMismatch[] = "LOG_MISMATCH";

bool IsThere(const std::string& path) {
  struct stat found = {};
  return stat(path.c_str(), &found) == 0;
}

}  // namespace

Holding HoldingOf(const Settings& settings, const DataDirectory& data) {
  Holding held;
  held.url = LogUrlOf(settings, data.path());
  held.kafka = KafkaSettingsOf(settings);
  held.views.directory = absl::StrCat(data.path(), "/views");
  held.views.memory_bytes_max =
      static_cast<size_t>(settings.Count("memory_mib")) << 20;
  return held;
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenHeldLog(const Holding& held) {
  if (IsThere(held.views.directory) &&
      absl::IsNotFound(OpenLogReader(held.url, nullptr, held.kafka).status())) {
    const MemoryLog nothing;
    RETURN_IF_ERROR(CheckViews(nothing, held));
  }
  return OpenLog(held.url, nullptr, held.kafka);
}

absl::Status CheckViews(const Runner& runner, const Holding& held) {
  std::string wrong;
  for (const ProjectionState& state : runner.states()) {
    if (state.in_log.ok()) continue;
    absl::StrAppend(&wrong, wrong.empty() ? "" : "; ", state.name, ": ",
                    std::string(state.in_log.message()));
  }
  if (wrong.empty()) return absl::OkStatus();
  return WithHelp(
      absl::DataLossError(absl::StrCat(
          "the log ", held.url, " is not the one that the views in ",
          held.views.directory, " were folded from, or lost its end. ", wrong)),
      {.name = kMismatch,
       .why = "to go on would record another history under the views of this "
              "one, so nothing was written and nobody is served",
       .next = absl::StrCat(
           "put the right log back; or, if this log is the right one, move ",
           held.views.directory, " away: views are folded anew from the log")});
}

absl::Status CheckViews(const LogReader& log, const Holding& held) {
  if (!IsThere(held.views.directory)) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const auto runner,
      Runner::Start(log, AllProjections(BuiltInVocabularies()), held.views));
  return CheckViews(*runner, held);
}

Exit ExitOfHolding(const absl::Status& status, bool color) {
  if (HelpOf(status).name != kMismatch) return status;
  PrintError(status, color);
  return kExitVerificationFailed;
}

}  // namespace loopledger
