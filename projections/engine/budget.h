// One budget of memory for all stores of a process: blocks read from disk,
// memtables, and the rows that folds keep at hand.
#ifndef PROJECTIONS_ENGINE_BUDGET_H_
#define PROJECTIONS_ENGINE_BUDGET_H_

#include <rocksdb/cache.h>
#include <rocksdb/write_buffer_manager.h>

#include <atomic>
#include <cstddef>
#include <memory>

namespace loopledger {

// Of the memory for rows that folds keep at hand. What one of them does not
// need the others may have; above the whole, whoever has more than an equal
// share gives back. Safe for concurrent use.
class Allowance {
 public:
  Allowance(size_t bytes_max, size_t sharers)
      : bytes_max_(bytes_max), share_(bytes_max / sharers) {}

  void Take(size_t bytes) { taken_ += bytes; }
  void GiveBack(size_t bytes) { taken_ -= bytes; }
  bool exceeded() const { return taken_ > bytes_max_; }
  size_t share() const { return share_; }

 private:
  const size_t bytes_max_;
  const size_t share_;
  std::atomic<size_t> taken_ = 0;
};

// RocksDB shares its caches by shared_ptr; nothing else does.
struct Budget {
  explicit Budget(size_t bytes_max, size_t projections = 1)
      : cache(rocksdb::NewLRUCache(bytes_max / 8 * 5)),
        memtables(std::make_shared<rocksdb::WriteBufferManager>(
            bytes_max / 8 * 3, cache)),
        rows(bytes_max / 8 * 3, projections) {}

  std::shared_ptr<rocksdb::Cache> cache;  // Pays for the memtables too.
  std::shared_ptr<rocksdb::WriteBufferManager> memtables;
  Allowance rows;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_BUDGET_H_
