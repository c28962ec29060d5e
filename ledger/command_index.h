// Which command ids are in the ledger, and where: what makes a retry safe.
//
// Kept in memory and rebuilt from the log, so it survives restarts. It holds
// a hash and a position for each command, not the id: whoever finds something
// reads the record and compares. Not thread-safe.
#ifndef LEDGER_COMMAND_INDEX_H_
#define LEDGER_COMMAND_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "ledger/log/rule.h"

namespace loopledger {

class CommandIndex {
 public:
  // Positions at which `command_id` may stand; nearly always none or one.
  using Candidates = absl::InlinedVector<Position, 2>;

  // Makes room for so many more.
  void Expect(size_t commands) { first_.reserve(first_.size() + commands); }

  void Add(absl::string_view command_id, Position position) {
    const uint64_t key = absl::Hash<absl::string_view>{}(command_id);
    first_.prefetch(key);
    late_[late_next_++] = {key, position};
    if (late_next_ == late_.size()) Settle();
  }

  Candidates Find(absl::string_view command_id) {
    Settle();
    const auto slot = first_.find(absl::Hash<absl::string_view>{}(command_id));
    if (slot == first_.end()) return {};
    Candidates found = {slot->second};
    const auto more = more_.find(slot->first);
    if (more != more_.end()) {
      found.insert(found.end(), more->second.begin(), more->second.end());
    }
    return found;
  }

 private:
  void Settle() {
    for (size_t i = 0; i < late_next_; ++i) {
      const auto [slot, added] = first_.insert(late_[i]);
      if (!added) more_[slot->first].push_back(late_[i].second);
    }
    late_next_ = 0;
  }

  absl::flat_hash_map<uint64_t, Position> first_;
  // The last added: by the time that they go in, memory has answered.
  std::array<std::pair<uint64_t, Position>, 16> late_;
  size_t late_next_ = 0;
  absl::flat_hash_map<uint64_t, std::vector<Position>> more_;  // Collisions.
};

}  // namespace loopledger

#endif  // LEDGER_COMMAND_INDEX_H_
