// The write path whole: decided, chained, durable, acknowledged. 64 commands
// are in flight; each is answered before it is replaced. Beside it, what the
// same disk does with the same bytes, one append and sync at a time.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "bench/support/commands.h"
#include "bench/support/scratch_directory.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/open.h"

namespace loopledger {
namespace {

constexpr int kInFlight = 64;
constexpr int kStride = 16;  // Answered before as many are asked again.
constexpr int kCommands = 200'000;
constexpr size_t kRecordBytes = 300;

WriterOptions Options() {
  WriterOptions options;
  options.founding = BenchFounding();
  return options;
}

// Publishes `commands` with up to kInFlight of them unanswered; as a client on
// a wire would, it goes on in strides.
void PublishAll(Ledger& ledger, std::vector<v1::Command> commands) {
  absl::Mutex mu;
  int in_flight = 0;
  const auto room = [&] { return in_flight <= kInFlight - kStride; };
  const auto none = [&] { return in_flight == 0; };
  const auto answered = [&](const absl::StatusOr<v1::Receipt>& receipt) {
    CHECK(receipt.ok());
    absl::MutexLock lock(&mu);
    --in_flight;
  };
  for (size_t next = 0; next < commands.size();) {
    const size_t end = std::min(commands.size(), next + kStride);
    {
      absl::MutexLock lock(&mu);
      mu.Await(absl::Condition(&room));
      in_flight += static_cast<int>(end - next);
    }
    for (; next < end; ++next) {
      CHECK(ledger.Submit(std::move(commands[next]), answered).ok());
    }
  }
  absl::MutexLock lock(&mu);
  mu.Await(absl::Condition(&none));
}

void Commit(benchmark::State& state, bool durable) {
  SystemClock clock;
  int number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const ScratchDirectory folder;
    auto log = OpenLog(durable ? "file:" + folder / "log" : "memory:");
    CHECK(log.ok());
    auto ledger = Ledger::Open(**log, clock, Options());
    CHECK(ledger.ok());
    std::vector<v1::Command> commands;
    for (int i = 0; i < kCommands; ++i) {
      commands.push_back(AdmitOrganisation(number++));
    }
    state.ResumeTiming();
    PublishAll(**ledger, std::move(commands));
    state.PauseTiming();
    ledger->reset();
    log->reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kCommands);
}

void CommitInMemory(benchmark::State& state) { Commit(state, false); }
void CommitDurably(benchmark::State& state) { Commit(state, true); }

void SyncEach(benchmark::State& state) {
  const ScratchDirectory folder;
  const std::string path = folder / "file";
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  CHECK(file >= 0);
  const std::string record(kRecordBytes, 'r');
  for (auto _ : state) {
    CHECK(write(file, record.data(), record.size()) ==
          static_cast<ssize_t>(record.size()));
    CHECK(fdatasync(file) == 0);
  }
  close(file);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(CommitInMemory)
    ->Name("commit, memory log, 64 in flight")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(CommitDurably)
    ->Name("commit, embedded log, 64 in flight")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(SyncEach)
    ->Name("commit, embedded log, 64 in flight | append and fdatasync each")
    ->UseRealTime();

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
