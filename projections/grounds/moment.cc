#include "projections/grounds/moment.h"

#include "absl/time/time.h"

namespace loopledger {

int64_t MicrosOf(const google::protobuf::Timestamp& moment) {
  return moment.seconds() * kMicrosPerSecond + moment.nanos() / 1000;
}

google::protobuf::Timestamp MomentOf(int64_t micros) {
  google::protobuf::Timestamp moment;
  moment.set_seconds(micros / kMicrosPerSecond);
  moment.set_nanos(static_cast<int32_t>(micros % kMicrosPerSecond) * 1000);
  return moment;
}

std::string TellMoment(int64_t micros) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", absl::FromUnixMicros(micros),
                          absl::UTCTimeZone());
}

}  // namespace loopledger
