#include "projections/engine/lineage.h"

#include <bit>

#include "projections/engine/keys.h"

namespace loopledger {

BackLinks Lineage::Append(Position at) {
  BackLinks back;
  if (versions_ == 0) {
    first_ = at;
  } else {
    back.previous = at - last();
  }
  // Adding one clears the trailing ones and sets the bit above them.
  for (int ones = std::countr_one(versions_); ones > 0; --ones) {
    path_.pop_back();
  }
  if (!path_.empty()) back.jump = at - path_.back();
  path_.push_back(at);
  ++versions_;
  return back;
}

void Lineage::Encode(std::string& out) const {
  PutVarint(versions_, out);
  PutVarint(first_, out);
  Position before = first_;
  for (const Position at : path_) {
    PutVarint(at - before, out);
    before = at;
  }
}

bool Lineage::Decode(absl::string_view& in) {
  if (!TakeVarint(in, versions_) || !TakeVarint(in, first_)) return false;
  path_.clear();
  Position before = first_;
  for (int left = std::popcount(versions_); left > 0; --left) {
    uint64_t distance = 0;
    if (!TakeVarint(in, distance)) return false;
    before += distance;
    path_.push_back(before);
  }
  return true;
}

void Encode(const BackLinks& links, std::string& out) {
  PutVarint(links.previous, out);
  PutVarint(links.jump, out);
}

bool Decode(absl::string_view& in, BackLinks& links) {
  return TakeVarint(in, links.previous) && TakeVarint(in, links.jump);
}

}  // namespace loopledger
