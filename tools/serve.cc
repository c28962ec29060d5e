// loopledger serve: one process that holds a ledger: its log, its writer, its
// views and its gRPC server.
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "consumers/server/server.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/ledger.h"
#include "loopledger/v1/record.pb.h"
#include "projections/all.h"
#include "projections/engine/runner.h"
#include "tools/data_directory.h"
#include "tools/holding.h"
#include "tools/service_log.h"
#include "tools/stop_signal.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr absl::Duration kCatchUp = absl::Hours(24);
constexpr absl::Duration kHealthInterval = absl::Seconds(1);
constexpr absl::Duration kFoldingInterval = absl::Milliseconds(10);

// What --dev founds: anybody may do anything, on this machine only.
v1::LedgerFounded DevFounding() {
  v1::LedgerFounded founding;
  founding.set_ledger("dev");
  v1::Policy& policy = *founding.mutable_policy();
  policy.set_open_membership(true);
  policy.mutable_default_marking()->set_gsc("OFFICIAL");
  policy.mutable_default_marking()->mutable_handling()->set_code("P");
  founding.mutable_organisation()->set_org_id("dev");
  founding.mutable_organisation()->set_name("Local development");
  founding.mutable_administrator()->set_org("dev");
  founding.mutable_administrator()->set_person("dev");
  founding.mutable_administrator()->set_role("RECORDS_OFFICER");
  return founding;
}

absl::StatusOr<v1::LedgerFounded> ReadFounding(const std::string& path) {
  std::ifstream file(path);
  if (!file) return UsageError(absl::StrCat("could not read ", path));
  const std::string text((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  v1::LedgerFounded founding;
  const auto status =
      google::protobuf::util::JsonStringToMessage(text, &founding);
  if (!status.ok()) {
    return UsageError(absl::StrCat(
        path, " is no LedgerFounded: ",
        std::string(status.message().data(), status.message().size())));
  }
  if (founding.ledger().empty()) {
    return UsageError(absl::StrCat(path, " does not name the ledger"),
                      "add \"ledger\": \"NAME\"");
  }
  return founding;
}

absl::StatusOr<WriterOptions> WriterOptionsOf(const Settings& settings) {
  WriterOptions options;
  char host[256] = "loopledger";
  if (gethostname(host, sizeof(host) - 1) == 0) options.writer = host;
  if (const std::string found = settings.Text("found"); !found.empty()) {
    ASSIGN_OR_RETURN(options.founding, ReadFounding(found));
  } else if (settings.Switch("dev")) {
    options.founding = DevFounding();
  }
  return options;
}

ServerOptions ServerOptionsOf(const Settings& settings) {
  ServerOptions options;
  options.grpc = settings.Text("grpc");
  options.dev = settings.Switch("dev");
  options.message_bytes_max =
      static_cast<size_t>(settings.Count("message_kib_max")) * 1024;
  options.streams_max = static_cast<size_t>(settings.Count("streams_max"));
  options.window_max = static_cast<size_t>(settings.Count("window_max"));
  options.followers_max = static_cast<int>(settings.Count("followers_max"));
  return options;
}

// What was recorded when the server started is folded before anybody is served.
// A view that has stopped, or waits for its disk, is not waited for.
bool IsFolding(const Runner& runner, Position next, Progress& progress) {
  bool folding = false;
  for (const ProjectionState& state : runner.states()) {
    folding |= state.health.ok() && state.next < next;
    progress.Show(
        absl::StrCat("folding ", state.name, ": ", state.next, " of ", next));
  }
  return folding;
}

// False: a signal came meanwhile.
bool CatchUp(const Globals& globals, StopSignal& stop, const Ledger& ledger,
             const Runner& runner) {
  const Position next = ledger.head().next;
  const absl::Time latest = SystemClock().Now() + kCatchUp;
  ServiceLog("info", "folding", {{"to", absl::StrCat(next)}});
  {
    Progress progress(globals.quiet);
    while (IsFolding(runner, next, progress) && SystemClock().Now() < latest) {
      if (stop.Await(kFoldingInterval) != 0) return false;
    }
  }
  for (const ProjectionState& state : runner.states()) {
    if (state.health.ok()) continue;
    ServiceLog("error", "a view has stopped",
               {{"status", state.health.ToString()}});
  }
  return true;
}

// Until a signal, or until the ledger cannot go on.
absl::Status ServeUntilSignal(StopSignal& stop, const Ledger& ledger) {
  absl::Status known;
  for (;;) {
    if (const int signal = stop.Await(kHealthInterval); signal != 0) {
      ServiceLog("info", "draining", {{"signal", absl::StrCat(signal)}});
      return absl::OkStatus();
    }
    const absl::Status health = ledger.health();
    if (absl::IsDataLoss(health)) return health;
    if (health != known) {
      ServiceLog(health.ok() ? "info" : "error", "the ledger's health changed",
                 {{"status", health.ToString()}});
      known = health;
    }
  }
}

absl::Status ServeLedger(const Globals& globals, const WriterOptions& writer,
                         const DataDirectory& data) {
  const Settings& settings = globals.settings;
  const Holding held = HoldingOf(settings, data);
  const SystemClock clock;
  ASSIGN_OR_RETURN(const auto log, OpenHeldLog(held));
  ASSIGN_OR_RETURN(
      auto runner,
      Runner::Start(*log, AllProjections(*writer.vocabularies), held.views));
  RETURN_IF_ERROR(CheckViews(*runner, held));
  ASSIGN_OR_RETURN(auto ledger, Ledger::Open(*log, clock, writer));
  // Until here a signal ends the process where it stands: nobody was told
  // anything yet.
  StopSignal stop;
  if (!CatchUp(globals, stop, *ledger, *runner)) {
    runner.reset();
    ledger.reset();
    ServiceLog("info", "stopped", {{"folding", "goes on at the next start"}});
    return absl::OkStatus();
  }
  auto started =
      Server::Start(ServerOptionsOf(settings), *ledger, *log, *runner);
  if (absl::IsUnavailable(started.status())) {
    return WithHelp(started.status(),
                    {.name = "PORT_TAKEN",
                     .why = "another server, or another program, listens there",
                     .next = "end that one; or --grpc 127.0.0.1:0 for a port "
                             "that is free, and --server with what it prints"});
  }
  ASSIGN_OR_RETURN(const auto server, std::move(started));
  const Head head = ledger->head();
  std::printf("ready grpc=%s ledger=%s position=%s\n",
              server->address().c_str(), ledger->founding().ledger().c_str(),
              absl::StrCat(head.next - 1).c_str());
  std::fflush(stdout);
  ServiceLog("info", "serving without authentication, on loopback only",
             {{"grpc", server->address()}, {"log", held.url}});
  const absl::Status end = ServeUntilSignal(stop, *ledger);
  server->Drain(settings.Duration("drain"));
  runner.reset();
  ledger.reset();
  ServiceLog("info", "stopped", {});
  return end;
}

}  // namespace

Exit Serve(const Globals& globals) {
  const Settings& settings = globals.settings;
  if (!settings.Switch("dev")) {
    return WithHelp(
        UsageError("serve without --dev needs authentication, which is not "
                   "built yet",
                   "loopledger serve --dev, for use on this machine alone"),
        {.name = "NO_AUTHENTICATION",
         .why = "without it anybody who reaches the port could write",
         .next = ""});
  }
  ASSIGN_OR_RETURN(const WriterOptions writer, WriterOptionsOf(settings));
  ASSIGN_OR_RETURN(const DataDirectory data,
                   DataDirectory::Open(settings.Text("data")));
  const absl::Status served = ServeLedger(globals, writer, data);
  if (!served.ok()) return ExitOfHolding(served, globals.color);
  return kExitOk;
}

}  // namespace loopledger
