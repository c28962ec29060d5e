#include "ledger/log/file_log_reader.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/log/format.h"
#include "ledger/log/frame_walk.h"

namespace loopledger {
namespace {

// How often a reader looks whether another process has written more.
constexpr absl::Duration kLookAgain = absl::Milliseconds(5);
constexpr size_t kFollowBytes = size_t{64} << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<FileLogReader>> FileLogReader::Open(
    std::unique_ptr<Disk> disk) {
  ASSIGN_OR_RETURN(bool in_use, disk->Locked());
  ASSIGN_OR_RETURN(Survey survey, SurveyLog(*disk, in_use));
  if (!in_use) {
    // Whoever began to write meanwhile may have been read half way.
    ASSIGN_OR_RETURN(in_use, disk->Locked());
    if (in_use) {
      ASSIGN_OR_RETURN(survey, SurveyLog(*disk, /*acknowledged_only=*/true));
    }
  }
  if (survey.segments.empty()) {
    return absl::NotFoundError("there is no log in this directory");
  }
  return absl::WrapUnique(new FileLogReader(std::move(disk), survey));
}

FileLogReader::FileLogReader(std::unique_ptr<Disk> disk, const Survey& survey)
    : disk_(std::move(disk)),
      recovery_(survey.recovery),
      segments_(*disk_, survey.segments) {}

absl::StatusOr<Offset> FileLogReader::Read(Offset from, int limit,
                                           Visit visit) const {
  const Offset known = segments_.End();
  if (from >= known || known - from < static_cast<Offset>(limit)) {
    RETURN_IF_ERROR(Refresh());
  }
  return segments_.Read(from, limit, visit);
}

absl::StatusOr<Offset> FileLogReader::End() const {
  RETURN_IF_ERROR(Refresh());
  return segments_.End();
}

// The writer is another process, which wakes nobody.
absl::StatusOr<Offset> FileLogReader::AwaitBeyond(Offset from,
                                                  absl::Time deadline) const {
  while (true) {
    RETURN_IF_ERROR(Refresh());
    const absl::Time look_again = SystemClock().Now() + kLookAgain;
    const auto end =
        segments_.AwaitBeyond(from, std::min(deadline, look_again));
    if (end.ok() || deadline < look_again) return end;
  }
}

absl::Status FileLogReader::Refresh() const {
  absl::MutexLock lock(&refresh_mu_);
  while (true) {
    RETURN_IF_ERROR(FollowLast());
    ASSIGN_OR_RETURN(const bool more, FollowNext());
    if (!more) return absl::OkStatus();
  }
}

// Goes on in the last segment, up to its mark.
absl::Status FileLogReader::FollowLast() const {
  const auto [first, known] = segments_.LastBounds();
  ASSIGN_OR_RETURN(const auto file,
                   OpenSegment(*disk_, first, /*writable=*/false));
  ASSIGN_OR_RETURN(const Mark mark, ReadMark(*disk_, *file, first));
  if (mark.end <= known.offset) return absl::OkStatus();
  FrameWalk walk(*file, known, mark.frames_end, kFollowBytes);
  SparseIndex index;
  while (walk.place().offset < mark.end) {
    const Place place = walk.place();
    const auto found = walk.Skip();
    if (found == FrameWalk::Found::kFailed) return walk.status();
    if (found != FrameWalk::Found::kEntry) {
      return DamagedEntry(*disk_, place.offset,
                          found == FrameWalk::Found::kEnd
                              ? "it was acknowledged and is missing"
                              : walk.status().message());
    }
    if ((place.offset - first) % kIndexStride == 0) {
      index.push_back(static_cast<uint32_t>(place.position));
    }
  }
  segments_.Publish(walk.place(), index);
  return absl::OkStatus();
}

// Whether a segment follows the last one and has anything acknowledged.
absl::StatusOr<bool> FileLogReader::FollowNext() const {
  const auto [first, end] = segments_.LastBounds();
  if (end.offset == first) return false;
  const auto file = OpenSegment(*disk_, end.offset, /*writable=*/false);
  if (absl::IsNotFound(file.status())) return false;
  RETURN_IF_ERROR(file.status());
  ASSIGN_OR_RETURN(const Mark mark, ReadMark(*disk_, **file, end.offset));
  if (mark.end == 0) return false;
  segments_.Add(end.offset);
  return true;
}

absl::StatusOr<std::unique_ptr<FileLogReader>> OpenFileLogReader(
    absl::string_view path) {
  auto disk = OpenDirectory(path, /*create=*/false);
  auto log =
      disk.ok() ? FileLogReader::Open(*std::move(disk))
                : absl::StatusOr<std::unique_ptr<FileLogReader>>(disk.status());
  if (log.ok() || absl::IsDataLoss(log.status())) return log;
  return absl::Status(log.status().code(),
                      absl::StrCat("could not read log \"", path,
                                   "\": ", log.status().message()));
}

}  // namespace loopledger
