// The half of Store that readers use: each call is one consistent look.
#include <rocksdb/iterator.h>
#include <rocksdb/snapshot.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "projections/engine/keys.h"
#include "projections/engine/lineage.h"
#include "projections/engine/marking_field.h"
#include "projections/engine/slice.h"
#include "projections/engine/store.h"

namespace loopledger {
namespace {

// A call to Feed looks at no more changes of other tables than this.
constexpr int kFeedLookMax = 10000;

struct Version {
  Position position = 0;
  bool present = false;
  BackLinks back;
  absl::string_view row;
};

struct Current {
  Lineage lineage;
  bool present = false;
  absl::string_view row;
};

bool Parse(absl::string_view value, Current& current) {
  if (!current.lineage.Decode(value) || value.empty()) return false;
  current.present = value[0] == kPresent;
  current.row = value.substr(1);
  return current.lineage.versions() > 0;
}

bool Parse(absl::string_view value, Version& version) {
  if (value.empty()) return false;
  version.present = value[0] == kPresent;
  value.remove_prefix(1);
  if (!Decode(value, version.back)) return false;
  version.row = value;
  return true;
}

StoredRow MakeRow(absl::string_view key, Position position,
                  absl::string_view bytes, int marking_field) {
  return {.key = std::string(key),
          .position = position,
          .bytes = std::string(bytes),
          .marking = ReadMarking(bytes, marking_field)};
}

}  // namespace

class Store::Reading {
 public:
  Reading(const Store& store, const TableInfo& table)
      : store_(store),
        table_(table),
        snapshot_(store.db_.get()),
        marking_field_(MarkingField(*table.prototype().GetDescriptor())) {
    options_.snapshot = snapshot_.snapshot();
  }

  // Learns the cursor, and the cut that `as_of` means.
  absl::Status Begin(std::optional<Position> as_of) {
    rocksdb::PinnableSlice value;
    ASSIGN_OR_RETURN(const bool found,
                     Find(std::string(1, kCursorPrefix), value));
    if (found) {
      absl::string_view in = AsView(value);
      uint64_t skipped = 0;  // The format and the version.
      if (!TakeVarint(in, skipped) || !TakeVarint(in, skipped) ||
          !TakeVarint(in, next_)) {
        return Damaged("its cursor");
      }
    }
    if (!as_of.has_value()) return absl::OkStatus();
    if (*as_of >= next_) {
      return absl::OutOfRangeError(
          absl::StrCat("position ", *as_of, " is not folded yet: store ",
                       store_.directory_, " is at ", next_));
    }
    next_ = *as_of + 1;
    return absl::OkStatus();
  }

  Position next() const { return next_; }

  std::unique_ptr<rocksdb::Iterator> Iterate(absl::string_view begin,
                                             absl::string_view end) {
    end_ = std::string(end);
    end_slice_ = AsSlice(end_);
    options_.iterate_upper_bound = &end_slice_;
    std::unique_ptr<rocksdb::Iterator> at(store_.db_->NewIterator(options_));
    at->Seek(AsSlice(begin));
    return at;
  }

  // The row of `key` before next(), from what is stored as current.
  absl::StatusOr<std::optional<StoredRow>> RowOf(absl::string_view key,
                                                 absl::string_view value) {
    Current current;
    if (!Parse(value, current)) return Damaged(key);
    if (current.lineage.last() < next_) {
      if (!current.present) return std::nullopt;
      return MakeRow(key, current.lineage.last(), current.row, marking_field_);
    }
    if (current.lineage.first() >= next_) return std::nullopt;
    rocksdb::PinnableSlice holder;
    ASSIGN_OR_RETURN(const Version version,
                     VersionBefore(key, current.lineage.last(), holder));
    if (!version.present) return std::nullopt;
    return MakeRow(key, version.position, version.row, marking_field_);
  }

  // Follows the links from the version at `at` to the newest before next(),
  // which exists.
  absl::StatusOr<Version> VersionBefore(absl::string_view key, Position at,
                                        rocksdb::PinnableSlice& holder) {
    while (true) {
      ASSIGN_OR_RETURN(const Version version, VersionAt(key, at, holder));
      if (at < next_) return version;
      const BackLinks& back = version.back;
      if (back.previous == 0) return Damaged(key);
      const bool far = back.jump != 0 && at - back.jump >= next_;
      at -= far ? back.jump : back.previous;
    }
  }

  absl::StatusOr<Version> VersionAt(absl::string_view key, Position at,
                                    rocksdb::PinnableSlice& holder) {
    holder.Reset();
    ASSIGN_OR_RETURN(const bool found,
                     Find(FeedKey(at, table_.number, key), holder));
    Version version;
    if (!found || !Parse(AsView(holder), version)) return Damaged(key);
    version.position = at;
    return version;
  }

  absl::StatusOr<bool> Find(absl::string_view key,
                            rocksdb::PinnableSlice& value) {
    const rocksdb::Status status = store_.db_->Get(
        options_, store_.db_->DefaultColumnFamily(), AsSlice(key), &value);
    if (status.IsNotFound()) return false;
    RETURN_IF_ERROR(Check(status));
    return true;
  }

  absl::Status Check(const rocksdb::Status& status) const {
    return store_.Wrap(status, "read from");
  }

  absl::Status Damaged(absl::string_view what) const {
    return absl::DataLossError(absl::StrCat("could not read row ", what,
                                            " of table ", table_.name,
                                            " in store ", store_.directory_));
  }

  RowChange ChangeOf(absl::string_view key, Position position,
                     const Version& version) const {
    return {.deleted = !version.present,
            .row = MakeRow(key, position, version.row, marking_field_)};
  }

 private:
  const Store& store_;
  const TableInfo& table_;
  rocksdb::ManagedSnapshot snapshot_;
  rocksdb::ReadOptions options_;
  std::string end_;
  rocksdb::Slice end_slice_;
  Position next_ = 0;
  const int marking_field_;
};

absl::StatusOr<RowAnswer> Store::Get(const TableInfo& table,
                                     absl::string_view key,
                                     std::optional<Position> as_of) const {
  Reading reading(*this, table);
  RETURN_IF_ERROR(reading.Begin(as_of));
  RowAnswer answer{.row = std::nullopt, .next = reading.next()};
  rocksdb::PinnableSlice value;
  ASSIGN_OR_RETURN(const bool found,
                   reading.Find(CurrentKey(table.number, key), value));
  if (found) {
    ASSIGN_OR_RETURN(answer.row, reading.RowOf(key, AsView(value)));
  }
  return answer;
}

absl::StatusOr<RowsAnswer> Store::List(const TableInfo& table,
                                       const ListQuery& query) const {
  Reading reading(*this, table);
  RETURN_IF_ERROR(reading.Begin(query.as_of));
  RowsAnswer answer{.rows = {}, .more = false, .next = reading.next()};
  const std::string prefix = CurrentKey(table.number, "");
  std::string begin = absl::StrCat(prefix, query.after_key);
  if (!query.after_key.empty()) begin.push_back('\0');
  const auto at =
      reading.Iterate(begin, AfterTable(kCurrentPrefix, table.number));
  for (; at->Valid(); at->Next()) {
    const absl::string_view key = AsView(at->key()).substr(prefix.size());
    ASSIGN_OR_RETURN(std::optional<StoredRow> row,
                     reading.RowOf(key, AsView(at->value())));
    if (!row.has_value()) continue;
    if (answer.rows.size() >= static_cast<size_t>(query.limit)) {
      answer.more = true;
      break;
    }
    answer.rows.push_back(*std::move(row));
  }
  RETURN_IF_ERROR(reading.Check(at->status()));
  return answer;
}

absl::StatusOr<HistoryAnswer> Store::History(const TableInfo& table,
                                             absl::string_view key,
                                             std::optional<Position> as_of,
                                             int limit) const {
  Reading reading(*this, table);
  RETURN_IF_ERROR(reading.Begin(as_of));
  HistoryAnswer answer{.versions = {}, .more = false, .next = reading.next()};
  rocksdb::PinnableSlice value;
  ASSIGN_OR_RETURN(const bool found,
                   reading.Find(CurrentKey(table.number, key), value));
  Current current;
  if (!found) return answer;
  if (!Parse(AsView(value), current)) return reading.Damaged(key);
  if (current.lineage.first() >= reading.next()) return answer;
  rocksdb::PinnableSlice holder;
  ASSIGN_OR_RETURN(Version version,
                   reading.VersionBefore(key, current.lineage.last(), holder));
  while (answer.versions.size() < static_cast<size_t>(limit)) {
    answer.versions.push_back(reading.ChangeOf(key, version.position, version));
    if (version.back.previous == 0) return answer;
    ASSIGN_OR_RETURN(
        version, reading.VersionAt(
                     key, version.position - version.back.previous, holder));
  }
  answer.more = true;
  return answer;
}

absl::StatusOr<FeedAnswer> Store::Feed(const TableInfo& table, Position from,
                                       int limit) const {
  Reading reading(*this, table);
  RETURN_IF_ERROR(reading.Begin(std::nullopt));
  FeedAnswer answer{.changes = {}, .next = std::max(from, reading.next())};
  const auto at =
      reading.Iterate(FeedKey(from, 0, ""), std::string(1, kFeedPrefix + 1));
  int looked = 0;
  for (Position last = from; at->Valid(); at->Next(), ++looked) {
    FeedKeyParts parts;
    if (!ParseFeedKey(AsView(at->key()), parts)) {
      return reading.Damaged("of the feed");
    }
    const bool enough = answer.changes.size() >= static_cast<size_t>(limit) ||
                        looked >= kFeedLookMax;
    if (enough && parts.position != last) {
      answer.next = parts.position;
      return answer;
    }
    last = parts.position;
    if (parts.table != table.number) continue;
    Version version;
    if (!Parse(AsView(at->value()), version)) {
      return reading.Damaged(parts.row_key);
    }
    answer.changes.push_back(
        reading.ChangeOf(parts.row_key, parts.position, version));
  }
  RETURN_IF_ERROR(reading.Check(at->status()));
  return answer;
}

absl::StatusOr<Position> Store::PositionAt(int64_t time) const {
  std::unique_ptr<rocksdb::Iterator> at(
      db_->NewIterator(rocksdb::ReadOptions()));
  at->SeekForPrev(TimeKey(std::max(time, int64_t{0}), ~Position{0}));
  RETURN_IF_ERROR(Wrap(at->status(), "read from"));
  if (time < 0 || !at->Valid() || at->key()[0] != kTimePrefix) {
    return absl::NotFoundError("nothing was recorded by then");
  }
  const absl::string_view key = AsView(at->key());
  uint64_t known = BigEndian(key.substr(1));
  Position position = BigEndian(key.substr(9));
  absl::string_view distances = AsView(at->value());
  for (uint64_t distance = 0; TakeVarint(distances, distance); ++position) {
    known += distance;
    if (known > static_cast<uint64_t>(time)) break;
  }
  return position;
}

}  // namespace loopledger
