// What the file log asks of a disk, and no more: the seam at which tests put a
// disk that is full, that fails, or that loses power.
//
// A Disk is one directory. kResourceExhausted means that there is no room, and
// that asking again later is right. Nothing here is retried or buffered.
#ifndef LEDGER_LOG_DISK_H_
#define LEDGER_LOG_DISK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace loopledger {

// One open file. Reads are safe beside everything, and so is one Grow; Write
// and Sync are for one thread at a time.
class DiskFile {
 public:
  virtual ~DiskFile() = default;

  // Reads up to `size` bytes from `at` on; fewer only at the file's end.
  virtual absl::StatusOr<size_t> Read(uint64_t at, char* buffer,
                                      size_t size) const = 0;
  virtual absl::StatusOr<uint64_t> Size() const = 0;

  // Writes all of `bytes`. After a failure any part of them may be there.
  virtual absl::Status Write(uint64_t at, absl::string_view bytes) = 0;

  // Grows the file from `begin` to `end` with zeros that are really there, so
  // that writing over them needs no more room. Changes nothing when it fails.
  virtual absl::Status Grow(uint64_t begin, uint64_t end) = 0;

  // Everything written is on the disk once this returns OK. After a failure
  // nobody knows what is, and another call would not tell.
  virtual absl::Status Sync() = 0;
};

// Held while it lives.
class DiskLock {
 public:
  virtual ~DiskLock() = default;
};

class Disk {
 public:
  virtual ~Disk() = default;

  // The directory, for messages.
  virtual absl::string_view name() const = 0;

  // kUnavailable names the process that holds the lock.
  virtual absl::StatusOr<std::unique_ptr<DiskLock>> Lock() = 0;
  // Whether somebody holds it; takes nothing.
  virtual absl::StatusOr<bool> Locked() const = 0;

  virtual absl::StatusOr<std::vector<std::string>> List() const = 0;
  // kNotFound: there is no such file.
  virtual absl::StatusOr<std::unique_ptr<DiskFile>> Open(
      absl::string_view file, bool writable) const = 0;
  // An empty file; one that is there already is emptied.
  virtual absl::StatusOr<std::unique_ptr<DiskFile>> Create(
      absl::string_view file) = 0;
  virtual absl::Status Rename(absl::string_view from, absl::string_view to) = 0;
  virtual absl::Status Remove(absl::string_view file) = 0;
  // Names made, changed and removed are on the disk once this returns OK.
  virtual absl::Status SyncNames() = 0;
};

// The directory `path` of this machine. `create` makes it where it is missing;
// else kNotFound.
absl::StatusOr<std::unique_ptr<Disk>> OpenDirectory(absl::string_view path,
                                                    bool create);

}  // namespace loopledger

#endif  // LEDGER_LOG_DISK_H_
