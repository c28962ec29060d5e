// One table of one projection, to be read by name: now, as of any position,
// and as a feed of changes.
//
// Safe for concurrent use; lives as long as its runner. Every answer is true
// at one position, and says which: it holds for the ledger cut before `next`.
// Absent rows are no errors. kDataLoss: the stored bytes are damaged, or the
// store was folded from another log; nothing is served then.
#ifndef PROJECTIONS_ENGINE_VIEW_H_
#define PROJECTIONS_ENGINE_VIEW_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "projections/engine/projection.h"
#include "projections/engine/rows.h"

namespace loopledger {

class Slot;  // Where a projection's current store is kept.

class View {
 public:
  View(const Projection& projection, const TableInfo& table, Slot& slot);

  // "threat_picture.reports". The main view also answers to its projection's
  // bare name.
  const std::string& name() const { return name_; }
  const Projection& projection() const { return projection_; }
  const TableInfo& table() const { return table_; }
  const google::protobuf::Descriptor& row_type() const;

  // `as_of` P: what the records up to and including P say. kOutOfRange: P is
  // not folded yet (await it first).
  absl::StatusOr<RowAnswer> Get(absl::string_view key,
                                std::optional<Position> as_of = {}) const;
  absl::StatusOr<RowsAnswer> List(const ListQuery& query) const;

  // The versions of one row at or before `as_of`, newest first.
  absl::StatusOr<HistoryAnswer> History(absl::string_view key,
                                        std::optional<Position> as_of,
                                        int limit) const;

  // The changes at or after `from`, in order. At least `limit` of them when
  // there are as many, and never a part of what one position changed; a call
  // looks at a bounded stretch, so it may give none and still move on.
  absl::StatusOr<FeedAnswer> Feed(Position from, int limit) const;

  // The last position recorded at or before `time`. kNotFound: there is none.
  absl::StatusOr<Position> PositionAt(absl::Time time) const;

  // The next position to fold: everything before it is in the answers.
  Position next() const;

  // OK while the projection folds; else why it stopped.
  absl::Status health() const;

  // Waits until `at_least` is folded. kDeadlineExceeded, or why it stopped.
  absl::Status Await(Position at_least, absl::Time deadline) const;

 private:
  const Projection& projection_;
  const TableInfo& table_;
  Slot& slot_;
  std::string name_;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_VIEW_H_
