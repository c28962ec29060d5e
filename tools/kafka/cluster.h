// A real Kafka cluster on this machine: each broker is a controller as well
// (KRaft), listens on 127.0.0.1, and outlives the program that started it.
//
// A cluster is one folder, `data`:
//   plan            what it is made of
//   bootstrap       HOST:PORT,..., one line, for as long as it is up
//   broker-N/       process, server.properties, kafka.log, console.log, data/
// Whoever changes a cluster holds the folder's lock; others wait. Functions are
// safe from any thread and any process.
#ifndef TOOLS_KAFKA_CLUSTER_H_
#define TOOLS_KAFKA_CLUSTER_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace loopledger::broker {

inline constexpr int kPortDefault = 9092;
inline constexpr int kHeapMibDefault = 512;

struct UpOptions {
  std::string data;
  std::optional<int> brokers;  // What the folder holds, else 1.
  // Of broker 1, the others follow; 0 picks free ones. What the folder says,
  // else kPortDefault.
  std::optional<int> port;
  std::optional<int> heap_mib;
  std::optional<int> only;       // Start this broker alone.
  std::vector<std::string> set;  // More of server.properties, "name=value".
};

struct Node {
  enum class State { kDown, kSilent, kUp };

  int broker = 0;
  State state = State::kDown;  // kSilent: it runs, but does not answer.
  pid_t process = 0;           // 0 when it is down.
  std::string address;
  std::string log;
};

struct Cluster {
  std::string data;
  std::string bootstrap;
  std::vector<Node> nodes;
};

// Starts what is not up, and returns when every broker that runs answers and
// knows of all the others that run. A broker started alone, without the
// majority that a cluster needs to decide anything, is not waited for.
absl::StatusOr<Cluster> Up(const UpOptions& options);

// Stops all brokers, or the one, in order; `kill`: with no warning. Stopping
// what is not up is no error.
absl::StatusOr<Cluster> Down(const std::string& data, std::optional<int> only,
                             bool kill);

// kNotFound: the folder holds no cluster.
absl::StatusOr<Cluster> Look(const std::string& data);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_CLUSTER_H_
