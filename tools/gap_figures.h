// The metrics of the gap that are figures, not gaps: how they are listed.
#ifndef TOOLS_GAP_FIGURES_H_
#define TOOLS_GAP_FIGURES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/verbs.h"

namespace loopledger {

inline constexpr char kFiguresView[] = "measures";

// "M5" and the others that the view of the measures holds.
absl::Span<const absl::string_view> FigureMetrics();
bool IsFigure(absl::string_view metric);

// Prints the rows of the metric.
Exit FigureList(const Globals& globals, ListOptions list,
                absl::string_view metric);

}  // namespace loopledger

#endif  // TOOLS_GAP_FIGURES_H_
