// A projection: a name, a version, its tables, one pure Fold.
//
// A fold reads its record and its own tables, nothing else, and gives the same
// tables every time, however its records were batched. It applies no rules:
// what it is given has happened.
#ifndef PROJECTIONS_ENGINE_PROJECTION_H_
#define PROJECTIONS_ENGINE_PROJECTION_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/record.pb.h"
#include "projections/engine/table.h"

namespace loopledger {

class Tables;

// A record that is in the ledger, and that this binary can read.
struct Recorded {
  const v1::Record& record;
  const v1::Event& event;  // Empty when the record is no event.
  Position position;
  int64_t recorded_at;  // Microseconds since 1970 UTC.
};

struct Projection {
  absl::string_view name;
  uint32_t version;  // Raise it and the projection is rebuilt from position 0.
  std::vector<TableInfo> tables;  // The first is its main view.
  std::function<void(const Recorded& at, Tables& tables)> fold;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_PROJECTION_H_
