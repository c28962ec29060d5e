// Protobuf's time and ours.
#ifndef TOOLS_IMPORT_STAMP_H_
#define TOOLS_IMPORT_STAMP_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/base/clock.h"

namespace loopledger::import {

// Whole microseconds, as everywhere in the ledger.
inline void SetTime(absl::Time time, google::protobuf::Timestamp& stamp) {
  const int64_t micros = ToMicros(time);
  const int64_t seconds = absl::ToUnixSeconds(FromMicros(micros));
  stamp.set_seconds(seconds);
  stamp.set_nanos(static_cast<int32_t>((micros - seconds * 1000000) * 1000));
}

inline absl::Time TimeOf(const google::protobuf::Timestamp& stamp) {
  return FromMicros(stamp.seconds() * 1000000 + stamp.nanos() / 1000);
}

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_STAMP_H_
