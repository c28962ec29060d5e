// The readers' view of a log on a disk: which segments there are, where in them
// entries stand, and up to where they are acknowledged.
//
// Safe for concurrent use; Add, Publish and Seal are for one thread at a time.
// `disk` must outlive it. Files are opened for the length of a Read, so that a
// log may have more segments than a process may have files.
#ifndef LEDGER_LOG_SEGMENTS_H_
#define LEDGER_LOG_SEGMENTS_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/log/disk.h"
#include "ledger/log/event_log.h"
#include "ledger/log/format.h"
#include "ledger/log/frame_walk.h"

namespace loopledger {

// One segment, as far as its entries are acknowledged.
struct Segment {
  Offset first = 0;
  Place end = {.offset = first, .position = kFramesBegin};
  SparseIndex index;  // Of the entries before `end`.
};

class Segments {
 public:
  Segments(const Disk& disk, std::vector<Segment> segments);
  Segments(const Segments&) = delete;
  Segments& operator=(const Segments&) = delete;

  // As in LogReader.
  absl::StatusOr<Offset> Read(Offset from, int limit,
                              LogReader::Visit visit) const;
  Offset End() const;
  absl::StatusOr<Offset> AwaitBeyond(Offset from, absl::Time deadline) const;

  // Begins a segment after the last one.
  void Add(Offset first);
  // Moves the end of the last segment to `end`; `index` has the places of the
  // entries between that belong into it.
  void Publish(Place end, const SparseIndex& index);
  // The last segment; a copy.
  Segment Last() const;
  // Where it begins and ends.
  std::pair<Offset, Place> LastBounds() const;

 private:
  // What to read for `from`: a segment's first offset, a place at or before
  // `from` in it, and where its entries end.
  struct Stretch {
    Offset segment = 0;
    Place begin;
    Place end;
  };
  Stretch Locate(Offset from) const;
  // The first entry of the stretch that is damaged: the one that was asked for
  // may only have been looked for in the wrong place.
  absl::Status FirstDamage(const DiskFile& file, const Stretch& stretch) const;

  const Disk& disk_;
  mutable absl::Mutex mu_;
  std::vector<Segment> segments_ ABSL_GUARDED_BY(mu_);  // Never empty.
};

// Opens the file of segment `first` and checks its header. kDataLoss names the
// log, the segment and what is wrong.
absl::StatusOr<std::unique_ptr<DiskFile>> OpenSegment(const Disk& disk,
                                                      Offset first,
                                                      bool writable);

// "entry at offset 42 of log "x" is damaged: why".
absl::Status DamagedEntry(const Disk& disk, Offset offset,
                          absl::string_view why);

}  // namespace loopledger

#endif  // LEDGER_LOG_SEGMENTS_H_
