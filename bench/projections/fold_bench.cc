// Folding a ledger of 100,000 records, shaped like an import, into all views,
// beside what its parts cost alone: judging and parsing the records, and
// writing the pairs that the stores hold in the end.
#include <benchmark/benchmark.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/projections/import_like.h"
#include "bench/support/scratch_directory.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "projections/all.h"
#include "projections/engine/budget.h"
#include "projections/engine/decoder.h"
#include "projections/engine/directory.h"
#include "projections/engine/runner.h"
#include "projections/engine/store.h"

namespace loopledger {
namespace {

constexpr size_t kMemory = size_t{128} << 20;

const Vocabularies& Words() {
  static const Vocabularies words = Vocabularies::BuiltIn();
  return words;
}

// Folds everything anew, and waits until it can be read.
void FoldAll(const std::string& directory) {
  const MemoryLog& log = ImportLike();
  const absl::StatusOr<std::unique_ptr<Runner>> runner =
      Runner::Start(log, AllProjections(Words()),
                    {.directory = directory, .memory_bytes_max = kMemory});
  CHECK(runner.ok());
  const Position last = *log.End() - 1;
  CHECK((*runner)->Await(last, absl::InfiniteFuture()).ok());
}

void FoldThreeViews(benchmark::State& state) {
  const int64_t records = static_cast<int64_t>(*ImportLike().End());
  for (auto _ : state) {
    const ScratchDirectory scratch;
    FoldAll(scratch / "views");
  }
  state.SetItemsProcessed(state.iterations() * records);
}
BENCHMARK(FoldThreeViews)
    ->Name("fold, all views")
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void ParseAlone(benchmark::State& state) {
  const MemoryLog& log = ImportLike();
  const int64_t records = static_cast<int64_t>(*log.End());
  for (auto _ : state) {
    Decoder decoder;
    Head head;
    const auto read = log.Read(
        0, static_cast<int>(records), [&](Offset, absl::string_view entry) {
          CHECK(head.Judge(entry) == Verdict::kInLedger);
          decoder.Forget();
          const auto at = decoder.Decode(head.next - 1, entry);
          CHECK(at.ok());
          benchmark::DoNotOptimize(at->position);
          return true;
        });
    CHECK(read.ok());
  }
  state.SetItemsProcessed(state.iterations() * records);
}
BENCHMARK(ParseAlone)
    ->Name("fold, all views | judge and parse alone")
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

using Pairs = std::vector<std::pair<std::string, std::string>>;

// What the stores of all views hold in the end, in the order of their keys.
std::vector<Pairs> PairsOfAllViews() {
  const ScratchDirectory scratch;
  FoldAll(scratch / "views");
  std::vector<Pairs> all;
  auto directory = Directory::Open(scratch / "views", nullptr);
  CHECK(directory.ok());
  for (const Projection& projection : AllProjections(Words())) {
    const Budget budget(kMemory);
    const auto name = (*directory)->Current(projection);
    CHECK(name.ok());
    const auto store =
        Store::Open((*directory)->PathOf(*name), projection, budget, nullptr);
    CHECK(store.ok());
    Pairs& pairs = all.emplace_back();
    const absl::Status scanned = (*store)->Scan(
        "", "\xff", [&](absl::string_view key, absl::string_view value) {
          pairs.emplace_back(key, value);
          return true;
        });
    CHECK(scanned.ok());
  }
  return all;
}

void WriteAlone(benchmark::State& state) {
  constexpr size_t kBatch = 20000;
  const std::vector<Pairs> all = PairsOfAllViews();
  const int64_t records = static_cast<int64_t>(*ImportLike().End());
  for (auto _ : state) {
    const ScratchDirectory scratch;
    for (size_t i = 0; i < all.size(); ++i) {
      rocksdb::Options options;
      options.create_if_missing = true;
      rocksdb::DB* raw = nullptr;
      CHECK(rocksdb::DB::Open(options, scratch / std::to_string(i), &raw).ok());
      const std::unique_ptr<rocksdb::DB> db(raw);
      rocksdb::WriteOptions unlogged;
      unlogged.disableWAL = true;
      rocksdb::WriteBatch batch;
      for (const auto& [key, value] : all[i]) {
        CHECK(batch.Put(key, value).ok());
        if (batch.Count() < kBatch) continue;
        CHECK(db->Write(unlogged, &batch).ok());
        batch.Clear();
      }
      CHECK(db->Write(unlogged, &batch).ok());
      CHECK(db->Flush(rocksdb::FlushOptions()).ok());
    }
  }
  state.SetItemsProcessed(state.iterations() * records);
}
BENCHMARK(WriteAlone)
    ->Name("fold, all views | RocksDB writes of what is stored, alone")
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
