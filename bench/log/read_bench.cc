// Reading a log from its beginning, beside reading the same bytes with nothing
// made of them, and opening one.
#include <benchmark/benchmark.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "bench/support/scratch_directory.h"
#include "ledger/base/check.h"
#include "ledger/log/file_log.h"
#include "ledger/log/file_log_reader.h"
#include "ledger/log/rule.h"

namespace loopledger {
namespace {

constexpr size_t kEntryBytes = 300;
constexpr Offset kEntries = 1'000'000;
constexpr int kReadAtOnce = 1000;

// One log for all that reads.
const ScratchDirectory& LogOfAMillion() {
  static const ScratchDirectory scratch;
  static const bool filled = [] {
    auto log = OpenFileLog(scratch / "log");
    CHECK(log.ok());
    const std::vector<std::string> entries(kReadAtOnce,
                                           std::string(kEntryBytes, 'e'));
    for (Offset end = kReadAtOnce; end <= kEntries; end += kReadAtOnce) {
      CHECK((*log)->Append(entries).ok());
      CHECK((*log)->AwaitBeyond(end - 1, absl::InfiniteFuture()).ok());
    }
    return true;
  }();
  CHECK(filled);
  return scratch;
}

template <typename Visit>
void ReadThrough(benchmark::State& state, Visit visit) {
  auto log = OpenFileLogReader(LogOfAMillion() / "log");
  CHECK(log.ok());
  for (auto _ : state) {
    Offset at = 0;
    while (at < kEntries) {
      const auto next = (*log)->Read(at, kReadAtOnce, visit);
      CHECK(next.ok());
      at = *next;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kEntries));
}

void ReadLog(benchmark::State& state) {
  ReadThrough(state, [](Offset, absl::string_view entry) {
    benchmark::DoNotOptimize(entry.data());
    return true;
  });
}

void ReadBytes(benchmark::State& state) {
  const std::string path =
      LogOfAMillion() / ("log/" + SegmentName(0, kEntriesSuffix));
  std::string buffer(kReadAtOnce * (kEntryBytes + kFrameHeaderBytes), '\0');
  int64_t bytes = 0;
  for (auto _ : state) {
    std::ifstream file(path, std::ios::binary);
    while (file.read(buffer.data(), static_cast<ssize_t>(buffer.size()))) {
      bytes += file.gcount();
    }
  }
  state.SetItemsProcessed(
      bytes / static_cast<int64_t>(kEntryBytes + kFrameHeaderBytes));
}

void OpenLogOfAMillion(benchmark::State& state) {
  const std::string path = LogOfAMillion() / "log";
  for (auto _ : state) CHECK(OpenFileLogReader(path).ok());
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(ReadLog)->Name("read, embedded log, entries")->UseRealTime();
BENCHMARK(ReadBytes)
    ->Name("read, embedded log, entries | the file's bytes")
    ->UseRealTime();
BENCHMARK(OpenLogOfAMillion)
    ->Name("open, embedded log of a million entries")
    ->UseRealTime();

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
