// The states that a tasking goes through, as its events tell them.
#ifndef PROJECTIONS_GROUNDS_TASKING_LIFE_H_
#define PROJECTIONS_GROUNDS_TASKING_LIFE_H_

#include "absl/strings/string_view.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger {

// Approved, and neither cancelled nor completed.
bool IsLive(absl::string_view tasking_state);

// Where the event leaves a tasking that was proposed; empty: where it was.
absl::string_view TaskingStateAfter(const v1::Event& event);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_TASKING_LIFE_H_
