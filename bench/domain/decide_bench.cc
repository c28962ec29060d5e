// The rules alone: a command decided and its event folded. Beside it, what
// protobuf takes to write such a command and read such an event, which any
// write path must do.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"
#include "ledger/domain/world.h"

namespace loopledger {
namespace {

constexpr int kBatch = 1000;
const absl::Time kNow = absl::FromUnixSeconds(1767225600);

template <typename Message>
Message FromText(const char* text) {
  Message message;
  CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

v1::Command Submission(int number) {
  static const auto command = FromText<v1::Command>(R"pb(
    command_id: "01948a3c-0000-7000-8000-00000000"
    occurred_at { seconds: 1767225600 }
    actor { org: "police-scotland" person: "i.officer" role: "INTEL_OFFICER" }
    submit_report {
      source_ref: "ISR-1"
      items {
        number: 1
        text: "FICTITIOUS: a lorry was unloaded at night"
        grade { source: "2" intelligence: "B" }
        nature: "FACT"
      }
      risk_assessment_done: true
    })pb");
  v1::Command numbered = command;
  numbered.mutable_submit_report()->set_report_id(absl::StrCat("R-", number));
  return numbered;
}

v1::Command Acceptance(int number) {
  static const auto command = FromText<v1::Command>(R"pb(
    command_id: "01948a3c-0000-7000-8000-00000000"
    occurred_at { seconds: 1767225600 }
    actor { org: "police-scotland" person: "i.manager" role: "INTEL_MANAGER" }
    accept_report {})pb");
  v1::Command numbered = command;
  numbered.mutable_accept_report()->set_report_id(absl::StrCat("R-", number));
  return numbered;
}

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE));
}

class Rules {
 public:
  Rules() : world_(BuiltInVocabularies()) {
    record_.set_recorded_at(absl::ToUnixMicros(kNow));
    *record_.mutable_ledger_founded() = FromText<v1::LedgerFounded>(R"pb(
      ledger: "bench"
      policy {
        open_membership: true
        default_marking {
          gsc: "OFFICIAL"
          handling { code: "P" }
        }
      })pb");
    world_.Evolve(record_);
  }

  // As the writer does: decide, wrap, fold.
  const v1::Event& Do(const v1::Command& command) {
    Decision decision = world_.Decide(command, kNow);
    CHECK(std::holds_alternative<v1::Event>(decision));
    *record_.mutable_event() = std::get<v1::Event>(std::move(decision));
    world_.Evolve(record_);
    return record_.event();
  }

 private:
  World world_;
  v1::Record record_;
};

void Submit(benchmark::State& state) {
  Rules rules;
  int number = 0;
  const double before = ResidentBytes();
  std::vector<v1::Command> commands;
  while (state.KeepRunningBatch(kBatch)) {
    state.PauseTiming();
    commands.clear();
    for (int i = 0; i < kBatch; ++i) commands.push_back(Submission(++number));
    state.ResumeTiming();
    for (const v1::Command& command : commands) rules.Do(command);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["resident_bytes_a_report"] =
      (ResidentBytes() - before) / number;
}
BENCHMARK(Submit)->Name("decide and fold, a report of one item");

void Accept(benchmark::State& state) {
  Rules rules;
  int number = 0;
  std::vector<v1::Command> commands;
  while (state.KeepRunningBatch(kBatch)) {
    state.PauseTiming();
    commands.clear();
    for (int i = 0; i < kBatch; ++i) {
      rules.Do(Submission(++number));
      commands.push_back(Acceptance(number));
    }
    state.ResumeTiming();
    for (const v1::Command& command : commands) rules.Do(command);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Accept)->Name("decide and fold, an acceptance");

void Protobuf(benchmark::State& state, const v1::Command& before,
              const v1::Command& command) {
  Rules rules;
  if (before.has_submit_report()) rules.Do(before);
  const std::string stored = rules.Do(command).SerializeAsString();
  std::string bytes;
  v1::Event event;
  for (auto _ : state) {
    CHECK(command.SerializeToString(&bytes));
    CHECK(event.ParseFromString(stored));
    benchmark::DoNotOptimize(event);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(Protobuf, submit, v1::Command(), Submission(1))
    ->Name("decide and fold, a report of one item | protobuf alone");
BENCHMARK_CAPTURE(Protobuf, accept, Submission(1), Acceptance(1))
    ->Name("decide and fold, an acceptance | protobuf alone");

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
