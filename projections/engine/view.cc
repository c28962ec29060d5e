#include "projections/engine/view.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "ledger/base/clock.h"
#include "projections/engine/slot.h"
#include "projections/engine/store.h"

namespace loopledger {

View::View(const Projection& projection, const TableInfo& table, Slot& slot)
    : projection_(projection),
      table_(table),
      slot_(slot),
      name_(absl::StrCat(projection.name, ".", table.name)) {}

const google::protobuf::Descriptor& View::row_type() const {
  return *table_.prototype().GetDescriptor();
}

absl::StatusOr<RowAnswer> View::Get(absl::string_view key,
                                    std::optional<Position> as_of) const {
  return slot_.Read<RowAnswer>(
      [&](const Store& store) { return store.Get(table_, key, as_of); });
}

absl::StatusOr<RowsAnswer> View::List(const ListQuery& query) const {
  return slot_.Read<RowsAnswer>(
      [&](const Store& store) { return store.List(table_, query); });
}

absl::StatusOr<HistoryAnswer> View::History(absl::string_view key,
                                            std::optional<Position> as_of,
                                            int limit) const {
  return slot_.Read<HistoryAnswer>([&](const Store& store) {
    return store.History(table_, key, as_of, limit);
  });
}

absl::StatusOr<FeedAnswer> View::Feed(Position from, int limit) const {
  return slot_.Read<FeedAnswer>(
      [&](const Store& store) { return store.Feed(table_, from, limit); });
}

absl::StatusOr<Position> View::PositionAt(absl::Time time) const {
  return slot_.Read<Position>(
      [&](const Store& store) { return store.PositionAt(ToMicros(time)); });
}

Position View::next() const { return slot_.next(); }

absl::Status View::health() const { return slot_.health(); }

absl::Status View::Await(Position at_least, absl::Time deadline) const {
  return slot_.Await(at_least, deadline);
}

}  // namespace loopledger
