#include "projections/grounds/id_set.h"

#include <algorithm>

namespace loopledger {

IdSet SetOf(const google::protobuf::RepeatedPtrField<std::string>& ids) {
  IdSet set;
  for (const std::string& id : ids) Include(id, set);
  return set;
}

bool Contains(const IdSet& ids, absl::string_view id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

void Include(absl::string_view id, IdSet& ids) {
  const auto at = std::lower_bound(ids.begin(), ids.end(), id);
  if (at != ids.end() && *at == id) return;
  const auto index = at - ids.begin();
  *ids.Add() = std::string(id);
  std::rotate(ids.begin() + index, ids.end() - 1, ids.end());
}

void Exclude(absl::string_view id, IdSet& ids) {
  ids.erase(std::remove(ids.begin(), ids.end(), id), ids.end());
}

}  // namespace loopledger
