// The part of the loop that one node hangs in: all that led to it and all that
// it led to, as the view loop tells it at one position.
#ifndef TOOLS_CHAIN_H_
#define TOOLS_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "consumers/client/client.h"
#include "tools/json.h"
#include "tools/verbs.h"

namespace loopledger {

inline constexpr size_t kChainNodesMax = 500;

struct Chain {
  // Along the process, between nodes that are both in the chain.
  struct Edge {
    std::string from;
    std::string kind;
    std::string to;
  };
  std::string start;
  uint64_t position = 0;    // The rows are true at this position.
  bool cut = false;         // There is more than kChainNodesMax.
  std::vector<Json> nodes;  // Rows, in the order in which they came to be.
  std::vector<Edge> edges;
  // Links that the rows only count.
  struct Beyond {
    std::string node;
    std::string kind;
    uint64_t count = 0;
    uint64_t shown = 0;
  };
  std::vector<Beyond> beyond;
};

// "40 cites; the first 32 are shown".
std::string Told(const Chain::Beyond& beyond);

// What a row says at a path; empty: nothing.
std::string TextAt(const Json& row, absl::string_view path);

class ChainReader {
 public:
  explicit ChainReader(const Globals& globals);

  // Null: there is no such node, or this reader may not know of it.
  absl::StatusOr<const Json*> Find(const std::string& node);
  // From `start`, which is there, onward and back. Back, a version does not
  // lead to all others of its threat.
  absl::StatusOr<Chain> Trace(const std::string& start);

 private:
  struct Step {
    std::string node;
    bool onward = false;
    bool back = false;
  };
  void Follow(const Step& from, const Json& row);
  void Queue(Step step);
  Chain Gather(const std::string& start) const;

  const Globals& globals_;
  Client client_;
  std::optional<uint64_t> position_;  // Of the first answer, and so of all.
  std::map<std::string, std::optional<Json>> rows_;
  std::deque<Step> queue_;
  std::set<std::pair<std::string, bool>> followed_;  // And whether onward.
  std::set<std::string> taken_;
};

}  // namespace loopledger

#endif  // TOOLS_CHAIN_H_
