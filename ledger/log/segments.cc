#include "ledger/log/segments.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// What is read at once: little for one entry, much for many.
constexpr size_t kBufferBytesMin = size_t{4} << 10;
constexpr size_t kBufferBytesMax = size_t{256} << 10;
constexpr size_t kEntryBytesGuess = 512;

size_t BufferBytes(int limit, const Place& begin, const Place& end) {
  const size_t asked =
      std::min<size_t>(limit, kBufferBytesMax) * kEntryBytesGuess;
  const size_t there = end.position - begin.position;
  return std::clamp(std::min(asked, there), kBufferBytesMin, kBufferBytesMax);
}

}  // namespace

Segments::Segments(const Disk& disk, std::vector<Segment> segments)
    : disk_(disk), segments_(std::move(segments)) {}

Segments::Stretch Segments::Locate(Offset from) const {
  absl::MutexLock lock(&mu_);
  auto after = std::upper_bound(
      segments_.begin(), segments_.end(), from,
      [](Offset offset, const Segment& each) { return offset < each.first; });
  const Segment& segment = *std::prev(after);
  Stretch stretch{.segment = segment.first, .end = segment.end};
  const Offset slot = (from - segment.first) / kIndexStride;
  if (slot >= segment.index.size()) {
    stretch.begin = segment.end;  // Nothing is there yet.
  } else {
    stretch.begin = {.offset = segment.first + slot * kIndexStride,
                     .position = segment.index[slot]};
  }
  return stretch;
}

absl::StatusOr<Offset> Segments::Read(Offset from, int limit,
                                      LogReader::Visit visit) const {
  while (limit > 0) {
    const Stretch stretch = Locate(from);
    if (from >= stretch.end.offset) break;
    ASSIGN_OR_RETURN(auto file, OpenSegment(disk_, stretch.segment,
                                            /*writable=*/false));
    FrameWalk walk(*file, stretch.begin, stretch.end.position,
                   BufferBytes(limit, stretch.begin, stretch.end));
    while (limit > 0 && walk.place().offset < stretch.end.offset) {
      const Offset at = walk.place().offset;
      const auto found = at < from ? walk.Skip() : walk.Next();
      if (found == FrameWalk::Found::kFailed) return walk.status();
      if (found != FrameWalk::Found::kEntry) {
        return FirstDamage(*file, stretch);
      }
      if (at < from) continue;
      from = at + 1;
      --limit;
      if (!visit(at, walk.entry())) return from;
    }
  }
  return from;
}

absl::Status Segments::FirstDamage(const DiskFile& file,
                                   const Stretch& stretch) const {
  FrameWalk walk(file, stretch.begin, stretch.end.position, kBufferBytesMax);
  while (true) {
    switch (walk.Next()) {
      case FrameWalk::Found::kEntry:
        continue;
      case FrameWalk::Found::kEnd:
        return DamagedEntry(disk_, walk.place().offset, "it is missing");
      case FrameWalk::Found::kBad:
        return DamagedEntry(disk_, walk.place().offset,
                            walk.status().message());
      case FrameWalk::Found::kFailed:
        return walk.status();
    }
  }
}

Offset Segments::End() const {
  absl::MutexLock lock(&mu_);
  return segments_.back().end.offset;
}

absl::StatusOr<Offset> Segments::AwaitBeyond(Offset from,
                                             absl::Time deadline) const {
  absl::MutexLock lock(&mu_);
  const auto beyond = [this, from]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return segments_.back().end.offset > from;
  };
  if (!mu_.AwaitWithDeadline(absl::Condition(&beyond), deadline)) {
    return absl::DeadlineExceededError(
        absl::StrCat("no entry at or after offset ", from, " of log \"",
                     disk_.name(), "\" came in time"));
  }
  return segments_.back().end.offset;
}

void Segments::Add(Offset first) {
  absl::MutexLock lock(&mu_);
  segments_.push_back(Segment{.first = first});
}

void Segments::Publish(Place end, const SparseIndex& index) {
  absl::MutexLock lock(&mu_);
  Segment& last = segments_.back();
  last.end = end;
  last.index.insert(last.index.end(), index.begin(), index.end());
}

Segment Segments::Last() const {
  absl::MutexLock lock(&mu_);
  return segments_.back();
}

std::pair<Offset, Place> Segments::LastBounds() const {
  absl::MutexLock lock(&mu_);
  return {segments_.back().first, segments_.back().end};
}

absl::StatusOr<std::unique_ptr<DiskFile>> OpenSegment(const Disk& disk,
                                                      Offset first,
                                                      bool writable) {
  const std::string name = SegmentName(first, kEntriesSuffix);
  ASSIGN_OR_RETURN(auto file, disk.Open(name, writable));
  char header[kHeaderBytes];
  ASSIGN_OR_RETURN(const size_t size, file->Read(0, header, sizeof(header)));
  const std::string wrong = CheckHeader(absl::string_view(header, size), first);
  if (!wrong.empty()) {
    return absl::DataLossError(absl::StrCat("segment \"", name, "\" of log \"",
                                            disk.name(), "\", from offset ",
                                            first, " on, is damaged: ", wrong));
  }
  return file;
}

absl::Status DamagedEntry(const Disk& disk, Offset offset,
                          absl::string_view why) {
  return absl::DataLossError(absl::StrCat("entry at offset ", offset,
                                          " of log \"", disk.name(),
                                          "\" is damaged: ", why));
}

}  // namespace loopledger
