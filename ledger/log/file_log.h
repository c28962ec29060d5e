// The embedded log: a directory of segments on this machine's disk.
//
// What was handed over since the last sync is written at once, synced once and
// then delivered, by one thread of the log's own that lives from opening to
// destruction. An entry delivered with OK survives a crash and a power cut.
// A failed sync stops the process: what the disk then holds, nobody knows.
// A full disk refuses Append with kResourceExhausted until there is room.
//
// The directory is locked against a second writer. Readers need no lock:
// file_log_reader.h.
#ifndef LEDGER_LOG_FILE_LOG_H_
#define LEDGER_LOG_FILE_LOG_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ledger/log/disk.h"
#include "ledger/log/event_log.h"
#include "ledger/log/format.h"
#include "ledger/log/recovery.h"
#include "ledger/log/segments.h"

namespace loopledger {

struct FileLogOptions {
  // A segment that has grown beyond it is followed by another.
  uint64_t segment_bytes = uint64_t{64} << 20;
};

class FileLog final : public EventLog {
 public:
  // Makes the log where there is none, and settles one that was cut short.
  // kUnavailable: another process holds it. kDataLoss: see recovery.h.
  static absl::StatusOr<std::unique_ptr<FileLog>> Open(
      std::unique_ptr<Disk> disk, FileLogOptions options);

  // What was handed over is made durable first, unless the disk is full.
  ~FileLog() override;
  FileLog(const FileLog&) = delete;
  FileLog& operator=(const FileLog&) = delete;

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override;
  absl::StatusOr<Offset> End() const override;
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override;
  absl::Status Append(absl::Span<const std::string> entries) override;
  std::vector<Delivery> TakeDeliveries() override;
  void OnDelivery(std::function<void()> wake) override;
  bool exclusive() const override { return true; }

  // What opening it found.
  const Recovery& recovery() const { return recovery_; }

 private:
  // A segment being written. Append makes room in it; the thread writes to it.
  struct Growing {
    Offset first = 0;
    std::unique_ptr<DiskFile> file;
    Mark mark;  // The last one written.
  };
  // Entries of one segment that are on their way to it.
  struct Batch {
    Growing* segment = nullptr;
    Place begin;
    Place end;
    std::string frames;
    SparseIndex index;
    size_t last_bytes = 0;  // Of the last entry, which the mark hashes.
  };

  // What opening finds, before there is a log.
  struct Found {
    std::unique_ptr<Disk> disk;
    std::unique_ptr<DiskLock> lock;
    Survey survey;
    std::unique_ptr<DiskFile> file;  // The last segment's.
    uint64_t room_end = 0;
  };

  FileLog(Found found, FileLogOptions options);

  absl::Status MakeRoom(uint64_t bytes);
  absl::Status BeginSegment();
  Batch Frame(absl::Span<const std::string> entries);
  void HandOver(Batch batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  void Run();
  // False: the log was closed while there was no room for it.
  bool Commit(const Batch& batch);
  bool WriteWhenThereIsRoom(DiskFile& file, uint64_t at,
                            absl::string_view bytes);
  void FinishSegmentsBefore(const Growing& segment);
  void Deliver(const Batch& batch);

  const std::unique_ptr<Disk> disk_;
  const std::unique_ptr<DiskLock> lock_;
  const FileLogOptions options_;
  const Recovery recovery_;
  Segments segments_;

  // Append's own: where the next entry goes, and up to where there is room.
  Growing* tail_;
  Place next_;
  uint64_t room_end_;

  mutable absl::Mutex mu_;
  std::deque<std::unique_ptr<Growing>> growing_ ABSL_GUARDED_BY(mu_);
  std::vector<Batch> pending_ ABSL_GUARDED_BY(mu_);
  uint64_t pending_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  bool no_room_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Delivery> deliveries_ ABSL_GUARDED_BY(mu_);

  absl::Mutex wake_mu_;  // Held while waking, so that OnDelivery can end it.
  std::function<void()> wake_ ABSL_GUARDED_BY(wake_mu_);

  std::thread thread_;  // Last: it uses all of the above.
};

// Opens the log in the directory `path`, made where it is missing.
absl::StatusOr<std::unique_ptr<FileLog>> OpenFileLog(
    absl::string_view path, FileLogOptions options = {});

}  // namespace loopledger

#endif  // LEDGER_LOG_FILE_LOG_H_
