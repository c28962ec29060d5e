// A disk in memory that forgets what was not synced.
//
// It holds one directory for as long as it lives, for one opened log after
// another. What is written can be read at once, and is kept at the next sync;
// when the power is cut, each sector written since then may or may not be
// there, in any combination, and so may each change of a name. It can also be
// full, and its syncs can fail.
#ifndef TESTS_LOG_FAKE_DISK_H_
#define TESTS_LOG_FAKE_DISK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "ledger/log/disk.h"

namespace loopledger {

class FakeDisk {
 public:
  static constexpr size_t kSectorBytes = 512;
  static constexpr int kNever = -1;

  // A view of it to open a log on. Keeps a reference; the fake outlives it.
  std::unique_ptr<Disk> Open();

  // From now on nothing reaches it any more, neither writes nor syncs, though
  // they are answered as if they did; what it loses is drawn from `random`.
  // Close the log then, and call PowerOn before opening one again.
  void CutPower(std::mt19937_64& random);
  // The same, but it loses nothing: it was the process that died.
  void KillProcess();
  // Either of them at the write or sync that comes after `count` more.
  void CutPowerAfter(int count, std::mt19937_64& random);
  void KillProcessAfter(int count);
  bool has_power() const;
  void PowerOn();

  // Bytes that all files together may have.
  void set_room(uint64_t bytes);
  // Whether a write over bytes that are there needs room as well.
  void set_writes_elsewhere(bool elsewhere);
  // What writing or syncing answers instead of doing it.
  void FailWrites(absl::Status status);
  void FailSyncs(absl::Status status);

  // What lies on it. `Contents` crashes when there is no such file.
  std::vector<std::string> Names() const;
  std::string Contents(const std::string& name) const;
  void SetContents(const std::string& name, std::string contents);
  // Syncs of files so far; the other waits until there were `count`.
  int syncs() const;
  bool AwaitSyncs(int count) const;

 private:
  friend class FakeFile;
  friend class FakeDirectory;

  struct File {
    std::string now;     // What a read finds.
    std::string synced;  // What a power cut leaves for certain.
  };
  using Number = int;  // Of a file, whatever its name.
  using Directory = std::map<std::string, Number>;

  absl::Status Write(Number file, uint64_t at, absl::string_view bytes);
  absl::Status Grow(Number file, uint64_t begin, uint64_t end);
  absl::Status Sync(Number file);
  void Lose(std::mt19937_64& random) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void CountDown() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  uint64_t used() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable absl::Mutex mu_;
  std::vector<File> files_ ABSL_GUARDED_BY(mu_);
  Directory names_ ABSL_GUARDED_BY(mu_);
  Directory synced_names_ ABSL_GUARDED_BY(mu_);
  bool power_ ABSL_GUARDED_BY(mu_) = true;
  int until_end_ ABSL_GUARDED_BY(mu_) = kNever;
  std::mt19937_64* end_random_ ABSL_GUARDED_BY(mu_) = nullptr;
  bool locked_ ABSL_GUARDED_BY(mu_) = false;
  uint64_t room_ ABSL_GUARDED_BY(mu_) = uint64_t{1} << 40;
  bool elsewhere_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status write_failure_ ABSL_GUARDED_BY(mu_);
  absl::Status sync_failure_ ABSL_GUARDED_BY(mu_);
  int syncs_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace loopledger

#endif  // TESTS_LOG_FAKE_DISK_H_
