// One projection being folded into one store. One thread.
#ifndef PROJECTIONS_ENGINE_FOLDING_H_
#define PROJECTIONS_ENGINE_FOLDING_H_

#include <rocksdb/write_batch.h>

#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "projections/engine/projection.h"
#include "projections/engine/store.h"
#include "projections/engine/tables.h"
#include "projections/engine/times.h"

namespace loopledger {

class Folding {
 public:
  // All of these must outlive it.
  Folding(const Projection& projection, Store& store, Allowance& allowance)
      : projection_(projection), store_(store), allowance_(allowance) {}

  // Takes up where the store stands; forgets what was not committed.
  absl::Status Restart();

  // Folds the next record; does nothing once a row could not be read.
  void Fold(const Recorded& at);
  // Why a row could not be read since Restart.
  const absl::Status& status() const { return tables_->status(); }

  // Stores everything folded since the last Commit, and `cursor`, which is
  // after it. After an error: Restart.
  absl::Status Commit(const Cursor& cursor);

  // What Commit would write, roughly.
  size_t pending_bytes() const { return writes_.GetDataSize(); }

 private:
  const Projection& projection_;
  Store& store_;
  Allowance& allowance_;
  std::optional<Tables> tables_;
  Times times_;
  rocksdb::WriteBatch writes_;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_FOLDING_H_
