#include "projections/gaps/direction.h"

namespace loopledger::feedback_loop {

IdSet ObjectivesOf(const state::v1::ServiceState& service,
                   const state::v1::DirectionState& direction) {
  return loopledger::ObjectivesOf(ServiceOf(service), direction);
}

Service ServiceOf(const state::v1::ServiceState& service) {
  return {service.objectives(), service.priorities(),
          service.served_position()};
}

}  // namespace loopledger::feedback_loop
