// How long things were waited for: a distribution, exact while it is small.
//
// Up to kEachMax waits each one is kept, and quantiles are exact. Beyond that
// only the number of waits in each bucket is; a bucket is a 64th of its octave
// wide, so a quantile is then at most 1/64 (1.6 %) too short. The longest is
// always exact.
#ifndef PROJECTIONS_MEASURES_WAITS_H_
#define PROJECTIONS_MEASURES_WAITS_H_

#include <cstdint>
#include <string>

#include "loopledger/state/v1/measures.pb.h"

namespace loopledger::measures {

inline constexpr int kEachMax = 1024;

// `micros` below 0 count as 0.
void Add(int64_t micros, state::v1::WaitsState& waits);

// The smallest wait that is not less than `percent` of them. Of one at least.
int64_t Quantile(const state::v1::WaitsState& waits, uint64_t percent);

// "3 d 4 h", "5 min": the two greatest units; what is finer is cut off.
std::string TellSpan(int64_t micros);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_WAITS_H_
