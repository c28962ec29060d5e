#include "ledger/log/recovery.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/frame_walk.h"

namespace loopledger {
namespace {

constexpr size_t kScanBytes = size_t{1} << 20;
// A writer may be at work on either slot while both are read.
constexpr int kMarkReadsMax = 8;
constexpr Offset kNoStop = std::numeric_limits<Offset>::max();

struct Scanned {
  Segment segment;
  Digest head_at_mark = kZeroDigest;  // Of the last entry before `mark_end`.
  Digest head = kZeroDigest;          // Of the last entry.
  absl::Status stopped_by;  // Not OK: the entry at the end is not whole.
};

// Walks the entries of a segment up to `stop`, or to the first that is not
// whole.
absl::StatusOr<Scanned> Scan(const DiskFile& file, Offset first, Offset stop,
                             Offset mark_end) {
  Scanned scanned{.segment = {.first = first}};
  Place& end = scanned.segment.end;
  FrameWalk walk(file, end, FrameWalk::kToTheEnd, kScanBytes);
  std::string last;  // The last entry, for its hash; entries die with a step.
  while (end.offset < stop) {
    const auto found = walk.Next();
    if (found == FrameWalk::Found::kFailed) return walk.status();
    scanned.stopped_by = walk.status();
    if (found != FrameWalk::Found::kEntry) break;
    if ((end.offset - first) % kIndexStride == 0) {
      scanned.segment.index.push_back(static_cast<uint32_t>(end.position));
    }
    end = walk.place();
    last.assign(walk.entry().data(), walk.entry().size());
    if (end.offset == mark_end) scanned.head_at_mark = LeafHash(last);
  }
  if (end.offset > first) scanned.head = LeafHash(last);
  return scanned;
}

// How many bytes from `begin` on reach up to the last one that is not zero.
absl::StatusOr<uint64_t> WrittenBytes(const DiskFile& file, uint64_t begin) {
  std::string buffer(kScanBytes, '\0');
  uint64_t written_end = begin;
  for (uint64_t at = begin;;) {
    ASSIGN_OR_RETURN(const size_t got,
                     file.Read(at, buffer.data(), buffer.size()));
    if (got == 0) return written_end - begin;
    const absl::string_view bytes(buffer.data(), got);
    const size_t last = bytes.find_last_not_of('\0');
    if (last != absl::string_view::npos) written_end = at + last + 1;
    at += got;
  }
}

absl::StatusOr<std::vector<Offset>> ListSegments(const Disk& disk) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, disk.List());
  std::vector<Offset> firsts;
  for (const std::string& name : names) {
    if (const auto first = ParseSegmentName(name, kEntriesSuffix)) {
      firsts.push_back(*first);
    }
  }
  std::sort(firsts.begin(), firsts.end());
  return firsts;
}

std::optional<Segment> ReadIndex(const Disk& disk, Offset first) {
  auto file = disk.Open(SegmentName(first, kIndexSuffix), /*writable=*/false);
  if (!file.ok()) return std::nullopt;
  const absl::StatusOr<uint64_t> size = (*file)->Size();
  if (!size.ok()) return std::nullopt;
  std::string bytes(*size, '\0');
  const auto got = (*file)->Read(0, bytes.data(), bytes.size());
  if (!got.ok() || *got != bytes.size()) return std::nullopt;
  std::optional<ParsedIndex> parsed = ParseIndex(bytes, first);
  if (!parsed) return std::nullopt;
  return Segment{.first = first,
                 .end = {.offset = parsed->end, .position = parsed->frames_end},
                 .index = std::move(parsed->index)};
}

// A segment that another one follows: it must reach up to that one.
absl::Status AddFinished(const Disk& disk, Offset first, Offset next,
                         Survey& survey) {
  ASSIGN_OR_RETURN(auto file, OpenSegment(disk, first, /*writable=*/false));
  if (auto indexed = ReadIndex(disk, first);
      indexed && indexed->end.offset == next) {
    survey.segments.push_back(*std::move(indexed));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Scanned scanned, Scan(*file, first, next, next));
  if (scanned.segment.end.offset != next) {
    return DamagedEntry(disk, scanned.segment.end.offset,
                        scanned.stopped_by.ok() ? "it is missing"
                                                : scanned.stopped_by.message());
  }
  survey.unindexed.push_back(first);
  survey.segments.push_back(std::move(scanned.segment));
  return absl::OkStatus();
}

// Everything before the mark must be there, and end in the marked hash.
absl::Status CheckMark(const Disk& disk, const Mark& mark,
                       const Scanned& scanned) {
  const Place& end = scanned.segment.end;
  if (mark.end > end.offset) {
    return DamagedEntry(disk, end.offset,
                        scanned.stopped_by.ok()
                            ? "it was acknowledged and is missing"
                            : scanned.stopped_by.message());
  }
  if (mark.end > 0 && scanned.head_at_mark != mark.head) {
    return DamagedEntry(disk, mark.end - 1,
                        "it is not the one that was acknowledged");
  }
  return absl::OkStatus();
}

absl::Status AddLast(const Disk& disk, Offset first, bool acknowledged_only,
                     Survey& survey) {
  ASSIGN_OR_RETURN(auto file, OpenSegment(disk, first, /*writable=*/false));
  ASSIGN_OR_RETURN(const Mark mark, ReadMark(disk, *file, first));
  const Offset stop = acknowledged_only ? std::max(first, mark.end) : kNoStop;
  ASSIGN_OR_RETURN(Scanned scanned, Scan(*file, first, stop, mark.end));
  RETURN_IF_ERROR(CheckMark(disk, mark, scanned));
  const Place end = scanned.segment.end;
  survey.mark = mark;
  survey.head = scanned.head;
  survey.segments.push_back(std::move(scanned.segment));
  if (acknowledged_only) return absl::OkStatus();
  survey.recovery.kept = end.offset - std::max(first, mark.end);
  ASSIGN_OR_RETURN(survey.recovery.torn_bytes,
                   WrittenBytes(*file, end.position));
  return absl::OkStatus();
}

// A segment is made when the first entry that belongs into it is taken, and
// written once all before it are acknowledged. So one without a whole entry and
// without a mark was never begun; there may be several at the end.
absl::StatusOr<bool> IsLeftover(const Disk& disk, Offset first,
                                bool acknowledged_only) {
  ASSIGN_OR_RETURN(auto file, OpenSegment(disk, first, /*writable=*/false));
  ASSIGN_OR_RETURN(const Mark mark, ReadMark(disk, *file, first));
  if (mark.end > 0) return false;
  if (acknowledged_only) return true;
  ASSIGN_OR_RETURN(const Scanned scanned, Scan(*file, first, first + 1, 0));
  return scanned.segment.end.offset == first;
}

}  // namespace

absl::StatusOr<Survey> SurveyLog(const Disk& disk, bool acknowledged_only) {
  ASSIGN_OR_RETURN(std::vector<Offset> firsts, ListSegments(disk));
  Survey survey;
  if (firsts.empty()) return survey;
  if (firsts.front() != 0) {
    return DamagedEntry(disk, 0, "its segment is missing");
  }
  while (firsts.size() > 1) {
    ASSIGN_OR_RETURN(const bool leftover,
                     IsLeftover(disk, firsts.back(), acknowledged_only));
    if (!leftover) break;
    survey.leftovers.push_back(firsts.back());
    firsts.pop_back();
  }
  for (size_t i = 0; i + 1 < firsts.size(); ++i) {
    RETURN_IF_ERROR(AddFinished(disk, firsts[i], firsts[i + 1], survey));
  }
  RETURN_IF_ERROR(AddLast(disk, firsts.back(), acknowledged_only, survey));
  return survey;
}

absl::Status SettleTail(Survey& survey, DiskFile& file) {
  const Segment& last = survey.segments.back();
  const std::string zeros(kScanBytes, '\0');
  uint64_t left = survey.recovery.torn_bytes;
  for (uint64_t at = last.end.position; left > 0;) {
    const size_t size = std::min<uint64_t>(left, zeros.size());
    RETURN_IF_ERROR(file.Write(at, absl::string_view(zeros.data(), size)));
    at += size;
    left -= size;
  }
  RETURN_IF_ERROR(file.Sync());
  survey.mark.sequence += 1;
  survey.mark.end = last.end.offset > last.first ? last.end.offset : 0;
  survey.mark.frames_end = last.end.position;
  survey.mark.head = survey.head;
  RETURN_IF_ERROR(WriteMark(file, last.first, survey.mark));
  return file.Sync();
}

absl::StatusOr<Mark> ReadMark(const Disk& disk, const DiskFile& file,
                              Offset first) {
  std::optional<Mark> newest;
  for (int tries = 0; !newest && tries < kMarkReadsMax; ++tries) {
    for (const uint64_t begin : kMarkBegin) {
      char bytes[kMarkBytes];
      ASSIGN_OR_RETURN(const size_t size,
                       file.Read(begin, bytes, sizeof(bytes)));
      const auto mark = ParseMark(absl::string_view(bytes, size), first);
      if (mark && (!newest || mark->sequence > newest->sequence)) newest = mark;
    }
  }
  if (!newest) {
    return absl::DataLossError(absl::StrCat(
        "segment \"", SegmentName(first, kEntriesSuffix), "\" of log \"",
        disk.name(), "\", from offset ", first,
        " on, is damaged: neither of its marks matches its checksum"));
  }
  return *newest;
}

absl::Status WriteMark(DiskFile& file, Offset first, const Mark& mark) {
  return file.Write(kMarkBegin[mark.sequence % 2], EncodeMark(mark, first));
}

void WriteIndex(Disk& disk, const Segment& segment) {
  auto file = disk.Create(SegmentName(segment.first, kIndexSuffix));
  if (!file.ok()) return;
  // A half-written one does not match its checksum and is not used.
  (void)(*file)->Write(0, EncodeIndex(segment.first, segment.end.offset,
                                      segment.end.position, segment.index));
}

}  // namespace loopledger
