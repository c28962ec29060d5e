// Which command ids are in the ledger, and where: what makes a retry safe.
//
// Kept in memory and rebuilt from the log, so it survives restarts. It holds
// a hash and a position for each command, not the id: whoever finds something
// reads the record and compares. Not thread-safe.
#ifndef LEDGER_COMMAND_INDEX_H_
#define LEDGER_COMMAND_INDEX_H_

#include <cstdint>
#include <string>
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

  void Add(absl::string_view command_id, Position position) {
    const auto [slot, added] = first_.try_emplace(Key(command_id), position);
    if (!added) more_[slot->first].push_back(position);
  }

  Candidates Find(absl::string_view command_id) const {
    const auto slot = first_.find(Key(command_id));
    if (slot == first_.end()) return {};
    Candidates found = {slot->second};
    const auto more = more_.find(slot->first);
    if (more != more_.end()) {
      found.insert(found.end(), more->second.begin(), more->second.end());
    }
    return found;
  }

  size_t size() const { return first_.size(); }

 private:
  static uint64_t Key(absl::string_view command_id) {
    return absl::Hash<absl::string_view>{}(command_id);
  }

  absl::flat_hash_map<uint64_t, Position> first_;
  absl::flat_hash_map<uint64_t, std::vector<Position>> more_;  // Collisions.
};

}  // namespace loopledger

#endif  // LEDGER_COMMAND_INDEX_H_
