#include "ledger/log/file_log.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// Room is made in steps that double with the segment, so that a small log stays
// small and a busy one rarely stops for it.
constexpr uint64_t kRoomStepMin = uint64_t{64} << 10;
constexpr uint64_t kRoomStepMax = uint64_t{1} << 20;
// Handed over and not yet on the disk.
constexpr uint64_t kPendingBytesMax = uint64_t{64} << 20;
// How long a log is idle before its mark is synced by itself.
constexpr absl::Duration kIdle = absl::Milliseconds(2);
// How often a full disk is asked again, for what was already taken.
constexpr absl::Duration kNoRoomRetry = absl::Milliseconds(50);

// What the disk holds after a failed write or sync is unknown, and asking it
// again would not tell: the restart reads what is there.
void StopUnlessOk(const Disk& disk, const absl::Status& status) {
  if (status.ok()) return;
  CheckFailed(__FILE__, __LINE__,
              absl::StrCat("log \"", disk.name(),
                           "\" stops, for what its disk holds is unknown: ",
                           status.message())
                  .c_str());
}

// Makes segment `first` under another name and renames it once it is whole, so
// that a segment that is there has a header and a mark.
absl::StatusOr<std::unique_ptr<DiskFile>> CreateSegment(Disk& disk,
                                                        Offset first) {
  const std::string made = SegmentName(first, kNewSuffix);
  ASSIGN_OR_RETURN(auto file, disk.Create(made));
  const uint64_t room_end = kFramesBegin + kRoomStepMin;
  absl::Status status = file->Grow(0, room_end);
  if (status.ok()) status = file->Write(0, EncodeHeader(first));
  if (status.ok()) status = WriteMark(*file, first, Mark{});
  if (!status.ok()) {
    (void)disk.Remove(made);  // Opening the log removes it, too.
    return status;
  }
  StopUnlessOk(disk, file->Sync());
  RETURN_IF_ERROR(disk.Rename(made, SegmentName(first, kEntriesSuffix)));
  StopUnlessOk(disk, disk.SyncNames());
  return OpenSegment(disk, first, /*writable=*/true);  // By its own name.
}

absl::Status RemoveUnfinished(Disk& disk, const Survey& survey) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, disk.List());
  bool removed = false;
  for (const std::string& name : names) {
    if (!ParseSegmentName(name, kNewSuffix)) continue;
    RETURN_IF_ERROR(disk.Remove(name));
    removed = true;
  }
  for (const Offset first : survey.leftovers) {
    RETURN_IF_ERROR(disk.Remove(SegmentName(first, kEntriesSuffix)));
    removed = true;
  }
  return removed ? disk.SyncNames() : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLog>> FileLog::Open(
    std::unique_ptr<Disk> disk, FileLogOptions options) {
  ASSIGN_OR_RETURN(auto lock, disk->Lock());
  ASSIGN_OR_RETURN(Survey survey,
                   SurveyLog(*disk, /*acknowledged_only=*/false));
  RETURN_IF_ERROR(RemoveUnfinished(*disk, survey));
  std::unique_ptr<DiskFile> file;
  if (survey.segments.empty()) {
    ASSIGN_OR_RETURN(file, CreateSegment(*disk, 0));
    survey.segments.push_back(Segment{});
  } else {
    const Offset first = survey.segments.back().first;
    ASSIGN_OR_RETURN(file, OpenSegment(*disk, first, /*writable=*/true));
    RETURN_IF_ERROR(SettleTail(survey, *file));
  }
  for (const Segment& each : survey.segments) {
    const auto& unindexed = survey.unindexed;
    if (std::count(unindexed.begin(), unindexed.end(), each.first) > 0) {
      WriteIndex(*disk, each);
    }
  }
  ASSIGN_OR_RETURN(const uint64_t room_end, file->Size());
  return absl::WrapUnique(new FileLog({.disk = std::move(disk),
                                       .lock = std::move(lock),
                                       .survey = std::move(survey),
                                       .file = std::move(file),
                                       .room_end = room_end},
                                      options));
}

FileLog::FileLog(Found found, FileLogOptions options)
    : disk_(std::move(found.disk)),
      lock_(std::move(found.lock)),
      options_(options),
      recovery_(found.survey.recovery),
      segments_(*disk_, std::move(found.survey.segments)),
      room_end_(found.room_end) {
  const Segment last = segments_.Last();
  auto growing = std::make_unique<Growing>();
  growing->first = last.first;
  growing->file = std::move(found.file);
  growing->mark = found.survey.mark;
  tail_ = growing.get();
  next_ = last.end;
  growing_.push_back(std::move(growing));
  thread_ = std::thread([this] { Run(); });
}

FileLog::~FileLog() {
  OnDelivery(nullptr);
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  thread_.join();
}

absl::StatusOr<Offset> FileLog::Read(Offset from, int limit,
                                     Visit visit) const {
  return segments_.Read(from, limit, visit);
}

absl::StatusOr<Offset> FileLog::End() const { return segments_.End(); }

absl::StatusOr<Offset> FileLog::AwaitBeyond(Offset from,
                                            absl::Time deadline) const {
  return segments_.AwaitBeyond(from, deadline);
}

absl::Status FileLog::Append(absl::Span<const std::string> entries) {
  if (entries.empty()) return absl::OkStatus();
  uint64_t bytes = 0;
  for (const std::string& entry : entries) {
    if (entry.size() > kLogEntryBytesMax) {
      return absl::InvalidArgumentError(absl::StrCat(
          "could not append an entry of ", entry.size(), " bytes to log \"",
          disk_->name(), "\": at most ", kLogEntryBytesMax, " are allowed"));
    }
    bytes += kFrameHeaderBytes + entry.size();
  }
  {
    absl::MutexLock lock(&mu_);
    if (no_room_) {
      return absl::ResourceExhaustedError(
          absl::StrCat("log \"", disk_->name(), "\" has no room on its disk"));
    }
    if (pending_bytes_ + bytes > kPendingBytesMax) {
      return absl::ResourceExhaustedError(
          absl::StrCat("log \"", disk_->name(), "\" has ", pending_bytes_,
                       " bytes on their way to the disk and takes no more"));
    }
  }
  RETURN_IF_ERROR(MakeRoom(bytes));
  Batch batch = Frame(entries);
  absl::MutexLock lock(&mu_);
  HandOver(std::move(batch));
  return absl::OkStatus();
}

// Entries are taken only where there is room for them already.
absl::Status FileLog::MakeRoom(uint64_t bytes) {
  if (next_.offset > tail_->first &&
      next_.position + bytes > options_.segment_bytes) {
    RETURN_IF_ERROR(BeginSegment());
  }
  if (next_.position + bytes <= room_end_) return absl::OkStatus();
  const uint64_t step = std::clamp(room_end_, kRoomStepMin, kRoomStepMax);
  const uint64_t needed = next_.position + bytes;
  absl::Status grown = tail_->file->Grow(room_end_, needed + step);
  if (grown.ok()) {
    room_end_ = needed + step;
    return grown;
  }
  // The last of a disk's room is room, too.
  RETURN_IF_ERROR(tail_->file->Grow(room_end_, needed));
  room_end_ = needed;
  return absl::OkStatus();
}

absl::Status FileLog::BeginSegment() {
  auto growing = std::make_unique<Growing>();
  growing->first = next_.offset;
  ASSIGN_OR_RETURN(growing->file, CreateSegment(*disk_, next_.offset));
  ASSIGN_OR_RETURN(room_end_, growing->file->Size());
  tail_ = growing.get();
  next_.position = kFramesBegin;
  absl::MutexLock lock(&mu_);
  growing_.push_back(std::move(growing));
  return absl::OkStatus();
}

FileLog::Batch FileLog::Frame(absl::Span<const std::string> entries) {
  Batch batch{.segment = tail_, .begin = next_};
  for (const std::string& entry : entries) {
    if ((next_.offset - tail_->first) % kIndexStride == 0) {
      batch.index.push_back(static_cast<uint32_t>(next_.position));
    }
    AppendFrame(next_.offset, entry, batch.frames);
    ++next_.offset;
    next_.position += kFrameHeaderBytes + entry.size();
  }
  batch.end = next_;
  batch.last_bytes = entries.back().size();
  return batch;
}

void FileLog::HandOver(Batch batch) {
  pending_bytes_ += batch.frames.size();
  if (pending_.empty() || pending_.back().segment != batch.segment) {
    pending_.push_back(std::move(batch));
    return;
  }
  Batch& last = pending_.back();
  last.end = batch.end;
  last.frames.append(batch.frames);
  last.index.insert(last.index.end(), batch.index.begin(), batch.index.end());
  last.last_bytes = batch.last_bytes;
}

std::vector<Delivery> FileLog::TakeDeliveries() {
  absl::MutexLock lock(&mu_);
  return std::exchange(deliveries_, {});
}

void FileLog::OnDelivery(std::function<void()> wake) {
  absl::MutexLock lock(&wake_mu_);
  wake_ = std::move(wake);
}

void FileLog::Run() {
  DiskFile* marked = nullptr;  // Holds a mark that no sync has covered yet.
  const auto work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return !pending_.empty() || stopping_;
  };
  while (true) {
    std::vector<Batch> batches;
    {
      absl::MutexLock lock(&mu_);
      mu_.AwaitWithTimeout(
          absl::Condition(&work),
          marked == nullptr ? absl::InfiniteDuration() : kIdle);
      if (pending_.empty() && stopping_ && marked == nullptr) return;
      batches.swap(pending_);
    }
    if (batches.empty() && marked != nullptr) {
      StopUnlessOk(*disk_, marked->Sync());
      marked = nullptr;
    }
    for (const Batch& batch : batches) {
      if (!Commit(batch)) return;
      marked = batch.segment->file.get();
    }
  }
}

bool FileLog::Commit(const Batch& batch) {
  FinishSegmentsBefore(*batch.segment);
  Growing& segment = *batch.segment;
  DiskFile& file = *segment.file;
  const absl::string_view frames = batch.frames;
  if (!WriteWhenThereIsRoom(file, batch.begin.position, frames)) return false;
  StopUnlessOk(*disk_, file.Sync());
  segment.mark = {
      .sequence = segment.mark.sequence + 1,
      .end = batch.end.offset,
      .frames_end = batch.end.position,
      .head = LeafHash(frames.substr(frames.size() - batch.last_bytes))};
  const uint64_t slot = kMarkBegin[segment.mark.sequence % 2];
  const std::string mark = EncodeMark(segment.mark, segment.first);
  if (!WriteWhenThereIsRoom(file, slot, mark)) return false;
  Deliver(batch);
  return true;
}

// Room was made before anything was taken; but on a file system that never
// writes in place even that may need more. What was taken waits, and meanwhile
// Append refuses. False: the log was closed before there was room.
bool FileLog::WriteWhenThereIsRoom(DiskFile& file, uint64_t at,
                                   absl::string_view bytes) {
  while (true) {
    const absl::Status written = file.Write(at, bytes);
    absl::MutexLock lock(&mu_);
    no_room_ = absl::IsResourceExhausted(written);
    if (!no_room_) {
      StopUnlessOk(*disk_, written);
      return true;
    }
    if (mu_.AwaitWithTimeout(absl::Condition(&stopping_), kNoRoomRetry)) {
      return false;
    }
  }
}

// An entry of a later segment is written only after all earlier ones are
// acknowledged; so an earlier segment that does not reach up to the next one is
// damaged, never torn.
void FileLog::FinishSegmentsBefore(const Growing& segment) {
  std::vector<std::unique_ptr<Growing>> finished;
  {
    absl::MutexLock lock(&mu_);
    while (growing_.front().get() != &segment) {
      finished.push_back(std::move(growing_.front()));
      growing_.pop_front();
    }
  }
  if (finished.empty()) return;
  WriteIndex(*disk_, segments_.Last());
  segments_.Add(segment.first);
}

void FileLog::Deliver(const Batch& batch) {
  segments_.Publish(batch.end, batch.index);
  {
    absl::MutexLock lock(&mu_);
    pending_bytes_ -= batch.frames.size();
    for (Offset at = batch.begin.offset; at < batch.end.offset; ++at) {
      deliveries_.push_back({.status = absl::OkStatus(), .offset = at});
    }
  }
  absl::MutexLock lock(&wake_mu_);
  if (wake_) wake_();
}

absl::StatusOr<std::unique_ptr<FileLog>> OpenFileLog(absl::string_view path,
                                                     FileLogOptions options) {
  auto disk = OpenDirectory(path, /*create=*/true);
  auto log = disk.ok()
                 ? FileLog::Open(*std::move(disk), options)
                 : absl::StatusOr<std::unique_ptr<FileLog>>(disk.status());
  if (log.ok() || absl::IsDataLoss(log.status())) return log;
  return absl::Status(log.status().code(),
                      absl::StrCat("could not open log \"", path,
                                   "\": ", log.status().message()));
}

}  // namespace loopledger
