// Walks the frames of one segment in order, through one buffer.
//
// `file` must outlive it. For one thread.
#ifndef LEDGER_LOG_FRAME_WALK_H_
#define LEDGER_LOG_FRAME_WALK_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/log/disk.h"
#include "ledger/log/event_log.h"

namespace loopledger {

// A frame's first byte, and the offset of the entry in it.
struct Place {
  Offset offset = 0;
  uint64_t position = 0;
};

class FrameWalk {
 public:
  enum class Found {
    kEntry,
    kEnd,     // Nothing was written from here on, or `end` is reached.
    kBad,     // What is here is no frame; status() says why.
    kFailed,  // The disk could not be read; status() says why.
  };
  static constexpr uint64_t kToTheEnd = std::numeric_limits<uint64_t>::max();

  // Reads `buffer_bytes` at a time, and nothing from the byte `end` on.
  FrameWalk(const DiskFile& file, Place from, uint64_t end,
            size_t buffer_bytes);

  // Goes on to the next entry, which lives until the next call.
  Found Next() { return Step(/*verify=*/true); }
  // The same for an entry that nobody will look at: its checksum is not judged.
  Found Skip() { return Step(/*verify=*/false); }

  absl::string_view entry() const { return entry_; }
  // The frame after the last entry found.
  const Place& place() const { return place_; }
  const absl::Status& status() const { return status_; }

 private:
  Found Step(bool verify);
  Found Bad(absl::string_view why);
  // Makes `size` bytes from the place on available; fewer at the end.
  size_t Fill(size_t size);
  const char* here() const { return buffer_.get() + begin_; }

  const DiskFile& file_;
  const uint64_t end_;
  Place place_;
  size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0;   // In the buffer, of the byte at place_.position.
  size_t filled_ = 0;  // In the buffer, after the last byte read.
  absl::string_view entry_;
  absl::Status status_;
};

}  // namespace loopledger

#endif  // LEDGER_LOG_FRAME_WALK_H_
