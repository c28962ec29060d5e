// Asks a broker, over Kafka's own protocol, which brokers there are.
#ifndef TOOLS_KAFKA_PROBE_H_
#define TOOLS_KAFKA_PROBE_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace loopledger::broker {

// The numbers of the brokers that the one at `address` (HOST:PORT) knows to be
// up. kUnavailable: it did not answer within `limit`.
absl::StatusOr<std::set<int>> BrokersSeenBy(const std::string& address,
                                            absl::Duration limit);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_PROBE_H_
