// loopledger serve: one process that hosts a ledger, or several.
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "consumers/server/server.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_settings.h"
#include "ledger/writer.h"
#include "loopledger/v1/record.pb.h"
#include "projections/engine/runner.h"
#include "tools/data_directory.h"
#include "tools/holding.h"
#include "tools/hosting.h"
#include "tools/repeated_key.h"
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
  if (const std::string twice = RepeatedKey(text); !twice.empty()) {
    return UsageError(absl::StrCat(path, " says ", twice, " twice"));
  }
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

// HOST:PORT with the port `number` higher; 0 stays any that is free.
std::string PortAfter(const std::string& address, int number) {
  const size_t colon = address.rfind(':');
  int port = 0;
  if (colon == std::string::npos ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port == 0) {
    return address;
  }
  return absl::StrCat(address.substr(0, colon), ":", port + number);
}

// Signals are noted from the time when somebody may have been told something.
class Stop {
 public:
  void Begin() {
    if (!signal_) signal_.emplace();
  }
  int Await(absl::Duration patience) {
    Begin();
    return signal_->Await(patience);
  }

 private:
  std::optional<StopSignal> signal_;
};

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
bool CatchUp(const Globals& globals, Stop& stop, Position next,
             const Runner& runner) {
  const absl::Time latest = SystemClock().Now() + kCatchUp;
  stop.Begin();
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
  return stop.Await(absl::ZeroDuration()) == 0;
}

void Announce(const Hosting& hosting) {
  std::printf("ready grpc=%s ledger=%s position=%s\n",
              hosting.address().c_str(), hosting.name().c_str(),
              absl::StrCat(hosting.head().next - 1).c_str());
  std::fflush(stdout);
  ServiceLog("info", "serving without authentication, on loopback only",
             {{"grpc", hosting.address()}, {"log", hosting.url()}});
}

// What the ledger is called where nothing is said of it but where it is.
std::string LedgerOf(const Holding& held) {
  KafkaSettings kafka;
  if (!held.name.empty()) return held.name;
  return ReadKafkaUrl(held.url, kafka).ok() ? LedgerOfTopic(kafka.topic)
                                            : "dev";
}

// One ledger; the first is on the port that the settings name, the others on
// those after it.
absl::StatusOr<std::unique_ptr<Hosting>> Host(const Globals& globals,
                                              const Holding& held, int number,
                                              Stop& stop) {
  const Settings& settings = globals.settings;
  ASSIGN_OR_RETURN(WriterOptions writer, WriterOptionsOf(settings));
  if (settings.Text("found").empty() && writer.founding) {
    writer.founding->set_ledger(LedgerOf(held));
  }
  ServerOptions server = ServerOptionsOf(settings);
  server.grpc = PortAfter(server.grpc, number);
  ASSIGN_OR_RETURN(
      auto hosting,
      Hosting::Open({.held = held,
                     .writer = std::move(writer),
                     .server = std::move(server),
                     .catch_up = [&](Position next, const Runner& runner) {
                       return CatchUp(globals, stop, next, runner);
                     }}));
  if (!held.name.empty() && hosting->name() != held.name) {
    return UsageError(absl::StrCat("the log ", held.url, " holds the ledger ",
                                   hosting->name(), ", not ", held.name));
  }
  return hosting;
}

using Hosted = std::vector<std::unique_ptr<Hosting>>;

// Until a signal, or until a ledger cannot go on.
absl::Status ServeUntilSignal(Stop& stop, const Hosted& hosted) {
  std::vector<absl::Status> known(hosted.size());
  for (;;) {
    if (const int signal = stop.Await(kHealthInterval); signal != 0) {
      ServiceLog("info", "draining", {{"signal", absl::StrCat(signal)}});
      return absl::OkStatus();
    }
    for (size_t i = 0; i < hosted.size(); ++i) {
      const absl::Status health = hosted[i]->health();
      if (absl::IsDataLoss(health)) return health;
      if (health == known[i]) continue;
      ServiceLog(
          "info", "the ledger's health changed",
          {{"ledger", hosted[i]->name()}, {"status", health.ToString()}});
      known[i] = health;
    }
  }
}

absl::Status ServeLedgers(const Globals& globals, const DataDirectory& data) {
  Stop stop;
  Hosted hosted;
  ASSIGN_OR_RETURN(const auto held, HoldingsOf(globals.settings, data));
  for (const Holding& each : held) {
    auto hosting = Host(globals, each, static_cast<int>(hosted.size()), stop);
    if (absl::IsCancelled(hosting.status())) {
      ServiceLog("info", "stopped", {{"folding", "goes on at the next start"}});
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(hosting.status());
    Announce(**hosting);
    hosted.push_back(*std::move(hosting));
  }
  const absl::Status end = ServeUntilSignal(stop, hosted);
  for (const auto& hosting : hosted) hosting->HandOver();
  for (const auto& hosting : hosted) {
    hosting->Drain(globals.settings.Duration("drain"));
  }
  hosted.clear();
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
  ASSIGN_OR_RETURN(const DataDirectory data,
                   DataDirectory::Open(settings.Text("data")));
  const absl::Status served = ServeLedgers(globals, data);
  if (!served.ok()) return ExitOfHolding(served, globals.color);
  return kExitOk;
}

}  // namespace loopledger
