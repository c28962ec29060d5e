#include "tools/kafka/keeper.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "tools/kafka/advice.h"
#include "tools/kafka/files.h"
#include "tools/kafka/probe.h"
#include "tools/kafka/process.h"

namespace loopledger::broker {
namespace {

using std::chrono::steady_clock;

constexpr absl::Duration kUpMax = absl::Seconds(120);
constexpr absl::Duration kDownMax = absl::Seconds(30);
constexpr absl::Duration kKilledMax = absl::Seconds(10);
constexpr absl::Duration kAnswerMax = absl::Seconds(1);
constexpr absl::Duration kPause = absl::Milliseconds(50);

std::string BootstrapFile(const std::string& data) {
  return absl::StrCat(data, "/bootstrap");
}

bool Knows(const std::string& address, const std::set<int>& brokers) {
  const auto seen = BrokersSeenBy(address, kAnswerMax);
  return seen.ok() && std::includes(seen->begin(), seen->end(), brokers.begin(),
                                    brokers.end());
}

absl::Status Ended(const NodeFolder& node) {
  return WithAdvice(absl::UnavailableError(absl::StrCat(
                        "broker ", node.broker(), " ended while it started")),
                    {.name = "BROKER_FAILED",
                     .why = node.LastWords(),
                     .next = absl::StrCat("read ", node.Log(),
                                          " and console.log beside it")});
}

absl::Status Silent(const NodeFolder& node) {
  return WithAdvice(absl::UnavailableError(absl::StrCat(
                        "broker ", node.broker(), " does not answer after ",
                        absl::FormatDuration(kUpMax))),
                    {.name = "BROKER_SILENT",
                     .why = node.LastWords(),
                     .next = absl::StrCat("read ", node.Log())});
}

}  // namespace

Keeper::Keeper(std::string data, Plan plan)
    : data_(std::move(data)), plan_(std::move(plan)) {
  for (int i = 1; i <= plan_.brokers(); ++i) nodes_.emplace_back(data_, i);
}

absl::Status Keeper::CheckNumber(std::optional<int> only) const {
  if (!only || (*only >= 1 && *only <= plan_.brokers())) {
    return absl::OkStatus();
  }
  return Wrong(absl::StrCat("there is no broker ", *only, " in ", data_),
               absl::StrCat("a number from 1 to ", plan_.brokers()));
}

std::vector<NodeFolder> Keeper::Chosen(std::optional<int> only) const {
  if (!only) return nodes_;
  return {nodes_[static_cast<size_t>(*only) - 1]};
}

std::vector<NodeFolder> Keeper::Running() const {
  std::vector<NodeFolder> running;
  for (const NodeFolder& node : nodes_) {
    if (node.Running()) running.push_back(node);
  }
  return running;
}

absl::Status Keeper::Format(const std::vector<NodeFolder>& nodes,
                            const Engine& engine) const {
  std::vector<std::pair<const NodeFolder*, ProcessId>> formats;
  for (const NodeFolder& node : nodes) {
    if (node.IsFormatted()) continue;
    ASSIGN_OR_RETURN(const ProcessId process, node.StartFormat(plan_, engine));
    formats.emplace_back(&node, process);
  }
  const NodeFolder* failed = nullptr;
  for (const auto& [node, process] : formats) {
    const auto code = AwaitExit(process);
    if (!code.ok() || *code != 0 || !node->IsFormatted()) failed = node;
  }
  return failed == nullptr ? absl::OkStatus() : Ended(*failed);
}

absl::Status Keeper::StartBrokers(const std::vector<NodeFolder>& nodes,
                                  const Engine& engine) const {
  for (const NodeFolder& node : nodes) {
    RETURN_IF_ERROR(node.Prepare(plan_));
  }
  RETURN_IF_ERROR(Format(nodes, engine));
  for (const NodeFolder& node : nodes) {
    RETURN_IF_ERROR(node.StartBroker(plan_, engine).status());
  }
  return absl::OkStatus();
}

absl::Status Keeper::Start(const std::vector<NodeFolder>& nodes,
                           const Engine& engine) const {
  const absl::Status started = StartBrokers(nodes, engine);
  if (!started.ok()) Stop(nodes, true).IgnoreError();
  return started;
}

absl::Status Keeper::AwaitAnswers(const std::vector<NodeFolder>& nodes) const {
  if (2 * static_cast<int>(Running().size()) <= plan_.brokers()) {
    return absl::OkStatus();
  }
  std::set<int> numbers;
  for (const NodeFolder& node : nodes) numbers.insert(node.broker());
  const auto deadline = steady_clock::now() + absl::ToChronoSeconds(kUpMax);
  for (const NodeFolder& node : nodes) {
    while (!Knows(plan_.Address(node.broker()), numbers)) {
      std::vector<ProcessId> processes;
      for (const NodeFolder& other : nodes) {
        const auto process = other.Running();
        if (!process) return Ended(other);
        processes.push_back(*process);
      }
      if (steady_clock::now() > deadline) return Silent(node);
      AwaitAnyEnd(processes, kPause);
    }
  }
  return absl::OkStatus();
}

absl::Status Keeper::Stop(const std::vector<NodeFolder>& nodes,
                          bool kill) const {
  std::vector<ProcessId> processes;
  for (const NodeFolder& node : nodes) {
    if (const auto process = node.Running()) processes.push_back(*process);
  }
  for (const ProcessId& process : processes) {
    Signal(process, kill ? SIGKILL : SIGTERM);
    Signal(process, SIGCONT);  // It may have been stopped by a test.
  }
  if (!kill && !AwaitAllEnd(processes, kDownMax)) {
    for (const ProcessId& process : processes) Signal(process, SIGKILL);
  }
  if (!AwaitAllEnd(processes, kKilledMax)) {
    return WithAdvice(absl::DeadlineExceededError(
                          absl::StrCat("a broker in ", data_, " does not end")),
                      {.name = "BROKER_RUNS",
                       .why = "it was told to, and then killed",
                       .next = "loopledger kafka status"});
  }
  for (const NodeFolder& node : nodes) node.Forget();
  if (Running().empty()) unlink(BootstrapFile(data_).c_str());
  return absl::OkStatus();
}

absl::Status Keeper::NoteBootstrap() const {
  return WriteFile(BootstrapFile(data_), absl::StrCat(plan_.Bootstrap(), "\n"));
}

Cluster Keeper::Describe() const {
  Cluster cluster = {
      .data = data_, .bootstrap = plan_.Bootstrap(), .nodes = {}};
  for (const NodeFolder& folder : nodes_) {
    Node node = {.broker = folder.broker(),
                 .state = Node::State::kDown,
                 .process = 0,
                 .address = plan_.Address(folder.broker()),
                 .log = folder.Log()};
    if (const auto process = folder.Running()) {
      node.process = process->number;
      node.state = Node::State::kSilent;
      if (Knows(node.address, {node.broker})) {
        node.state = Node::State::kUp;
      }
    }
    cluster.nodes.push_back(node);
  }
  return cluster;
}

}  // namespace loopledger::broker
