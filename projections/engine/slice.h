// RocksDB's slices and statuses in our words.
#ifndef PROJECTIONS_ENGINE_SLICE_H_
#define PROJECTIONS_ENGINE_SLICE_H_

#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace loopledger {

inline rocksdb::Slice AsSlice(absl::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

inline absl::string_view AsView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// kDataLoss: damaged; kResourceExhausted: the disk is full; kUnavailable: all
// else. "`what`: the reason".
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view what);

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_SLICE_H_
