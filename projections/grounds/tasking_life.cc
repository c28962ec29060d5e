#include "projections/grounds/tasking_life.h"

#include <algorithm>
#include <iterator>

namespace loopledger {

bool IsLive(absl::string_view tasking_state) {
  constexpr absl::string_view kLive[] = {"APPROVED", "ASSIGNED", "ACCEPTED",
                                         "IN_PROGRESS", "SUSPENDED"};
  return std::find(std::begin(kLive), std::end(kLive), tasking_state) !=
         std::end(kLive);
}

absl::string_view TaskingStateAfter(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kTaskingReferred:
      return "PROPOSED";
    case v1::Event::kTaskingApproved:
    case v1::Event::kTaskingDeclined:
      return "APPROVED";
    case v1::Event::kTaskingRejected:
      return "REJECTED";
    case v1::Event::kTaskingDeferred:
      return "DEFERRED";
    case v1::Event::kTaskingRiskAccepted:
      return "NO_ACTION";
    case v1::Event::kTaskingAssigned:
      return "ASSIGNED";
    case v1::Event::kTaskingAccepted:
      return "ACCEPTED";
    case v1::Event::kTaskingStarted:
    case v1::Event::kTaskingResumed:
      return "IN_PROGRESS";
    case v1::Event::kTaskingSuspended:
      return "SUSPENDED";
    case v1::Event::kTaskingCancelled:
      return "CANCELLED";
    case v1::Event::kTaskingCompleted:
      return "COMPLETED";
    case v1::Event::kTaskingClosed:
      return "CLOSED";
    default:
      return "";
  }
}

}  // namespace loopledger
