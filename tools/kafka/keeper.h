// One cluster whose folder is locked: its plan and its brokers' folders.
#ifndef TOOLS_KAFKA_KEEPER_H_
#define TOOLS_KAFKA_KEEPER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/kafka/cluster.h"
#include "tools/kafka/node.h"
#include "tools/kafka/plan.h"

namespace loopledger::broker {

class Keeper {
 public:
  // `data` is the cluster's folder, an absolute path.
  Keeper(std::string data, Plan plan);

  const Plan& plan() const { return plan_; }

  // kInvalidArgument: there is no broker of that number.
  absl::Status CheckNumber(std::optional<int> only) const;

  // All of them, or the one.
  std::vector<NodeFolder> Chosen(std::optional<int> only) const;
  std::vector<NodeFolder> Running() const;

  // Leaves none of them behind when one cannot be started.
  absl::Status Start(const std::vector<NodeFolder>& nodes,
                     const Engine& engine) const;

  // Until each of them answers and knows all of them, and bounded. Returns at
  // once where no majority runs that could decide anything.
  absl::Status AwaitAnswers(const std::vector<NodeFolder>& nodes) const;

  absl::Status Stop(const std::vector<NodeFolder>& nodes, bool kill) const;

  // The cluster is up, for those who read its folder.
  absl::Status NoteBootstrap() const;

  // Asks each broker that runs.
  Cluster Describe() const;

 private:
  absl::Status Format(const std::vector<NodeFolder>& nodes,
                      const Engine& engine) const;
  absl::Status StartBrokers(const std::vector<NodeFolder>& nodes,
                            const Engine& engine) const;

  std::string data_;
  Plan plan_;
  std::vector<NodeFolder> nodes_;
};

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_KEEPER_H_
