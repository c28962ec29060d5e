// One broker of a cluster: its folder, and the process that runs from it.
#ifndef TOOLS_KAFKA_NODE_H_
#define TOOLS_KAFKA_NODE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/kafka/plan.h"
#include "tools/kafka/process.h"

namespace loopledger::broker {

// What runs a broker.
struct Engine {
  std::string java;
  std::string jars;  // A folder.
};

class NodeFolder {
 public:
  // `data` is the cluster's folder, an absolute path.
  NodeFolder(absl::string_view data, int broker);

  int broker() const { return broker_; }
  const std::string& path() const { return path_; }
  std::string Log() const;

  // Writes the settings. Does not touch the broker's data.
  absl::Status Prepare(const Plan& plan) const;

  // The folder for the broker's data is there and belongs to a cluster.
  bool IsFormatted() const;
  // Starts to make it so. kNotFound: there is no Java.
  absl::StatusOr<ProcessId> StartFormat(const Plan& plan,
                                        const Engine& engine) const;

  absl::StatusOr<ProcessId> StartBroker(const Plan& plan,
                                        const Engine& engine) const;

  // The broker's process, if it runs and is that broker.
  std::optional<ProcessId> Running() const;

  // Forgets a process that has ended.
  void Forget() const;

  // What the process said last of an error since it was started.
  std::string LastWords() const;

 private:
  std::string File(absl::string_view name) const;

  int broker_;
  std::string path_;
};

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_NODE_H_
