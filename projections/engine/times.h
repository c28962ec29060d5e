// When each record was recorded: the small index that turns a moment into a
// position. One pair for kTimesPerPair records.
#ifndef PROJECTIONS_ENGINE_TIMES_H_
#define PROJECTIONS_ENGINE_TIMES_H_

#include <rocksdb/write_batch.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "ledger/log/rule.h"
#include "projections/engine/store.h"

namespace loopledger {

class Times {
 public:
  // Takes up where the store's cursor stands.
  absl::Status Load(const Store& store);
  // Notes the record at `position`, which follows the last one noted.
  void Add(Position position, int64_t time, rocksdb::WriteBatch& writes);
  void EndBatch(rocksdb::WriteBatch& writes);

 private:
  int64_t last_ = 0;  // The newest time noted.
  std::string key_;   // Of the pair that is being filled.
  std::string distances_;
  bool dirty_ = false;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_TIMES_H_
