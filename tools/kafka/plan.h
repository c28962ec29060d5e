// What a cluster is made of, before any of it runs: how many brokers, on which
// ports, with which settings. Kept in the cluster's folder, so that a broker
// comes back as it was.
#ifndef TOOLS_KAFKA_PLAN_H_
#define TOOLS_KAFKA_PLAN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace loopledger::broker {

inline constexpr int kBrokersMax = 9;

struct Plan {
  std::string id;                // The cluster's, as Kafka wants one.
  std::vector<int> ports;        // Where clients ask broker 1, 2, ..
  std::vector<int> quorum;       // Where the brokers' controllers meet.
  int heap_mib = 0;              // Of each broker.
  std::vector<std::string> set;  // As CheckSetting has them.

  int brokers() const { return static_cast<int>(ports.size()); }
  std::string Address(int broker) const;
  // The addresses of all brokers, for a client's bootstrap.servers.
  std::string Bootstrap() const;
};

// A new cluster's name: 16 random bytes in the base64 of URLs.
std::string MakeClusterId();

std::string ToText(const Plan& plan);
// kInvalidArgument: `text` is no plan, and the message says why.
absl::StatusOr<Plan> ParsePlan(absl::string_view text);

// One for server.properties: "name=value" in place of ours, or "name+=value" to
// add to a list of ours. Else kInvalidArgument.
absl::Status CheckSetting(absl::string_view setting);

// The broker's server.properties; `folder` is where its data goes.
std::string ServerProperties(const Plan& plan, int broker,
                             absl::string_view folder);

// Its logger's settings: one file that starts anew when it is large.
std::string LoggerProperties(absl::string_view file);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_PLAN_H_
