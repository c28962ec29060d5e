// How the number of gaps changes over time.
#ifndef TOOLS_GAP_TREND_H_
#define TOOLS_GAP_TREND_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/verbs.h"

namespace loopledger {

inline constexpr uint32_t kTrendPointsMax = 1000;

// Prints how many gaps of each metric there were at the ends of so many equal
// spans of time.
Exit PrintTrend(const Globals& globals, const TrendOptions& options,
                absl::Span<const absl::string_view> metrics);

}  // namespace loopledger

#endif  // TOOLS_GAP_TREND_H_
