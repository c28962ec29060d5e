// The metrics of the gap that are figures, not gaps: how they are listed.
#ifndef TOOLS_GAP_FIGURES_H_
#define TOOLS_GAP_FIGURES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/json.h"
#include "tools/verbs.h"

namespace loopledger {

inline constexpr char kFiguresView[] = "measures";

// "M5" and the others that the view of the measures holds.
absl::Span<const absl::string_view> FigureMetrics();
bool IsFigure(absl::string_view metric);

// Of this metric there are both: gaps by "M12/REPORT", and a figure, "M12" or
// "M12/org/ORG".
inline constexpr char kGapsAndFigure[] = "M12";
bool IsFigureKey(absl::string_view id);

// The rows of the metric.
absl::StatusOr<std::vector<Json>> FigureRows(const Globals& globals,
                                             ListOptions list,
                                             absl::string_view metric);
void PrintFigures(const Globals& globals, absl::string_view metric,
                  std::vector<Json> rows);
Exit FigureList(const Globals& globals, const ListOptions& list,
                absl::string_view metric);

}  // namespace loopledger

#endif  // TOOLS_GAP_FIGURES_H_
