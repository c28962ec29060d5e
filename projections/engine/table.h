// A typed table of a projection: rows of one message type, by key.
//
// A table is a constant that the fold and the readers name. Its number leads
// each of its keys in the store, so it is unique in its projection; to change
// a number, a row's meaning or the fold is to raise the projection's version.
#ifndef PROJECTIONS_ENGINE_TABLE_H_
#define PROJECTIONS_ENGINE_TABLE_H_

#include <google/protobuf/message.h>

#include <cstdint>

#include "absl/strings/string_view.h"

namespace loopledger {

enum class Keep : uint8_t {
  // Every version of a row, readable as of any position, and in the change
  // feed. Such a table is a view.
  kHistory,
  // The row as it is now. For a projection's own memory; no reader sees it.
  kLatest,
  // As kLatest, and whole in memory, in the order of its keys, so that a fold
  // may scan it. For small tables.
  kResident,
};

template <typename RowType>
struct Table {
  absl::string_view name;
  uint8_t number;
  Keep keep = Keep::kHistory;
};

// A table without its type.
struct TableInfo {
  absl::string_view name;
  uint8_t number;
  Keep keep;
  const google::protobuf::Message& (*prototype)();
};

template <typename RowType>
constexpr TableInfo Describe(const Table<RowType>& table) {
  return {.name = table.name,
          .number = table.number,
          .keep = table.keep,
          .prototype = []() -> const google::protobuf::Message& {
            return RowType::default_instance();
          }};
}

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_TABLE_H_
