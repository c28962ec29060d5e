// loopledger kafka up, down, status: a real broker on this machine.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/kafka/advice.h"
#include "tools/kafka/cluster.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr Column kColumns[] = {{"BROKER", "broker"},
                               {"STATE", "state"},
                               {"PROCESS", "process"},
                               {"ADDRESS", "address"},
                               {"LOG", "log"}};

const char* NameOf(broker::Node::State state) {
  switch (state) {
    case broker::Node::State::kDown:
      return "down";
    case broker::Node::State::kSilent:
      return "silent";
    case broker::Node::State::kUp:
      return "up";
  }
  return "";
}

Json JsonOf(const broker::Node& node) {
  Json row = Json::Object();
  row.Add("broker", Json::Number(absl::StrCat(node.broker)));
  row.Add("state", Json::String(NameOf(node.state)));
  row.Add("process", node.process == 0
                         ? Json()
                         : Json::Number(absl::StrCat(node.process)));
  row.Add("address", Json::String(node.address));
  row.Add("log", Json::String(node.log));
  return row;
}

void Print(const Globals& globals, const broker::Cluster& cluster) {
  Json rows = Json::List();
  for (const broker::Node& node : cluster.nodes) {
    rows.items.push_back(JsonOf(node));
  }
  if (globals.format() == Format::kTable) {
    std::printf("%sbootstrap %s\n", TableText(kColumns, rows.items).c_str(),
                cluster.bootstrap.c_str());
    return;
  }
  Json whole = Json::Object();
  whole.Add("bootstrap", Json::String(cluster.bootstrap));
  whole.Add("data", Json::String(cluster.data));
  whole.Add("brokers", rows);
  PrintOne(globals.format(), whole);
}

std::string DataOf(const Globals& globals, const KafkaOptions& options) {
  if (!options.data.empty()) return options.data;
  return absl::StrCat(globals.settings.Text("data"), "/kafka");
}

absl::Status Explained(const absl::Status& status) {
  const broker::Advice advice = broker::AdviceOf(status);
  return WithHelp(
      status, {.name = advice.name, .why = advice.why, .next = advice.next});
}

Exit Answer(const Globals& globals,
            const absl::StatusOr<broker::Cluster>& cluster) {
  if (!cluster.ok()) return Explained(cluster.status());
  Print(globals, *cluster);
  return kExitOk;
}

}  // namespace

Exit KafkaUp(const Globals& globals, const KafkaOptions& options) {
  Progress progress(globals.quiet);
  progress.Show("starting Kafka..");
  return Answer(globals, broker::Up({.data = DataOf(globals, options),
                                     .brokers = options.brokers,
                                     .port = options.port,
                                     .heap_mib = options.heap_mib,
                                     .only = options.only,
                                     .set = options.set}));
}

Exit KafkaDown(const Globals& globals, const KafkaOptions& options) {
  return Answer(globals, broker::Down(DataOf(globals, options), options.only,
                                      options.kill));
}

Exit KafkaStatus(const Globals& globals, const KafkaOptions& options) {
  const auto cluster = broker::Look(DataOf(globals, options));
  const Exit answered = Answer(globals, cluster);
  if (!answered.ok()) return answered;
  for (const broker::Node& node : cluster->nodes) {
    if (node.state != broker::Node::State::kUp) return kExitUnavailable;
  }
  return answered;
}

}  // namespace loopledger
