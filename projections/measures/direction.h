// The direction that is set, which cohesion and linkage share. Cohesion folds
// it.
#ifndef PROJECTIONS_MEASURES_DIRECTION_H_
#define PROJECTIONS_MEASURES_DIRECTION_H_

#include "projections/grounds/direction.h"

namespace loopledger::measures {

inline constexpr DirectionTable kDirection{"direction", 15, Keep::kLatest};

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_DIRECTION_H_
