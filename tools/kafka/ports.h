// Ports on 127.0.0.1 for a broker to listen on.
#ifndef TOOLS_KAFKA_PORTS_H_
#define TOOLS_KAFKA_PORTS_H_

#include <vector>

#include "absl/status/statusor.h"

namespace loopledger::broker {

// Can a server listen there now?
bool IsFree(int port);

// `count` different free ports, all below those that the kernel gives to
// outgoing connections: a client that keeps asking for a broker which is down
// could otherwise be given the broker's own port, and keep it.
absl::StatusOr<std::vector<int>> PickPorts(int count);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_PORTS_H_
