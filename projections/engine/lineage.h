// How the versions of one row are linked, so that the one that stood at any
// position is found in few steps and no index is written.
//
// Versions are numbered 1..n. Each points back to the one before it and to the
// one whose number is its own without the lowest set bit (12 = 1100b to 8 =
// 1000b). What is stored depends on the row's history alone, never on how its
// records were batched.
#ifndef PROJECTIONS_ENGINE_LINEAGE_H_
#define PROJECTIONS_ENGINE_LINEAGE_H_

#include <cstdint>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "ledger/log/rule.h"

namespace loopledger {

// Where a version points, as distances back from its own position; 0: nowhere.
struct BackLinks {
  uint64_t previous = 0;
  uint64_t jump = 0;
};

// What a row must know to link its next version.
class Lineage {
 public:
  // Adds the version made at `at`, which is after all others.
  BackLinks Append(Position at);

  uint64_t versions() const { return versions_; }
  Position first() const { return first_; }
  Position last() const { return path_.back(); }  // When there is a version.

  void Encode(std::string& out) const;
  // Takes its own part off the front of `in`; false when it is damaged.
  bool Decode(absl::string_view& in);

  bool operator==(const Lineage&) const = default;

 private:
  uint64_t versions_ = 0;
  Position first_ = 0;
  // The positions of version n, and of what jumps from it lead to; n is last.
  absl::InlinedVector<Position, 3> path_;
};

void Encode(const BackLinks& links, std::string& out);
bool Decode(absl::string_view& in, BackLinks& links);

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_LINEAGE_H_
