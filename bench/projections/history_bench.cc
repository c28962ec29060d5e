// Where the versions of a row live: three layouts of the same 300,000 changes
// to 20,000 rows, in batches of 20,000, and what it costs to read a row as of
// a position. docs/decisions has what was chosen and why.
#include <benchmark/benchmark.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/support/scratch_directory.h"
#include "ledger/base/check.h"
#include "projections/engine/keys.h"
#include "projections/engine/lineage.h"
#include "projections/engine/slice.h"

namespace loopledger {
namespace {

constexpr Position kChanges = 300000;
constexpr uint32_t kRows = 20000;
constexpr Position kBatch = 20000;
constexpr size_t kRowBytes = 200;
constexpr size_t kPositionsPerIndexPair = 64;

// Which row each position changes.
const std::vector<std::string>& Changes() {
  static const std::vector<std::string>* const changes = [] {
    static std::vector<std::string> keys;
    std::mt19937 random(1);
    for (Position at = 0; at < kChanges; ++at) {
      keys.push_back(absl::StrCat("row-", random() % kRows));
    }
    return &keys;
  }();
  return *changes;
}

std::unique_ptr<rocksdb::DB> OpenAt(const std::string& path) {
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_cache = rocksdb::NewLRUCache(size_t{64} << 20);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = size_t{16} << 20;
  options.compression = rocksdb::kLZ4Compression;
  rocksdb::DB* raw = nullptr;
  CHECK(rocksdb::DB::Open(options, path, &raw).ok());
  return std::unique_ptr<rocksdb::DB>(raw);
}

void Put(rocksdb::WriteBatch& batch, const std::string& key,
         const std::string& value) {
  CHECK(batch.Put(key, value).ok());
}

std::string Get(rocksdb::DB& db, const std::string& key) {
  std::string value;
  CHECK(db.Get(rocksdb::ReadOptions(), key, &value).ok());
  return value;
}

// One put for each change, under the row's key and the inverted position; the
// feed holds the keys alone.
class UnderTheKey {
 public:
  void Change(const std::string& key, Position at, rocksdb::WriteBatch& batch) {
    Put(batch, KeyOf(key, at), std::string(kRowBytes, 'r'));
    Put(batch, FeedKey(at, 1, key), "");
  }
  void EndBatch(rocksdb::WriteBatch&) {}
  static std::string ReadAsOf(rocksdb::DB& db, const std::string& key,
                              Position as_of) {
    const std::unique_ptr<rocksdb::Iterator> it(
        db.NewIterator(rocksdb::ReadOptions()));
    it->Seek(KeyOf(key, as_of));
    if (!it->Valid() || !it->key().starts_with(CurrentKey(1, key))) return "";
    return it->value().ToString();
  }

 private:
  static std::string KeyOf(const std::string& key, Position at) {
    std::string stored = CurrentKey(1, key);
    stored.push_back('\0');
    PutBigEndian(~at, stored);
    return stored;
  }
};

// Versions in the feed; each row as it is, and the positions of its versions,
// are written once a batch.
class FeedAndIndex {
 public:
  void Change(const std::string& key, Position at, rocksdb::WriteBatch& batch) {
    Put(batch, FeedKey(at, 1, key), std::string(kRowBytes, 'r'));
    std::vector<Position>& positions = positions_[key];
    // The pair that is being filled is written anew; a full one stays.
    if (positions.size() == kPositionsPerIndexPair) positions.clear();
    positions.push_back(at);
    changed_[key] = &positions;
  }
  void EndBatch(rocksdb::WriteBatch& batch) {
    for (const auto& [key, positions] : changed_) {
      std::string value;
      Position before = positions->front();
      for (const Position at : *positions) {
        PutVarint(at - before, value);
        before = at;
      }
      Put(batch, IndexKey(key, positions->front()), value);
      Put(batch, CurrentKey(1, key), std::string(kRowBytes, 'r'));
    }
    changed_.clear();
  }
  static std::string ReadAsOf(rocksdb::DB& db, const std::string& key,
                              Position as_of) {
    const std::unique_ptr<rocksdb::Iterator> it(
        db.NewIterator(rocksdb::ReadOptions()));
    it->SeekForPrev(IndexKey(key, as_of));
    const std::string prefix = IndexKey(key, 0);
    const size_t stem = prefix.size() - 8;
    if (!it->Valid() || AsView(it->key()).substr(0, stem) !=
                            absl::string_view(prefix).substr(0, stem)) {
      return "";
    }
    Position found = BigEndian(AsView(it->key()).substr(stem));
    absl::string_view distances = AsView(it->value());
    for (uint64_t distance = 0; TakeVarint(distances, distance);) {
      if (found + distance > as_of) break;
      found += distance;
    }
    return Get(db, FeedKey(found, 1, key));
  }

 private:
  static std::string IndexKey(const std::string& key, Position first) {
    std::string stored = LatestKey(1, key);
    stored.push_back('\0');
    PutBigEndian(first, stored);
    return stored;
  }

  std::map<std::string, std::vector<Position>> positions_;
  std::map<std::string, std::vector<Position>*> changed_;
};

// Versions in the feed that point back to one another; each row as it is once
// a batch. What the engine does.
class FeedAndLinks {
 public:
  void Change(const std::string& key, Position at, rocksdb::WriteBatch& batch) {
    Lineage& lineage = lineages_[key];
    std::string value(1, kPresent);
    Encode(lineage.Append(at), value);
    value.append(kRowBytes, 'r');
    Put(batch, FeedKey(at, 1, key), value);
    changed_[key] = &lineage;
  }
  void EndBatch(rocksdb::WriteBatch& batch) {
    for (const auto& [key, lineage] : changed_) {
      std::string value;
      lineage->Encode(value);
      value.append(kRowBytes, 'r');
      Put(batch, CurrentKey(1, key), value);
    }
    changed_.clear();
  }
  static std::string ReadAsOf(rocksdb::DB& db, const std::string& key,
                              Position as_of) {
    std::string current = Get(db, CurrentKey(1, key));
    absl::string_view in = current;
    Lineage lineage;
    CHECK(lineage.Decode(in));
    if (lineage.first() > as_of) return "";
    Position at = lineage.last();
    while (true) {
      current = Get(db, FeedKey(at, 1, key));
      if (at <= as_of) return current;
      in = absl::string_view(current).substr(1);
      BackLinks back;
      CHECK(Decode(in, back));
      const bool far = back.jump != 0 && at - back.jump > as_of;
      at -= far ? back.jump : back.previous;
    }
  }

 private:
  std::map<std::string, Lineage> lineages_;
  std::map<std::string, Lineage*> changed_;
};

template <typename Layout>
void WriteAll(rocksdb::DB& db) {
  Layout layout;
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;
  rocksdb::WriteBatch batch;
  for (Position at = 0; at < kChanges; ++at) {
    layout.Change(Changes()[at], at, batch);
    if ((at + 1) % kBatch != 0) continue;
    layout.EndBatch(batch);
    CHECK(db.Write(unlogged, &batch).ok());
    batch.Clear();
  }
  CHECK(db.Flush(rocksdb::FlushOptions()).ok());
}

template <typename Layout>
void Write(benchmark::State& state) {
  Changes();
  for (auto _ : state) {
    const ScratchDirectory scratch;
    const auto db = OpenAt(scratch / "db");
    WriteAll<Layout>(*db);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kChanges));
}

template <typename Layout>
void Read(benchmark::State& state) {
  const ScratchDirectory scratch;
  const auto db = OpenAt(scratch / "db");
  WriteAll<Layout>(*db);
  std::mt19937 random(2);
  for (auto _ : state) {
    const std::string& key = Changes()[random() % kChanges];
    benchmark::DoNotOptimize(Layout::ReadAsOf(*db, key, random() % kChanges));
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(Write<FeedAndLinks>)
    ->Name("history, write: feed, linked")
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(Write<FeedAndIndex>)
    ->Name("history, write: feed, linked | feed, index once a batch")
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(Write<UnderTheKey>)
    ->Name("history, write: feed, linked | a put under the key each")
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(Read<FeedAndLinks>)->Name("history, read as of: feed, linked");
BENCHMARK(Read<FeedAndIndex>)
    ->Name("history, read as of: feed, linked | feed, index once a batch");
BENCHMARK(Read<UnderTheKey>)
    ->Name("history, read as of: feed, linked | a put under the key each");

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
