// loopledger demo: loads the demo ledger where there is none, says what to try,
// and serves it.
#include "tools/demo/demo.h"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "tools/data_directory.h"
#include "tools/holding.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

// How this binary is called from here: a path a person can paste.
std::string OwnPath() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  if (size <= 0) return "loopledger";
  const std::filesystem::path own(std::string(path, static_cast<size_t>(size)));
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  const std::string relative = own.lexically_relative(here).string();
  return relative.empty() || absl::StartsWith(relative, "..") ? own.string()
                                                              : relative;
}

void SayWhatToTry(const Globals& globals, const std::string& decision) {
  const std::string own = OwnPath();
  const std::string server =
      globals.settings.Value("grpc").origin == "default"
          ? ""
          : absl::StrCat(" --server ", globals.settings.Text("grpc"));
  const std::string me = absl::StrCat(own, server);
  std::printf(
      "Real ATT&CK groups, FICTITIOUS decisions. Ctrl-C stops; the data is in "
      "%s.\nOnce it says ready, try in another terminal:\n\n"
      "  %s gap list\n"
      "  %s publish -f %s   # approves what nobody tasked; list the gaps "
      "again\n"
      "  %s threat show %s\n\n",
      globals.settings.Text("data").c_str(), me.c_str(), me.c_str(),
      decision.c_str(), me.c_str(), std::string(demo::kUntaskedThreat).c_str());
  std::fflush(stdout);
}

// Holds the log only while it loads; serve opens it again.
absl::Status Prepare(const Globals& globals, const std::string& decision) {
  ASSIGN_OR_RETURN(const DataDirectory data,
                   DataDirectory::Open(globals.settings.Text("data")));
  ASSIGN_OR_RETURN(const Holding held, HoldingOf(globals.settings, data));
  const SystemClock clock;
  ASSIGN_OR_RETURN(const auto log, OpenHeldLog(held));
  RETURN_IF_ERROR(CheckViews(*log, held));
  ASSIGN_OR_RETURN(const bool loaded, demo::Load(*log, clock));
  // The same decision keeps its id: to publish it again records it once.
  struct stat found = {};
  if (!loaded && stat(decision.c_str(), &found) == 0) return absl::OkStatus();
  std::ofstream file(decision);
  file << demo::PreparedDecision(clock.Now());
  file.close();
  if (file) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("could not write ", decision));
}

}  // namespace

Exit Demo(Globals globals) {
  globals.settings.SetFlag("dev", "true");
  const std::string decision =
      absl::StrCat(globals.settings.Text("data"), "/approve.json");
  if (const absl::Status prepared = Prepare(globals, decision);
      !prepared.ok()) {
    return ExitOfHolding(prepared, globals.color);
  }
  SayWhatToTry(globals, decision);
  return Serve(globals);
}

}  // namespace loopledger
