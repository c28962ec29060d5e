#include "projections/engine/folding.h"

#include "ledger/base/status.h"

namespace loopledger {

absl::Status Folding::Restart() {
  writes_.Clear();
  tables_.emplace(projection_, store_, allowance_);
  RETURN_IF_ERROR(times_.Load(store_));
  return tables_->Load();
}

void Folding::Fold(const Recorded& at) {
  if (!status().ok()) return;
  projection_.fold(at, *tables_);
  tables_->EndRecord(at.position, writes_);
  times_.Add(at.position, at.recorded_at, writes_);
}

absl::Status Folding::Commit(const Cursor& cursor) {
  RETURN_IF_ERROR(status());
  tables_->EndBatch(writes_);
  times_.EndBatch(writes_);
  RETURN_IF_ERROR(store_.Commit(writes_, cursor));
  writes_.Clear();
  return absl::OkStatus();
}

}  // namespace loopledger
