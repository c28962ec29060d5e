// The keys of a store. One column family holds everything; the first byte says
// what a pair is, so that what is written together stands together:
//
//   key                           value
//   C table row-key               links, state, row: the row as it is now
//   F position table row-key      state, back links, row: a version, and the
//                                 change feed, written in order
//   M                             the cursor (store.h)
//   S table row-key               row: a table without history
//   T time position               the times of kTimesPerPair records from
//                                 `position` on, as distances
//
// table is one byte, position and time are 8 bytes, big endian; state is one
// byte, 1 for a row and 0 for its absence.
#ifndef PROJECTIONS_ENGINE_KEYS_H_
#define PROJECTIONS_ENGINE_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/log/rule.h"

namespace loopledger {

inline constexpr char kCurrentPrefix = 'C';
inline constexpr char kFeedPrefix = 'F';
inline constexpr char kCursorPrefix = 'M';
inline constexpr char kLatestPrefix = 'S';
inline constexpr char kTimePrefix = 'T';

inline constexpr char kPresent = 1;
inline constexpr char kAbsent = 0;

inline constexpr int kTimesPerPair = 128;

void PutBigEndian(uint64_t value, std::string& out);
uint64_t BigEndian(absl::string_view eight_bytes);

void PutVarint(uint64_t value, std::string& out);
bool TakeVarint(absl::string_view& in, uint64_t& value);

// With an empty row key: the prefix of the table.
std::string CurrentKey(uint8_t table, absl::string_view row_key);
std::string LatestKey(uint8_t table, absl::string_view row_key);
std::string FeedKey(Position position, uint8_t table,
                    absl::string_view row_key);
std::string TimeKey(int64_t time, Position position);

// Every key of `table` in the prefix is at least CurrentKey(table, "") and
// below this.
std::string AfterTable(char prefix, uint8_t table);

struct FeedKeyParts {
  Position position = 0;
  uint8_t table = 0;
  absl::string_view row_key;
};
// False: no key of the feed.
bool ParseFeedKey(absl::string_view key, FeedKeyParts& parts);

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_KEYS_H_
