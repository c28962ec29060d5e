// A ledger of 1,000,000 events over 100,000 threats, each with a report and a
// tasking under way: how fast it is decided, what the world of it holds in
// memory, and how fast a start replays it. Beside the replay, what it cannot do
// without: to read each record, digest it and parse it, on one thread.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "bench/support/scratch_directory.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/chain.h"
#include "ledger/log/open.h"
#include "ledger/replica.h"
#include "ledger/writer.h"
#include "tests/support/fill.h"

namespace loopledger {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kThreats = 100'000;
constexpr int kBatch = 1000;
constexpr char kNumber[] = "000000";  // In the commands below.
const absl::Time kNow = absl::FromUnixSeconds(1767225600);

const std::vector<const char*> kReport = {
    R"pb(submit_report { report_id: "R000000" })pb",
    R"pb(accept_report { report_id: "R000000" })pb",
};
const std::vector<const char*> kThreat = {
    R"pb(draft_assessment {
           assessment_id: "S000000"
           supporting { ref { report_id: "R000000" version: 2 item: 1 } }
         })pb",
    R"pb(review_assessment { assessment_id: "S000000" version: 1 })pb",
    R"pb(publish_assessment { assessment_id: "S000000" version: 1 })pb",
};
const std::vector<const char*> kTasking = {
    R"pb(propose_tasking {
           tasking_id: "T000000"
           justification { assessment_id: "S000000" version: 1 }
         })pb",
    R"pb(approve_tasking { tasking_id: "T000000" })pb",
    R"pb(assign_tasking { tasking_id: "T000000" })pb",
    R"pb(accept_tasking { tasking_id: "T000000" })pb",
    R"pb(start_tasking { tasking_id: "T000000" })pb",
};

// One kind of command, for any threat.
class Pattern {
 public:
  explicit Pattern(const char* text, int kind) {
    v1::Command command;
    CHECK(google::protobuf::TextFormat::ParseFromString(text, &command));
    FillBody(kNow, command);
    FillEnvelope(absl::StrCat("01948a3c-0000-7000-80", kind, "0-", kNumber),
                 kNow, command);
    bytes_ = command.SerializeAsString();
  }

  v1::Command For(int number) const {
    std::string bytes = bytes_;
    const std::string digits = absl::StrCat(absl::Dec(number, absl::kZeroPad6));
    for (size_t at = 0; (at = bytes.find(kNumber, at)) != std::string::npos;
         at += digits.size()) {
      bytes.replace(at, digits.size(), digits);
    }
    v1::Command command;
    CHECK(command.ParseFromString(bytes));
    return command;
  }

 private:
  std::string bytes_;
};

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE));
}

double SecondsSince(Steady::time_point began) {
  return std::chrono::duration<double>(Steady::now() - began).count();
}

// Decides and folds as the writer does.
class Town {
 public:
  Town() : replica_(BuiltInVocabularies()) {
    CHECK(google::protobuf::TextFormat::ParseFromString(
        R"pb(ledger: "bench"
             policy {
               open_membership: true
               default_marking {
                 gsc: "OFFICIAL"
                 handling { code: "P" }
               }
             })pb",
        record_.mutable_ledger_founded()));
    Append();
  }

  void Do(const v1::Command& command) {
    Decision decision = replica_.world.Decide(command, kNow);
    if (const auto* refusal = std::get_if<Refusal>(&decision)) {
      std::fprintf(stderr, "%s\n", refusal->message.c_str());
      CHECK(false);
    }
    *record_.mutable_event() = std::get<v1::Event>(std::move(decision));
    record_.mutable_event()->set_command_id(command.command_id());
    Append();
  }

  // The last record, as it would be stored.
  const std::string& entry() const { return entry_; }

 private:
  void Append() {
    ChainOn(head_, absl::ToUnixMicros(kNow), "bench", record_);
    CHECK(record_.SerializeToString(&entry_));
    CHECK(head_.Judge(entry_) == Verdict::kInLedger);
    replica_.Fold(record_);
  }

  Replica replica_;
  Head head_;
  v1::Record record_;
  std::string entry_;
};

// Does all of these for every threat. Gives the seconds that it took, without
// making the commands; `each` sees the town after each command.
template <typename Each>
double DoForAll(const std::vector<const char*>& texts, Town& town, Each each) {
  static int kinds = 0;
  double seconds = 0;
  std::vector<v1::Command> commands;
  std::vector<Pattern> patterns;
  for (const char* text : texts) patterns.emplace_back(text, kinds++);
  for (int from = 0; from < kThreats; from += kBatch) {
    commands.clear();
    for (const Pattern& pattern : patterns) {
      for (int i = 0; i < kBatch; ++i) {
        commands.push_back(pattern.For(from + i));
      }
    }
    const auto began = Steady::now();
    for (const v1::Command& command : commands) {
      town.Do(command);
      each();
    }
    seconds += SecondsSince(began);
  }
  return seconds;
}

void DecideAll(benchmark::State& state) {
  for (auto _ : state) {
    Town town;
    double seconds = 0;
    const auto phase = [&](const char* what, const auto& texts) {
      const double before = ResidentBytes();
      seconds += DoForAll(texts, town, [] {});
      state.counters[absl::StrCat("bytes_a_", what)] =
          (ResidentBytes() - before) / kThreats;
    };
    phase("report", kReport);
    phase("threat", kThreat);
    phase("tasking", kTasking);
    state.SetIterationTime(seconds);
  }
  state.SetItemsProcessed(state.iterations() * 10 * kThreats);
}
BENCHMARK(DecideAll)
    ->Name("decide and fold, 1,000,000 events of 100,000 threats")
    ->UseManualTime()
    ->Iterations(1);

// The ledger in a log.
class Stored {
 public:
  Stored() : log_(Open()) {
    Town town;
    std::vector<std::string> entries = {town.entry()};
    const auto keep = [&] {
      entries.push_back(town.entry());
      if (entries.size() < kBatch) return;
      CHECK(log_->Append(entries).ok());
      entries.clear();
    };
    for (const auto* texts : {&kReport, &kThreat, &kTasking}) {
      DoForAll(*texts, town, keep);
    }
    CHECK(log_->Append(entries).ok());
    while (*log_->End() <= 10 * kThreats) log_->TakeDeliveries();
  }
  EventLog& log() { return *log_; }

 private:
  std::unique_ptr<EventLog> Open() {
    auto log = OpenLog(absl::StrCat("file:", scratch_ / "log"));
    CHECK(log.ok());
    return *std::move(log);
  }

  ScratchDirectory scratch_;
  std::unique_ptr<EventLog> log_;
};

Stored& TheLedger() {
  static Stored stored;
  return stored;
}

void Replay(benchmark::State& state) {
  const SystemClock clock;
  EventLog& log = TheLedger().log();
  for (auto _ : state) {
    Writer writer(log, clock, {});
    CHECK(writer.Open().ok());
    CHECK(writer.acknowledged().next == 10 * kThreats + 1);
  }
  state.SetItemsProcessed(state.iterations() * 10 * kThreats);
}
BENCHMARK(Replay)
    ->Name("replay at a start, 1,000,000 events of 100,000 threats")
    ->UseRealTime()
    ->Iterations(2);

void ReadAlone(benchmark::State& state) {
  EventLog& log = TheLedger().log();
  v1::Record record;
  for (auto _ : state) {
    Head head;
    for (Offset at = 0; at <= 10 * kThreats;) {
      const auto next =
          log.Read(at, kBatch, [&](Offset, absl::string_view entry) {
            CHECK(head.Judge(entry) == Verdict::kInLedger);
            CHECK(ParseRecord(entry, record).ok());
            return true;
          });
      CHECK(next.ok() && *next > at);
      at = *next;
    }
  }
  state.SetItemsProcessed(state.iterations() * 10 * kThreats);
}
BENCHMARK(ReadAlone)
    ->Name(
        "replay at a start, 1,000,000 events of 100,000 threats | judge and "
        "parse alone")
    ->UseRealTime()
    ->Iterations(2);

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
