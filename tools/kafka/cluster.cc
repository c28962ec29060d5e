#include "tools/kafka/cluster.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/kafka/advice.h"
#include "tools/kafka/files.h"
#include "tools/kafka/jars.h"
#include "tools/kafka/java.h"
#include "tools/kafka/keeper.h"
#include "tools/kafka/node.h"
#include "tools/kafka/plan.h"
#include "tools/kafka/ports.h"

namespace loopledger::broker {
namespace {

constexpr uint64_t kFreeMibMin = 256;

std::string PlanFile(const std::string& data) {
  return absl::StrCat(data, "/plan");
}

bool HoldsCluster(const std::string& data) {
  return access(PlanFile(data).c_str(), F_OK) == 0;
}

absl::StatusOr<Plan> ReadPlan(const std::string& data) {
  if (!HoldsCluster(data)) {
    return WithAdvice(
        absl::NotFoundError(absl::StrCat(data, " holds no Kafka cluster")),
        {.name = "NO_CLUSTER", .why = "", .next = "loopledger kafka up"});
  }
  auto plan = ParsePlan(ReadFileOr(PlanFile(data), ""));
  if (plan.ok()) return plan;
  return WithAdvice(
      absl::DataLossError(absl::StrCat(PlanFile(data), ": ",
                                       std::string(plan.status().message()))),
      {.name = "PLAN_DAMAGED",
       .why = "",
       .next = "remove the folder; what its brokers held is gone then"});
}

absl::Status CheckRoom(const std::string& data) {
  struct statvfs disk = {};
  if (statvfs(data.c_str(), &disk) != 0) return absl::OkStatus();
  const uint64_t free_mib = disk.f_bavail * disk.f_frsize / (1024 * 1024);
  if (free_mib >= kFreeMibMin) return absl::OkStatus();
  return WithAdvice(
      absl::ResourceExhaustedError(absl::StrCat(
          "there are only ", free_mib, " MiB free where ", data, " is")),
      {.name = "DISK_FULL",
       .why = "a broker stops where it cannot write",
       .next = "make room, or give another --data DIR"});
}

absl::Status CheckPorts(const Plan& plan,
                        const std::vector<NodeFolder>& nodes) {
  for (const NodeFolder& node : nodes) {
    const auto at = static_cast<size_t>(node.broker()) - 1;
    for (const int port : {plan.ports[at], plan.quorum[at]}) {
      if (IsFree(port)) continue;
      return WithAdvice(
          absl::UnavailableError(absl::StrCat("port ", port, " of broker ",
                                              node.broker(), " is taken")),
          {.name = "PORT_TAKEN",
           .why = "another program listens on 127.0.0.1 there",
           .next = "--port 0 picks free ones, --port N others"});
    }
  }
  return absl::OkStatus();
}

// Where the brokers listen, when none of them runs.
absl::Status SettlePorts(const UpOptions& options, size_t brokers, Plan& plan) {
  constexpr int kPortMax = 65535;
  const bool fresh = plan.ports.empty();
  if (!fresh && !options.port) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<int> picked,
                   PickPorts(static_cast<int>(2 * brokers)));
  const int first = options.port.value_or(kPortDefault);
  if (first < 0 || first + static_cast<int>(brokers) - 1 > kPortMax) {
    return Wrong(absl::StrCat("there is no port ", first),
                 "--port N, from 0 to 65535");
  }
  plan.ports.clear();
  for (size_t i = 0; i < brokers; ++i) {
    plan.ports.push_back(first == 0 ? picked[i] : first + static_cast<int>(i));
  }
  plan.quorum.assign(picked.begin() + static_cast<int>(brokers), picked.end());
  return absl::OkStatus();
}

absl::Status CheckAgainst(const UpOptions& options, const Plan& plan,
                          bool runs) {
  const std::string& data = options.data;
  if (options.brokers && *options.brokers != plan.brokers()) {
    return Wrong(absl::StrCat(data, " holds a cluster of ", plan.brokers(),
                              " and cannot become one of ", *options.brokers),
                 "another --data DIR, or remove that one");
  }
  const bool moves =
      options.port.value_or(0) != 0 && *options.port != plan.ports[0];
  if (runs && (moves || options.heap_mib || !options.set.empty())) {
    return Wrong(absl::StrCat(data, " is up and keeps its port and settings"),
                 "loopledger kafka down first");
  }
  return absl::OkStatus();
}

// The plan that stands, or a new one; with what `options` change in it.
absl::StatusOr<Plan> MakePlan(const UpOptions& options) {
  const std::string& data = options.data;
  Plan plan;
  bool runs = false;
  if (HoldsCluster(data)) {
    ASSIGN_OR_RETURN(plan, ReadPlan(data));
    runs = !Keeper(data, plan).Running().empty();
    RETURN_IF_ERROR(CheckAgainst(options, plan, runs));
  } else {
    const int brokers = options.brokers.value_or(1);
    if (brokers < 1 || brokers > kBrokersMax) {
      return Wrong(absl::StrCat("there is no cluster of ", brokers),
                   absl::StrCat("--brokers N, from 1 to ", kBrokersMax));
    }
    plan.id = MakeClusterId();
    plan.heap_mib = kHeapMibDefault;
    RETURN_IF_ERROR(SettlePorts(options, static_cast<size_t>(brokers), plan));
  }
  if (runs) return plan;
  RETURN_IF_ERROR(SettlePorts(options, plan.ports.size(), plan));
  plan.heap_mib = options.heap_mib.value_or(plan.heap_mib);
  for (const std::string& setting : options.set) {
    if (const absl::Status status = CheckSetting(setting); !status.ok()) {
      return Wrong(std::string(status.message()), "--set name=value");
    }
  }
  if (!options.set.empty()) plan.set = options.set;
  return plan;
}

// A folder that holds something else is not ours to fill.
absl::Status CheckFolder(const std::string& data) {
  if (HoldsCluster(data)) return absl::OkStatus();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(data, error)) {
    const std::string name = entry.path().filename();
    if (name == "lock" || name == "scratch") continue;
    return Wrong(absl::StrCat(data, " is not empty and holds no cluster"),
                 "another --data DIR");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Absolute(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::weakly_canonical(
      std::filesystem::absolute(path, error), error);
  if (!error) return absolute.string();
  return Wrong(
      absl::StrCat("there can be no folder ", path, ": ", error.message()),
      "another --data DIR");
}

absl::StatusOr<Engine> FindEngine(const std::string& data) {
  const std::string scratch = absl::StrCat(data, "/scratch");
  RETURN_IF_ERROR(MakeFolder(scratch));
  Engine engine = {.java = "", .jars = JarsFolder()};
  ASSIGN_OR_RETURN(engine.java, FindJava(scratch));
  RETURN_IF_ERROR(HaveJars(engine.jars, scratch));
  std::error_code ignored;
  std::filesystem::remove_all(scratch, ignored);
  return engine;
}

}  // namespace

absl::StatusOr<Cluster> Up(const UpOptions& asked) {
  UpOptions options = asked;
  ASSIGN_OR_RETURN(options.data, Absolute(asked.data));
  const std::string& data = options.data;
  if (options.only) RETURN_IF_ERROR(ReadPlan(data).status());
  if (const absl::Status made = MakeFolder(data); !made.ok()) {
    return Wrong(made.message(), "another --data DIR");
  }
  RETURN_IF_ERROR(CheckFolder(data));
  const FolderLock lock(data);
  ASSIGN_OR_RETURN(const Plan plan, MakePlan(options));
  const Keeper keeper(data, plan);
  RETURN_IF_ERROR(keeper.CheckNumber(options.only));
  std::vector<NodeFolder> starting = keeper.Chosen(options.only);
  starting.erase(std::remove_if(starting.begin(), starting.end(),
                                [](const NodeFolder& n) {
                                  return n.Running().has_value();
                                }),
                 starting.end());
  if (!starting.empty()) {
    RETURN_IF_ERROR(CheckRoom(data));
    RETURN_IF_ERROR(CheckPorts(plan, starting));
    ASSIGN_OR_RETURN(const Engine engine, FindEngine(data));
    RETURN_IF_ERROR(WriteFile(PlanFile(data), ToText(plan)));
    RETURN_IF_ERROR(keeper.Start(starting, engine));
  }
  const absl::Status status =
      keeper.AwaitAnswers(options.only ? starting : keeper.Running());
  if (!status.ok()) {
    // What does not work is not left behind.
    keeper.Stop(starting, true).IgnoreError();
    return status;
  }
  RETURN_IF_ERROR(keeper.NoteBootstrap());
  return keeper.Describe();
}

absl::StatusOr<Cluster> Down(const std::string& data, std::optional<int> only,
                             bool kill) {
  ASSIGN_OR_RETURN(const std::string path, Absolute(data));
  RETURN_IF_ERROR(ReadPlan(path).status());
  const FolderLock lock(path);
  ASSIGN_OR_RETURN(const Plan plan, ReadPlan(path));
  const Keeper keeper(path, plan);
  RETURN_IF_ERROR(keeper.CheckNumber(only));
  RETURN_IF_ERROR(keeper.Stop(keeper.Chosen(only), kill));
  return keeper.Describe();
}

absl::StatusOr<Cluster> Look(const std::string& data) {
  ASSIGN_OR_RETURN(const std::string path, Absolute(data));
  ASSIGN_OR_RETURN(const Plan plan, ReadPlan(path));
  return Keeper(path, plan).Describe();
}

}  // namespace loopledger::broker
