// What readers of a projection get.
#ifndef PROJECTIONS_ENGINE_ROWS_H_
#define PROJECTIONS_ENGINE_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger {

// One version of a row.
struct StoredRow {
  std::string key;
  Position position = 0;  // Of the change that made this version.
  std::string bytes;      // The table's row message, serialized.
  v1::Marking marking;    // The row's field `marking`, when it has one.
};

// One row, or its absence, as of a position.
struct RowAnswer {
  std::optional<StoredRow> row;
  Position next = 0;  // True of the ledger cut before `next`.
};

struct RowsAnswer {
  std::vector<StoredRow> rows;  // In the order of their keys.
  bool more = false;            // There are rows after the last one.
  Position next = 0;            // True of the ledger cut before `next`.
};

struct ListQuery {
  std::optional<Position> as_of;  // Absent: now.
  std::string after_key;          // Only keys after this one; empty: all.
  int limit = 1000;
};

// A row came to be, changed or went.
struct RowChange {
  bool deleted = false;
  StoredRow row;  // Of a deleted row: its key and the position, no bytes.
};

struct FeedAnswer {
  std::vector<RowChange> changes;  // By position, then key.
  Position next = 0;  // All changes before `next` were given: go on from it.
};

// The versions of one row, newest first; deletions among them.
struct HistoryAnswer {
  std::vector<RowChange> versions;
  bool more = false;
  Position next = 0;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_ROWS_H_
