// Moments, as records and as rows tell them.
#ifndef PROJECTIONS_GROUNDS_MOMENT_H_
#define PROJECTIONS_GROUNDS_MOMENT_H_

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>

namespace loopledger {

inline constexpr int64_t kMicrosPerSecond = 1000000;
inline constexpr int64_t kMicrosPerDay = 86400 * kMicrosPerSecond;

// Micros since 1970 UTC; what is finer is cut off. 0 for an empty one.
int64_t MicrosOf(const google::protobuf::Timestamp& moment);
google::protobuf::Timestamp MomentOf(int64_t micros);

// "2026-03-04 10:02 UTC", for sentences.
std::string TellMoment(int64_t micros);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_MOMENT_H_
