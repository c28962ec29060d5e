// Reads an embedded log, closed or in use, without its lock and without
// changing anything.
//
// While a writer has the log, what it acknowledged is there, and what it goes
// on to acknowledge follows. A log that nobody writes is read as far as its
// next writer will find it, also when it was cut short. Safe for concurrent
// use.
#ifndef LEDGER_LOG_FILE_LOG_READER_H_
#define LEDGER_LOG_FILE_LOG_READER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "ledger/log/disk.h"
#include "ledger/log/event_log.h"
#include "ledger/log/recovery.h"
#include "ledger/log/segments.h"

namespace loopledger {

class FileLogReader final : public LogReader {
 public:
  // kNotFound: there is no log. kDataLoss: see recovery.h.
  static absl::StatusOr<std::unique_ptr<FileLogReader>> Open(
      std::unique_ptr<Disk> disk);
  FileLogReader(const FileLogReader&) = delete;
  FileLogReader& operator=(const FileLogReader&) = delete;

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override;
  absl::StatusOr<Offset> End() const override;
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override;

  // What opening it found; nothing in a log that is in use.
  const Recovery& recovery() const { return recovery_; }

 private:
  FileLogReader(std::unique_ptr<Disk> disk, const Survey& survey);

  // Takes note of what was acknowledged since the last time.
  absl::Status Refresh() const;
  absl::Status FollowLast() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mu_);
  absl::StatusOr<bool> FollowNext() const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mu_);

  const std::unique_ptr<Disk> disk_;
  const Recovery recovery_;
  mutable absl::Mutex refresh_mu_;  // One at a time moves the end.
  mutable Segments segments_;
};

// Reads the log in the directory `path`.
absl::StatusOr<std::unique_ptr<FileLogReader>> OpenFileLogReader(
    absl::string_view path);

}  // namespace loopledger

#endif  // LEDGER_LOG_FILE_LOG_READER_H_
