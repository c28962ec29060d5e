// The course that is set: strategies with their objectives, control strategies
// with their priorities, and what of it is in force at a moment.
#ifndef PROJECTIONS_MEASURES_COURSE_H_
#define PROJECTIONS_MEASURES_COURSE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "loopledger/state/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"
#include "projections/grounds/id_set.h"

namespace loopledger::measures {

// One row.
inline constexpr Table<state::v1::MeasuredCourseState> kCourse{"course", 15,
                                                               Keep::kLatest};
inline constexpr absl::string_view kCourseKey = "course";

// Whether the record is about it.
bool FoldCourse(const Recorded& at, Tables& tables);

// What is in force.
struct Bearing {
  struct Priority {
    state::v1::MeasuredAimState aim;
    std::string layer;
  };
  absl::btree_map<std::string, std::string> objectives;  // Layers, by id.
  std::vector<Priority> priorities;
};
Bearing BearingOf(const state::v1::MeasuredCourseState& course, int64_t micros);

// Empty when it is not in force.
std::string LayerOfObjective(const std::string& id, const Bearing& bearing);
bool Serves(const state::v1::MeasuredServingState& serving,
            const Bearing::Priority& priority);

// When something of it begins or ends; 0: never.
std::vector<int64_t> MomentsOf(const state::v1::MeasuredCourseState& course);

// What the tasking serves now that objectives were given new homes.
IdSet RehomedObjectives(const state::v1::MeasuredServingState& serving,
                        const state::v1::MeasuredCourseState& course);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_COURSE_H_
