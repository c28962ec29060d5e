#include "projections/engine/times.h"

#include "absl/strings/string_view.h"
#include "ledger/base/status.h"
#include "projections/engine/keys.h"

namespace loopledger {

absl::Status Times::Load(const Store& store) {
  const Head& head = store.cursor().head;
  *this = Times();
  last_ = head.time;
  if (head.next % kTimesPerPair == 0) return absl::OkStatus();
  const Position first = head.next - head.next % kTimesPerPair;
  return store.FindLast(
      std::string(1, kTimePrefix + 1),
      [&](absl::string_view key, absl::string_view distances) {
        if (key !=
            TimeKey(static_cast<int64_t>(BigEndian(key.substr(1))), first)) {
          return absl::DataLossError("the index of times is damaged");
        }
        key_ = std::string(key);
        distances_ = std::string(distances);
        return absl::OkStatus();
      });
}

void Times::Add(Position position, int64_t time, rocksdb::WriteBatch& writes) {
  if (position % kTimesPerPair == 0) {
    EndBatch(writes);
    key_ = TimeKey(time, position);
    distances_.clear();
  } else {
    PutVarint(static_cast<uint64_t>(time - last_), distances_);
  }
  last_ = time;
  dirty_ = true;
}

void Times::EndBatch(rocksdb::WriteBatch& writes) {
  if (dirty_) writes.Put(key_, distances_);
  dirty_ = false;
}

}  // namespace loopledger
