#include "ledger/log/frame_walk.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "ledger/log/format.h"

namespace loopledger {

FrameWalk::FrameWalk(const DiskFile& file, Place from, uint64_t end,
                     size_t buffer_bytes)
    : file_(file),
      end_(end),
      place_(from),
      capacity_(std::max(buffer_bytes, kFrameHeaderBytes)),
      buffer_(std::make_unique_for_overwrite<char[]>(capacity_)) {}

size_t FrameWalk::Fill(size_t size) {
  const size_t have = filled_ - begin_;
  if (have >= size) return have;
  if (size > capacity_) {
    capacity_ = size;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
    std::memcpy(larger.get(), here(), have);
    buffer_ = std::move(larger);
  } else {
    std::memmove(buffer_.get(), here(), have);
  }
  begin_ = 0;
  filled_ = have;
  const uint64_t next = place_.position + have;
  const size_t wanted =
      std::min<uint64_t>(capacity_ - have, end_ - std::min(end_, next));
  const absl::StatusOr<size_t> got =
      file_.Read(next, buffer_.get() + filled_, wanted);
  if (!got.ok()) {
    status_ = got.status();
    return have;
  }
  filled_ += *got;
  return filled_ - begin_;
}

FrameWalk::Found FrameWalk::Bad(absl::string_view why) {
  status_ = absl::DataLossError(why);
  return Found::kBad;
}

FrameWalk::Found FrameWalk::Step(bool verify) {
  entry_ = {};
  const size_t have = Fill(kFrameHeaderBytes);
  if (!status_.ok()) return Found::kFailed;
  if (have < kFrameHeaderBytes) {
    const bool blank =
        std::all_of(here(), here() + have, [](char byte) { return byte == 0; });
    return blank ? Found::kEnd : Bad("its frame is cut off");
  }
  const FrameHeader header = ParseFrameHeader(here());
  if (IsBlank(header)) return Found::kEnd;
  if (header.size > kLogEntryBytesMax) {
    return Bad(absl::StrCat("its frame claims ", header.size, " bytes"));
  }
  const size_t whole = kFrameHeaderBytes + header.size;
  if (Fill(whole) < whole) {
    return status_.ok() ? Bad("its frame is cut off") : Found::kFailed;
  }
  entry_ = absl::string_view(here() + kFrameHeaderBytes, header.size);
  if (verify && FrameChecksum(place_.offset, entry_) != header.checksum) {
    return Bad("it does not match its checksum");
  }
  begin_ += whole;
  place_.position += whole;
  ++place_.offset;
  return Found::kEntry;
}

}  // namespace loopledger
