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

// Takes one field's value; `open_groups` holds the numbers of open groups.
bool TakeValue(Wire& wire, uint64_t field, int type,
               std::vector<uint64_t>& open_groups, uint64_t& number,
               absl::string_view& bytes) {
  switch (type) {
    case kVarint:
      return wire.Varint(number);
    case kFixed64:
      return wire.Bytes(8, bytes);
    case kBytes:
      return wire.Varint(number, kTagBytesMax) && wire.Bytes(number, bytes);
    case kGroup:
      open_groups.push_back(field);
      return open_groups.size() <= kGroupDepthMax;
    case kEndGroup:
      if (open_groups.empty() || open_groups.back() != field) return false;
      open_groups.pop_back();
      return true;
    case kFixed32:
      return wire.Bytes(4, bytes);
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
    const uint64_t field = tag >> 3;
    const int type = static_cast<int>(tag & 7);
    const bool top = open_groups.empty();
    uint64_t number = 0;
    absl::string_view bytes;
    if (field == 0 ||
        !TakeValue(wire, field, type, open_groups, number, bytes)) {
      return false;
    }
    if (!top) continue;
    if (field == 1 && type == kBytes) previous = bytes;
    if (field == 2 && type == kVarint) links.position = number;
    if (field == 3 && type == kVarint) {
      links.recorded_at = static_cast<int64_t>(number);
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
