#include "ledger/log/rule.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace loopledger {
namespace {

enum WireType {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5
};

// Deeper nesting of groups is not well-formed, as in every protobuf parser.
constexpr size_t kGroupDepthMax = 100;

// Of tags and lengths. Libraries refuse longer ones, so an entry with one
// must not become a record that they cannot read.
constexpr int kTagBytesMax = 5;

class Wire {
 public:
  explicit Wire(absl::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }

  // At most `bytes_max` bytes; bits beyond the 64th are dropped.
  bool Varint(uint64_t& value, int bytes_max = 10) {
    value = 0;
    for (int shift = 0; shift < 7 * bytes_max; shift += 7) {
      if (rest_.empty()) return false;
      const auto byte = static_cast<uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  bool Bytes(uint64_t size, absl::string_view& bytes) {
    if (size > rest_.size()) return false;
    bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

 private:
  absl::string_view rest_;
};

struct Field {
  uint64_t number = 0;
  int type = 0;
  uint64_t varint = 0;      // The value, or the length of `bytes`.
  absl::string_view bytes;  // The value of any other type.
};

// Takes one field's value; `open_groups` holds the numbers of open groups.
bool TakeValue(Wire& wire, std::vector<uint64_t>& open_groups, Field& field) {
  switch (field.type) {
    case kVarint:
      return wire.Varint(field.varint);
    case kFixed64:
      return wire.Bytes(8, field.bytes);
    case kBytes:
      return wire.Varint(field.varint, kTagBytesMax) &&
             wire.Bytes(field.varint, field.bytes);
    case kGroup:
      open_groups.push_back(field.number);
      return open_groups.size() <= kGroupDepthMax;
    case kEndGroup:
      if (open_groups.empty() || open_groups.back() != field.number) {
        return false;
      }
      open_groups.pop_back();
      return true;
    case kFixed32:
      return wire.Bytes(4, field.bytes);
    default:
      return false;
  }
}

}  // namespace

absl::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kInLedger:
      return "in ledger";
    case Verdict::kTooLarge:
      return "too large";
    case Verdict::kMalformed:
      return "malformed";
    case Verdict::kWrongPosition:
      return "wrong position";
    case Verdict::kWrongPredecessor:
      return "wrong predecessor";
    case Verdict::kTimeWentBack:
      return "time went back";
  }
  return "unknown";
}

bool ReadLinks(absl::string_view entry, Links& links) {
  links = Links{};
  Wire wire(entry);
  absl::string_view previous;
  std::vector<uint64_t> open_groups;
  while (!wire.done()) {
    uint64_t tag = 0;
    if (!wire.Varint(tag, kTagBytesMax) ||
        tag > std::numeric_limits<uint32_t>::max()) {
      return false;
    }
    Field field{.number = tag >> 3, .type = static_cast<int>(tag & 7)};
    const bool top = open_groups.empty();
    if (field.number == 0 || !TakeValue(wire, open_groups, field)) return false;
    if (!top) continue;
    if (field.number == 1 && field.type == kBytes) previous = field.bytes;
    if (field.number == 2 && field.type == kVarint) {
      links.position = field.varint;
    }
    if (field.number == 3 && field.type == kVarint) {
      links.recorded_at = static_cast<int64_t>(field.varint);
    }
  }
  if (!open_groups.empty() || previous.size() != links.previous.size()) {
    return false;
  }
  std::copy(previous.begin(), previous.end(), links.previous.begin());
  return true;
}

Verdict Head::Judge(absl::string_view entry) {
  if (entry.size() > kRecordBytesMax) return Verdict::kTooLarge;
  Links links;
  if (!ReadLinks(entry, links)) return Verdict::kMalformed;
  if (links.position != next) return Verdict::kWrongPosition;
  if (links.previous != head) return Verdict::kWrongPredecessor;
  if (links.recorded_at < time) return Verdict::kTimeWentBack;
  ++next;
  head = LeafHash(entry);
  time = links.recorded_at;
  return Verdict::kInLedger;
}

}  // namespace loopledger
