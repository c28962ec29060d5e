// One projection's rows, their history, the change feed and the cursor, in one
// RocksDB of one column family (keys.h).
//
// A batch goes in whole or not at all, and without a write-ahead log: after a
// crash the store is as some earlier batch left it, and its cursor says which.
// What the store holds is a function of the records before its cursor alone.
// One thread writes; reads are safe from any.
#ifndef PROJECTIONS_ENGINE_STORE_H_
#define PROJECTIONS_ENGINE_STORE_H_

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"
#include "projections/engine/budget.h"
#include "projections/engine/projection.h"
#include "projections/engine/rows.h"

namespace loopledger {

// How far a store has folded.
struct Cursor {
  Head head;
  Offset last_offset = 0;  // In the log, of the record at head.next - 1.

  bool operator==(const Cursor&) const = default;
};

class Store {
 public:
  // Opens the store in `directory`, or makes an empty one. kDataLoss: it is
  // damaged. kFailedPrecondition: it was made by another version of
  // the projection and its tables cannot be read by this one.
  static absl::StatusOr<std::unique_ptr<Store>> Open(
      const std::string& directory, const Projection& projection,
      const Budget& budget, rocksdb::Env* env);
  // Does not flush: what was not flushed is as lost as in a crash.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::string& directory() const { return directory_; }
  // The version of the projection whose fold wrote the store.
  uint32_t version() const { return version_; }

  // --- Of the one who writes.

  Cursor cursor() const { return cursor_; }
  // Stores `writes` and with them the cursor. After an error nothing of
  // either was stored.
  absl::Status Commit(rocksdb::WriteBatch& writes, const Cursor& cursor);
  // Writes out what is in memory; without `wait` only begins to.
  absl::Status Flush(bool wait);
  // Tries to write again after the disk failed.
  absl::Status Resume();

  // The stored value; false: there is none.
  absl::StatusOr<bool> Find(absl::string_view key,
                            rocksdb::PinnableSlice& value) const;
  // The last pair before `end`.
  absl::Status FindLast(
      absl::string_view end,
      absl::FunctionRef<absl::Status(absl::string_view, absl::string_view)>
          visit) const;
  // The pairs from `begin` on that are before `end`, in order.
  absl::Status Scan(
      absl::string_view begin, absl::string_view end,
      absl::FunctionRef<bool(absl::string_view, absl::string_view)> visit)
      const;

  // --- Of those who read (reads.cc); view.h says what they mean.

  absl::StatusOr<RowAnswer> Get(const TableInfo& table, absl::string_view key,
                                std::optional<Position> as_of) const;
  absl::StatusOr<RowsAnswer> List(const TableInfo& table,
                                  const ListQuery& query) const;
  absl::StatusOr<HistoryAnswer> History(const TableInfo& table,
                                        absl::string_view key,
                                        std::optional<Position> as_of,
                                        int limit) const;
  absl::StatusOr<FeedAnswer> Feed(const TableInfo& table, Position from,
                                  int limit) const;
  absl::StatusOr<Position> PositionAt(int64_t time) const;

 private:
  class Reading;  // One consistent look at the store.

  Store(std::string directory, std::unique_ptr<rocksdb::DB> db);
  absl::Status LoadCursor(const Projection& projection);
  absl::Status Wrap(const rocksdb::Status& status,
                    absl::string_view what) const;

  const std::string directory_;
  const std::unique_ptr<rocksdb::DB> db_;
  uint32_t version_ = 0;
  std::string tables_;  // The tables' names, numbers and kinds.
  Cursor cursor_;
};

// Every pair of the store in order, as text: two stores that say the same are
// the same, byte for byte.
absl::StatusOr<std::string> Dump(const Store& store);

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_STORE_H_
