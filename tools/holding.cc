#include "tools/holding.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
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

// NAME=URL or URL; a URL has its colon before any equals sign.
absl::string_view TakeName(absl::string_view log, std::string& url) {
  const size_t equals = log.find('=');
  if (equals == absl::string_view::npos || log.find(':') < equals) {
    url = std::string(log);
    return "";
  }
  url = std::string(log.substr(equals + 1));
  return log.substr(0, equals);
}

// A folder is called like it.
bool IsName(absl::string_view name) {
  return !name.empty() && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
         });
}

bool IsThere(const std::string& path) {
  struct stat found = {};
  return stat(path.c_str(), &found) == 0;
}

// Where the views of one ledger among several are, for the owner alone.
absl::Status MakeFolderOfViews(const Holding& held) {
  const auto folder = std::filesystem::path(held.views.directory).parent_path();
  std::error_code error;
  if (std::filesystem::create_directory(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all,
                                 error);
  }
  if (!error) return absl::OkStatus();
  return UsageError(absl::StrCat("could not make the folder ", folder.string(),
                                 ": ", error.message()));
}

}  // namespace

absl::StatusOr<Holding> HoldingOf(const Settings& settings,
                                  const DataDirectory& data) {
  ASSIGN_OR_RETURN(std::vector<Holding> all, HoldingsOf(settings, data));
  if (all.size() == 1) return std::move(all.front());
  return UsageError("only serve hosts several ledgers; name one log");
}

absl::StatusOr<std::vector<Holding>> HoldingsOf(const Settings& settings,
                                                const DataDirectory& data) {
  std::vector<Holding> all;
  const std::string logs = LogUrlOf(settings, data.path());
  for (const absl::string_view log :
       absl::StrSplit(logs, '\n', absl::SkipWhitespace())) {
    Holding& held = all.emplace_back();
    held.name = std::string(TakeName(log, held.url));
    held.kafka = KafkaSettingsOf(settings);
  }
  std::set<std::string> names;
  for (Holding& held : all) {
    if (all.size() > 1 &&
        (!IsName(held.name) || !names.insert(held.name).second)) {
      return UsageError("of several logs each needs a name of its own",
                        "loopledger serve --log NAME=URL --log NAME=URL");
    }
    const std::string folder = held.name.empty() || all.size() == 1
                                   ? data.path()
                                   : absl::StrCat(data.path(), "/", held.name);
    held.views.directory = absl::StrCat(folder, "/views");
    held.views.memory_bytes_max =
        (static_cast<size_t>(settings.Count("memory_mib")) << 20) / all.size();
  }
  return all;
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenHeldLog(const Holding& held) {
  RETURN_IF_ERROR(MakeFolderOfViews(held));
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
