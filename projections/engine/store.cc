#include "projections/engine/store.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/iterator.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "projections/engine/keys.h"
#include "projections/engine/slice.h"

namespace loopledger {
namespace {

constexpr uint64_t kFormat = 1;

rocksdb::Options OptionsFor(const Budget& budget, rocksdb::Env* env) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = budget.cache;
  // In the cache, so within the budget; and in pieces, for a whole filter may
  // be larger than a shard of the cache, and was then read anew for each row.
  table.cache_index_and_filter_blocks = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.pin_top_level_index_and_filter = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  table.block_size = size_t{16} << 10;

  rocksdb::Options options;
  if (env != nullptr) options.env = env;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_manager = budget.memtables;
  options.write_buffer_size = budget.memtables->buffer_size() / 2;
  options.max_write_buffer_number = 3;
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.compression = rocksdb::kLZ4Compression;
  options.max_background_jobs = 2;
  options.max_open_files = 256;
  // Without a write-ahead log a clean close would flush; Flush does, so that
  // a store which was only destroyed is one that crashed.
  options.avoid_flush_during_shutdown = true;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 2;
  options.max_log_file_size = size_t{1} << 20;
  return options;
}

std::string DescribeTables(const Projection& projection) {
  std::string text;
  for (const TableInfo& table : projection.tables) {
    absl::StrAppend(&text, absl::string_view(table.name), "=",
                    static_cast<int>(table.number), "/",
                    static_cast<int>(table.keep), ";");
  }
  return text;
}

std::string EncodeCursor(const Cursor& cursor, uint32_t version,
                         absl::string_view tables) {
  std::string value;
  PutVarint(kFormat, value);
  PutVarint(version, value);
  PutVarint(cursor.head.next, value);
  PutVarint(static_cast<uint64_t>(cursor.head.time), value);
  PutVarint(cursor.last_offset, value);
  absl::StrAppend(&value, AsBytes(cursor.head.head), tables);
  return value;
}

bool DecodeCursor(absl::string_view value, Cursor& cursor, uint32_t& version,
                  std::string& tables) {
  uint64_t format = 0;
  uint64_t wide_version = 0;
  uint64_t time = 0;
  if (!TakeVarint(value, format) || format != kFormat ||
      !TakeVarint(value, wide_version) ||
      !TakeVarint(value, cursor.head.next) || !TakeVarint(value, time) ||
      !TakeVarint(value, cursor.last_offset) ||
      value.size() < cursor.head.head.size()) {
    return false;
  }
  version = static_cast<uint32_t>(wide_version);
  cursor.head.time = static_cast<int64_t>(time);
  std::copy_n(value.begin(), cursor.head.head.size(), cursor.head.head.begin());
  tables = std::string(value.substr(cursor.head.head.size()));
  return true;
}

}  // namespace

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view what) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(what, ": ", status.ToString());
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  if (status.IsCorruption()) return absl::DataLossError(message);
  return absl::UnavailableError(message);
}

Store::Store(std::string directory, std::unique_ptr<rocksdb::DB> db)
    : directory_(std::move(directory)), db_(std::move(db)) {}

Store::~Store() = default;

absl::Status Store::Wrap(const rocksdb::Status& status,
                         absl::string_view what) const {
  if (status.ok()) return absl::OkStatus();
  return FromRocks(status,
                   absl::StrCat("could not ", what, " store ", directory_));
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& directory,
                                                   const Projection& projection,
                                                   const Budget& budget,
                                                   rocksdb::Env* env) {
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status opened =
      rocksdb::DB::Open(OptionsFor(budget, env), directory, &raw);
  std::unique_ptr<rocksdb::DB> db(raw);
  const std::string what = absl::StrCat("could not open store ", directory);
  if (opened.IsPathNotFound()) {  // One of its files is gone.
    return absl::DataLossError(absl::StrCat(what, ": ", opened.ToString()));
  }
  RETURN_IF_ERROR(FromRocks(opened, what));
  std::unique_ptr<Store> store(new Store(directory, std::move(db)));
  RETURN_IF_ERROR(store->LoadCursor(projection));
  return store;
}

absl::Status Store::LoadCursor(const Projection& projection) {
  rocksdb::PinnableSlice value;
  ASSIGN_OR_RETURN(const bool found,
                   Find(std::string(1, kCursorPrefix), value));
  const std::string tables = DescribeTables(projection);
  if (!found) {
    version_ = projection.version;
    tables_ = tables;
    return absl::OkStatus();
  }
  if (!DecodeCursor(AsView(value), cursor_, version_, tables_)) {
    return absl::DataLossError(
        absl::StrCat("could not read the cursor of store ", directory_));
  }
  if (tables_ != tables) {
    return absl::FailedPreconditionError(absl::StrCat(
        "store ", directory_, " has other tables than version ",
        projection.version, " of ", absl::string_view(projection.name)));
  }
  return absl::OkStatus();
}

absl::Status Store::Commit(rocksdb::WriteBatch& writes, const Cursor& cursor) {
  writes.Put(std::string(1, kCursorPrefix),
             EncodeCursor(cursor, version_, tables_));
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  RETURN_IF_ERROR(Wrap(db_->Write(options, &writes), "write to"));
  cursor_ = cursor;
  return absl::OkStatus();
}

absl::Status Store::Flush(bool wait) {
  rocksdb::FlushOptions options;
  options.wait = wait;
  options.allow_write_stall = true;
  return Wrap(db_->Flush(options), "flush");
}

absl::Status Store::Resume() { return Wrap(db_->Resume(), "resume"); }

absl::StatusOr<bool> Store::Find(absl::string_view key,
                                 rocksdb::PinnableSlice& value) const {
  const rocksdb::Status status = db_->Get(
      rocksdb::ReadOptions(), db_->DefaultColumnFamily(), AsSlice(key), &value);
  if (status.IsNotFound()) return false;
  RETURN_IF_ERROR(Wrap(status, "read from"));
  return true;
}

absl::Status Store::FindLast(
    absl::string_view end,
    absl::FunctionRef<absl::Status(absl::string_view, absl::string_view)> visit)
    const {
  std::unique_ptr<rocksdb::Iterator> at(
      db_->NewIterator(rocksdb::ReadOptions()));
  at->SeekForPrev(AsSlice(end));
  RETURN_IF_ERROR(Wrap(at->status(), "read from"));
  if (!at->Valid()) return absl::OkStatus();
  return visit(AsView(at->key()), AsView(at->value()));
}

absl::Status Store::Scan(
    absl::string_view begin, absl::string_view end,
    absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit) const {
  std::unique_ptr<rocksdb::Iterator> at(
      db_->NewIterator(rocksdb::ReadOptions()));
  for (at->Seek(AsSlice(begin)); at->Valid(); at->Next()) {
    const absl::string_view key = AsView(at->key());
    if (key >= end || !visit(key, AsView(at->value()))) break;
  }
  return Wrap(at->status(), "read from");
}

absl::StatusOr<std::string> Dump(const Store& store) {
  std::string text;
  RETURN_IF_ERROR(store.Scan(
      "", "\xff", [&](absl::string_view key, absl::string_view value) {
        absl::StrAppend(&text, absl::CHexEscape(key), " = ",
                        absl::CHexEscape(value), "\n");
        return true;
      }));
  return text;
}

}  // namespace loopledger
