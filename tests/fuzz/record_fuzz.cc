// Any bytes as a log entry: the rule reads its links as docs/formats/record.md
// says, advances only on an entry that extends the head, and what it lets in
// the protobuf library can read too.
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/sha256.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {
namespace {

// The grammar of the page, written plainly: every field at its place in the
// entry, recursion for groups.
class PlainReader {
 public:
  explicit PlainReader(const std::string& entry) : entry_(entry) {}

  bool Read(Links& links) {
    if (!Fields(/*depth=*/0, /*group=*/0) || at_ != entry_.size() ||
        previous_.size() != 32) {
      return false;
    }
    std::copy(previous_.begin(), previous_.end(), links_.previous.begin());
    links = links_;
    return true;
  }

 private:
  // Up to the end of the entry, or of `group`.
  bool Fields(int depth, uint64_t group) {
    while (at_ < entry_.size()) {
      uint64_t tag = 0;
      if (!Varint(tag, 5) || tag >= uint64_t{1} << 32 || tag >> 3 == 0) {
        return false;
      }
      if ((tag & 7) == 4) return depth > 0 && tag >> 3 == group;
      if (!Value(depth, tag >> 3, tag & 7)) return false;
    }
    return depth == 0;
  }

  bool Value(int depth, uint64_t field, uint64_t type) {
    uint64_t number = 0;
    if (type == 0) {
      if (!Varint(number, 10)) return false;
      if (depth == 0 && field == 2) links_.position = number;
      if (depth == 0 && field == 3) {
        links_.recorded_at = static_cast<int64_t>(number);
      }
      return true;
    }
    if (type == 1) return Skip(8);
    if (type == 3) return depth < 100 && Fields(depth + 1, field);
    if (type == 5) return Skip(4);
    if (type != 2 || !Varint(number, 5)) return false;
    const size_t begin = at_;
    if (!Skip(number)) return false;
    if (depth == 0 && field == 1) previous_ = entry_.substr(begin, number);
    return true;
  }

  bool Varint(uint64_t& value, int bytes_max) {
    value = 0;
    for (int i = 0; i < bytes_max; ++i) {
      if (at_ == entry_.size()) return false;
      const auto byte = static_cast<uint8_t>(entry_[at_++]);
      value |= static_cast<uint64_t>(byte & 127) << (7 * i);
      if (byte < 128) return true;
    }
    return false;
  }

  bool Skip(uint64_t size) {
    if (size > entry_.size() - at_) return false;
    at_ += size;
    return true;
  }

  const std::string& entry_;
  size_t at_ = 0;
  std::string previous_;
  Links links_;
};

void CheckLinks(const std::string& entry) {
  Links links, expected;
  const bool read = ReadLinks(entry, links);
  CHECK(read == PlainReader(entry).Read(expected));
  if (!read) return;
  CHECK(links.previous == expected.previous);
  CHECK(links.position == expected.position);
  CHECK(links.recorded_at == expected.recorded_at);
  // Every field is unknown to Empty, so this asks for well-formedness alone.
  CHECK(google::protobuf::Empty().ParseFromString(entry));
}

void CheckJudgement(const std::string& entry) {
  Head head;
  const Verdict verdict = head.Judge(entry);
  CHECK(!VerdictName(verdict).empty());
  if (verdict != Verdict::kInLedger) {
    CHECK(head == Head());
    return;
  }
  CHECK(entry.size() <= kRecordBytesMax);
  CHECK(head.next == 1);
  CHECK(head.head == LeafHash(entry));
  v1::Record record;
  if (record.ParseFromString(entry)) {  // Its body may still be nonsense.
    CHECK(record.position() == 0);
    CHECK(record.recorded_at() == head.time);
  }
  const Head before = head;
  CHECK(head.Judge(entry) == Verdict::kWrongPosition);  // A second time.
  CHECK(head == before);
}

}  // namespace
}  // namespace loopledger

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const google::protobuf::LogSilencer no_complaints_about_utf8;
  const std::string entry(reinterpret_cast<const char*>(data), size);
  loopledger::CheckLinks(entry);
  loopledger::CheckJudgement(entry);
  return 0;
}
