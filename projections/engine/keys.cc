#include "projections/engine/keys.h"

#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

std::string TableKey(char prefix, uint8_t table, absl::string_view row_key) {
  std::string key;
  key.reserve(2 + row_key.size());
  key.push_back(prefix);
  key.push_back(static_cast<char>(table));
  absl::StrAppend(&key, row_key);
  return key;
}

}  // namespace

void PutBigEndian(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

uint64_t BigEndian(absl::string_view eight_bytes) {
  uint64_t value = 0;
  for (const char byte : eight_bytes.substr(0, 8)) {
    value = value << 8 | static_cast<uint8_t>(byte);
  }
  return value;
}

void PutVarint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) {
    out.push_back(static_cast<char>(value | 0x80));
  }
  out.push_back(static_cast<char>(value));
}

bool TakeVarint(absl::string_view& in, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(in.front());
    in.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

std::string CurrentKey(uint8_t table, absl::string_view row_key) {
  return TableKey(kCurrentPrefix, table, row_key);
}

std::string LatestKey(uint8_t table, absl::string_view row_key) {
  return TableKey(kLatestPrefix, table, row_key);
}

std::string FeedKey(Position position, uint8_t table,
                    absl::string_view row_key) {
  std::string key;
  key.reserve(10 + row_key.size());
  key.push_back(kFeedPrefix);
  PutBigEndian(position, key);
  key.push_back(static_cast<char>(table));
  absl::StrAppend(&key, row_key);
  return key;
}

std::string TimeKey(int64_t time, Position position) {
  std::string key(1, kTimePrefix);
  PutBigEndian(static_cast<uint64_t>(time), key);
  PutBigEndian(position, key);
  return key;
}

std::string AfterTable(char prefix, uint8_t table) {
  if (table == 0xff) return std::string(1, static_cast<char>(prefix + 1));
  return TableKey(prefix, static_cast<uint8_t>(table + 1), "");
}

bool ParseFeedKey(absl::string_view key, FeedKeyParts& parts) {
  if (key.size() < 10 || key[0] != kFeedPrefix) return false;
  parts.position = BigEndian(key.substr(1));
  parts.table = static_cast<uint8_t>(key[9]);
  parts.row_key = key.substr(10);
  return true;
}

}  // namespace loopledger
