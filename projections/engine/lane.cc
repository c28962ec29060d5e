#include "projections/engine/lane.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// Decoded at once, before any of it is folded.
constexpr int kChunkRecordsMax = 512;
constexpr size_t kChunkBytesMax = size_t{512} << 10;
// So few are folded sooner than a crew is called.
constexpr size_t kAloneMax = 8;

// One step of a lane: what is known while the log is read.
class Step {
 public:
  Step(absl::Span<Follower* const> lane, const Stride& stride, Decoder& decoder,
       Crew& crew)
      : lane_(lane),
        stride_(stride),
        decoder_(decoder),
        crew_(crew),
        cursor_(lane.front()->cursor) {
    for (const Follower* follower : lane) {
      read_from_ = std::max(read_from_, follower->read_from);
    }
  }

  // True when there was something to read.
  bool Run(const LogReader& log) {
    const Offset from = read_from_;
    absl::Status read;
    while (read.ok() && !cut_ && records_ < stride_.records_max) {
      const Offset before = read_from_;
      read = ReadChunk(log);
      FoldChunk();
      if (read_from_ == before) break;
    }
    Commit();
    if (!read.ok()) Halt(read);
    if (!unreadable_.ok()) Halt(unreadable_);
    const bool moved = read_from_ != from;
    for (Follower* follower : lane_) follower->at_end = !moved && !cut_;
    return moved;
  }

 private:
  absl::Status ReadChunk(const LogReader& log) {
    decoder_.Forget();
    chunk_.clear();
    chunk_bytes_ = 0;
    const int limit =
        std::min(kChunkRecordsMax, stride_.records_max - records_);
    ASSIGN_OR_RETURN(const Offset end,
                     log.Read(read_from_, limit,
                              [this](Offset offset, absl::string_view entry) {
                                return Take(offset, entry);
                              }));
    // What was not taken is not passed over.
    if (!cut_) read_from_ = std::max(read_from_, end);
    return absl::OkStatus();
  }

  // False: take no more now.
  bool Take(Offset offset, absl::string_view entry) {
    if (cursor_.head.next == stride_.until) return Cut();
    const Head before = cursor_.head;
    if (cursor_.head.Judge(entry) != Verdict::kInLedger) {
      ++void_entries_;
      read_from_ = offset + 1;
      return true;
    }
    absl::StatusOr<Recorded> at = decoder_.Decode(before.next, entry);
    if (!at.ok()) {
      cursor_.head = before;
      unreadable_ = std::move(at).status();
      return Cut();
    }
    chunk_.push_back(*at);
    chunk_bytes_ += entry.size();
    cursor_.last_offset = offset;
    read_from_ = offset + 1;
    return chunk_bytes_ < kChunkBytesMax;
  }

  void FoldChunk() {
    ForEach(chunk_.size(), [this](Follower& follower) {
      for (const Recorded& at : chunk_) follower.folding->Fold(at);
    });
    records_ += static_cast<int>(chunk_.size());
    size_t bytes = 0;
    bool folding = false;  // Any of them.
    for (const Follower* follower : lane_) {
      folding |= follower->folding->status().ok();
      bytes = std::max(bytes, follower->folding->pending_bytes());
    }
    if (!folding || bytes >= stride_.bytes_max) Cut();
  }

  // `work` is about so many records.
  void ForEach(size_t records, absl::FunctionRef<void(Follower&)> work) {
    if (records <= kAloneMax) {
      for (Follower* follower : lane_) work(*follower);
    } else {
      crew_.Share(lane_.size(), [&](size_t i) { work(*lane_[i]); });
    }
  }

  bool Cut() {
    cut_ = true;
    return false;
  }

  void Commit() {
    ForEach(static_cast<size_t>(records_), [this](Follower& follower) {
      follower.void_entries += void_entries_;
      follower.read_from = read_from_;
      if (records_ == 0) return;
      absl::Status stored = follower.folding->Commit(cursor_);
      if (!stored.ok()) return follower.Halt(std::move(stored));
      follower.cursor = cursor_;
      follower.unflushed += static_cast<uint64_t>(records_);
    });
  }

  void Halt(const absl::Status& why) {
    for (Follower* follower : lane_) {
      if (follower->health.ok()) follower->Halt(why);
    }
  }

  const absl::Span<Follower* const> lane_;
  const Stride& stride_;
  Decoder& decoder_;
  Crew& crew_;
  std::vector<Recorded> chunk_;
  size_t chunk_bytes_ = 0;
  Cursor cursor_;
  Offset read_from_ = 0;
  bool cut_ = false;  // Stopped before the log's end, or the limit.
  int records_ = 0;
  uint64_t void_entries_ = 0;
  absl::Status unreadable_;
};

}  // namespace

void Follower::Restart() {
  cursor = store->cursor();
  read_from = cursor.head.next == 0 ? 0 : cursor.last_offset + 1;
  at_end = false;
  gait = Gait::kFolding;
  health = absl::OkStatus();
  absl::Status restarted = folding->Restart();
  if (!restarted.ok()) Halt(std::move(restarted));
}

void Follower::Halt(absl::Status why) {
  const bool lasting = absl::IsDataLoss(why) || absl::IsUnimplemented(why);
  gait = lasting ? Gait::kStopped : Gait::kWaiting;
  health = absl::Status(
      why.code(),
      absl::StrCat("projection ", projection->name,
                   lasting ? " stopped at position " : " waits at position ",
                   cursor.head.next, ": ", why.message()));
}

absl::Status CheckHead(const LogReader& log, const Cursor& cursor) {
  if (cursor.head.next == 0) return absl::OkStatus();
  const std::string folded = absl::Base64Escape(AsBytes(cursor.head.head));
  std::string found;
  RETURN_IF_ERROR(log.Read(cursor.last_offset, 1,
                           [&](Offset offset, absl::string_view entry) {
                             if (offset != cursor.last_offset) return false;
                             found =
                                 absl::Base64Escape(AsBytes(LeafHash(entry)));
                             return false;
                           })
                      .status());
  if (found == folded) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the record it folded at position ", cursor.head.next - 1,
                   " is not in this log: it had the hash ", folded,
                   ", the log has ", found.empty() ? "nothing" : found,
                   " there; the log was cut, altered or replaced"));
}

bool Advance(const LogReader& log, absl::Span<Follower* const> lane,
             const Stride& stride, Decoder& decoder, Crew& crew) {
  return Step(lane, stride, decoder, crew).Run(log);
}

}  // namespace loopledger
