#include "tools/kafka/plan.h"

#include <cstddef>
#include <iterator>
#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"

namespace loopledger::broker {
namespace {

constexpr char kHost[] = "127.0.0.1:";
constexpr int kPortMax = 65535;

absl::Status NoPlan(absl::string_view line) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", line, "\" is no line of a cluster's plan"));
}

absl::StatusOr<std::vector<int>> ParsePorts(absl::string_view text) {
  std::vector<int> ports;
  for (const absl::string_view word : absl::StrSplit(text, ',')) {
    int port = 0;
    if (!absl::SimpleAtoi(word, &port) || port < 1 || port > kPortMax) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", word, "\" is no port"));
    }
    ports.push_back(port);
  }
  return ports;
}

absl::Status TakeLine(absl::string_view line, Plan& plan) {
  const std::vector<std::string> parts =
      absl::StrSplit(line, absl::MaxSplits('=', 1));
  if (parts.size() != 2) return NoPlan(line);
  const std::string& value = parts[1];
  if (parts[0] == "id") {
    plan.id = value;
  } else if (parts[0] == "ports") {
    ASSIGN_OR_RETURN(plan.ports, ParsePorts(value));
  } else if (parts[0] == "quorum") {
    ASSIGN_OR_RETURN(plan.quorum, ParsePorts(value));
  } else if (parts[0] == "heap_mib") {
    if (!absl::SimpleAtoi(value, &plan.heap_mib)) return NoPlan(line);
  } else if (parts[0] == "set") {
    RETURN_IF_ERROR(CheckSetting(value));
    plan.set.push_back(value);
  } else {
    return NoPlan(line);
  }
  return absl::OkStatus();
}

std::string Voters(const Plan& plan) {
  std::vector<std::string> voters;
  for (size_t i = 0; i < plan.quorum.size(); ++i) {
    voters.push_back(absl::StrCat(i + 1, "@", kHost, plan.quorum[i]));
  }
  return absl::StrJoin(voters, ",");
}

using Properties = std::vector<std::pair<std::string, std::string>>;

// Where the broker listens and whom it meets.
Properties Places(const Plan& plan, int broker, absl::string_view folder) {
  const std::string client = absl::StrCat("PLAINTEXT://", plan.Address(broker));
  const std::string controller = absl::StrCat(
      "CONTROLLER://", kHost, plan.quorum[static_cast<size_t>(broker) - 1]);
  return {{"process.roles", "broker,controller"},
          {"node.id", absl::StrCat(broker)},
          {"listeners", absl::StrCat(client, ",", controller)},
          {"advertised.listeners", client},
          {"controller.listener.names", "CONTROLLER"},
          {"listener.security.protocol.map",
           "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"},
          {"inter.broker.listener.name", "PLAINTEXT"},
          {"controller.quorum.voters", Voters(plan)},
          {"log.dirs", std::string(folder)}};
}

// How many copies there are of a topic and of Kafka's own ones.
Properties Copies(int brokers) {
  const std::string copies = absl::StrCat(brokers < 3 ? brokers : 3);
  const std::string in_sync = brokers < 3 ? "1" : "2";
  return {{"default.replication.factor", copies},
          {"min.insync.replicas", in_sync},
          {"offsets.topic.replication.factor", copies},
          {"transaction.state.log.replication.factor", copies},
          {"transaction.state.log.min.isr", in_sync},
          {"share.coordinator.state.topic.replication.factor", copies},
          {"share.coordinator.state.topic.min.isr", in_sync}};
}

// A topic is made by whoever means it, with the settings it needs. The rest
// makes a small broker small, and the end of another one known soon.
constexpr std::pair<const char*, const char*> kHabits[] = {
    {"auto.create.topics.enable", "false"},
    {"unclean.leader.election.enable", "false"},
    {"group.initial.rebalance.delay.ms", "0"},
    {"num.partitions", "1"},
    {"offsets.topic.num.partitions", "4"},
    {"transaction.state.log.num.partitions", "4"},
    {"share.coordinator.state.topic.num.partitions", "1"},
    {"num.network.threads", "2"},
    {"num.io.threads", "4"},
    {"log.cleaner.dedupe.buffer.size", "8388608"},
    {"broker.heartbeat.interval.ms", "500"},
    {"broker.session.timeout.ms", "3000"}};

// A controller that is alone need not wait to hear of another one.
constexpr std::pair<const char*, const char*> kAlone = {
    "controller.quorum.election.timeout.ms", "100"};

// "name=value" in place of ours, "name+=value" behind it in a list.
void Set(absl::string_view setting, Properties& properties) {
  const size_t equals = setting.find('=');
  const std::string value(setting.substr(equals + 1));
  absl::string_view name = setting.substr(0, equals);
  const bool adds = absl::ConsumeSuffix(&name, "+");
  for (auto& [ours, stands] : properties) {
    if (ours != name) continue;
    stands = adds ? absl::StrCat(stands, ",", value) : value;
    return;
  }
  properties.emplace_back(name, value);
}

}  // namespace

std::string Plan::Address(int broker) const {
  return absl::StrCat(kHost, ports[static_cast<size_t>(broker) - 1]);
}

std::string Plan::Bootstrap() const {
  std::vector<std::string> addresses;
  for (int i = 1; i <= brokers(); ++i) addresses.push_back(Address(i));
  return absl::StrJoin(addresses, ",");
}

std::string MakeClusterId() {
  constexpr size_t kIdBytes = 16;
  std::random_device entropy;
  std::string id;
  // Kafka refuses an id that begins with "-".
  do {
    std::string bytes;
    for (size_t i = 0; i < kIdBytes; ++i) {
      bytes.push_back(static_cast<char>(entropy() & 0xff));
    }
    id = absl::WebSafeBase64Escape(bytes);
  } while (absl::StartsWith(id, "-"));
  return id;
}

std::string ToText(const Plan& plan) {
  std::string text = absl::StrCat(
      "# A local Kafka cluster; see loopledger kafka --help.\nid=", plan.id,
      "\nports=", absl::StrJoin(plan.ports, ","),
      "\nquorum=", absl::StrJoin(plan.quorum, ","),
      "\nheap_mib=", plan.heap_mib, "\n");
  for (const std::string& setting : plan.set) {
    absl::StrAppend(&text, "set=", setting, "\n");
  }
  return text;
}

absl::StatusOr<Plan> ParsePlan(absl::string_view text) {
  Plan plan;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "#")) continue;
    RETURN_IF_ERROR(TakeLine(line, plan));
  }
  if (plan.id.empty() || plan.ports.empty() || plan.heap_mib <= 0 ||
      plan.brokers() > kBrokersMax || plan.quorum.size() != plan.ports.size()) {
    return absl::InvalidArgumentError("a cluster's plan is not whole");
  }
  return plan;
}

absl::Status CheckSetting(absl::string_view setting) {
  const size_t equals = setting.find('=');
  const bool named = equals != absl::string_view::npos && equals > 0 &&
                     setting.substr(0, equals) != "+";
  if (named && setting.find('\n') == absl::string_view::npos) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", setting, "\" is not of the form name=value"));
}

std::string ServerProperties(const Plan& plan, int broker,
                             absl::string_view folder) {
  Properties properties = Places(plan, broker, folder);
  for (const auto& property : Copies(plan.brokers())) {
    properties.push_back(property);
  }
  properties.insert(properties.end(), std::begin(kHabits), std::end(kHabits));
  if (plan.brokers() == 1) properties.push_back(kAlone);
  for (const std::string& setting : plan.set) Set(setting, properties);
  std::string text = "# Written anew whenever the broker is started.\n";
  for (const auto& [name, value] : properties) {
    absl::StrAppend(&text, name, "=", value, "\n");
  }
  return text;
}

std::string LoggerProperties(absl::string_view file) {
  return absl::StrCat(
      "appender.file.type=RollingFile\nappender.file.name=FILE\n"
      "appender.file.fileName=",
      file, "\nappender.file.filePattern=", file,
      ".%i\n"
      "appender.file.layout.type=PatternLayout\n"
      "appender.file.layout.pattern=%d{ISO8601} %p %c{1}: %m%n\n"
      "appender.file.policies.type=Policies\n"
      "appender.file.policies.size.type=SizeBasedTriggeringPolicy\n"
      "appender.file.policies.size.size=16MB\n"
      "appender.file.strategy.type=DefaultRolloverStrategy\n"
      "appender.file.strategy.max=2\n"
      "rootLogger.level=INFO\nrootLogger.appenderRef.file.ref=FILE\n"
      "logger.config.name=org.apache.kafka.common.config\n"
      "logger.config.level=WARN\n");
}

}  // namespace loopledger::broker
