// One budget of memory for all stores of a process: blocks read from disk,
// memtables, and the rows that folds keep at hand.
#ifndef PROJECTIONS_ENGINE_BUDGET_H_
#define PROJECTIONS_ENGINE_BUDGET_H_

#include <rocksdb/cache.h>
#include <rocksdb/write_buffer_manager.h>

#include <cstddef>
#include <memory>

namespace loopledger {

// RocksDB shares its caches by shared_ptr; nothing else does.
struct Budget {
  explicit Budget(size_t bytes_max)
      : cache(rocksdb::NewLRUCache(bytes_max / 8 * 5)),
        memtables(std::make_shared<rocksdb::WriteBufferManager>(
            bytes_max / 8 * 3, cache)),
        kept_rows_bytes_max(bytes_max / 8 * 3) {}

  std::shared_ptr<rocksdb::Cache> cache;  // Pays for the memtables too.
  std::shared_ptr<rocksdb::WriteBufferManager> memtables;
  size_t kept_rows_bytes_max;  // Of all projections together.
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_BUDGET_H_
