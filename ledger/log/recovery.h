// What a log's directory holds, and how a log that was cut short is made whole.
//
// The mark tells a torn tail from damage: entries before it were acknowledged,
// so one that is missing or broken there is kDataLoss, named by its offset.
// Beyond it, whole entries are kept, and from the first that is not whole on,
// what was written is torn: nobody was ever told that it is there.
#ifndef LEDGER_LOG_RECOVERY_H_
#define LEDGER_LOG_RECOVERY_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/log/disk.h"
#include "ledger/log/event_log.h"
#include "ledger/log/format.h"
#include "ledger/log/segments.h"

namespace loopledger {

// Found when a log is opened.
struct Recovery {
  uint64_t torn_bytes = 0;  // Written after the last whole entry.
  Offset kept = 0;          // Whole entries beyond the mark.
};

// What a directory holds. Nothing in it was changed.
struct Survey {
  std::vector<Segment> segments;  // The last one is where to go on.
  Mark mark;                      // Of the last one, as it was found.
  Digest head = kZeroDigest;      // Of its last entry; zeros if it has none.
  std::vector<Offset> leftovers;  // Segments after it that were never begun.
  std::vector<Offset> unindexed;  // Segments without a usable index file.
  Recovery recovery;
};

// `acknowledged_only`: somebody is writing, so nothing beyond the mark counts,
// whole or not. A directory without segments gives none.
absl::StatusOr<Survey> SurveyLog(const Disk& disk, bool acknowledged_only);

// For the one who holds the lock: writes zeros over what was torn, syncs what
// was kept, and moves the mark to the end. `file` is the last segment.
absl::Status SettleTail(Survey& survey, DiskFile& file);

// Reads the higher mark of the two. kDataLoss: neither slot holds one.
absl::StatusOr<Mark> ReadMark(const Disk& disk, const DiskFile& file,
                              Offset first);
// Writes it to the slot whose turn it is.
absl::Status WriteMark(DiskFile& file, Offset first, const Mark& mark);

// Keeps the index of a finished segment beside it. It can always be made anew,
// so it is never synced, and a failure only costs time at the next opening.
void WriteIndex(Disk& disk, const Segment& segment);

}  // namespace loopledger

#endif  // LEDGER_LOG_RECOVERY_H_
