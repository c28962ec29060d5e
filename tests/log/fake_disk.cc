#include "tests/log/fake_disk.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"

namespace loopledger {

class FakeFile final : public DiskFile {
 public:
  FakeFile(FakeDisk& disk, int number) : disk_(disk), number_(number) {}

  absl::StatusOr<size_t> Read(uint64_t at, char* buffer,
                              size_t size) const override {
    absl::MutexLock lock(&disk_.mu_);
    const std::string& now = disk_.files_[number_].now;
    const size_t begin = std::min<uint64_t>(at, now.size());
    const size_t got = std::min(size, now.size() - begin);
    std::memcpy(buffer, now.data() + begin, got);
    return got;
  }
  absl::StatusOr<uint64_t> Size() const override {
    absl::MutexLock lock(&disk_.mu_);
    return disk_.files_[number_].now.size();
  }
  absl::Status Write(uint64_t at, absl::string_view bytes) override {
    return disk_.Write(number_, at, bytes);
  }
  absl::Status Grow(uint64_t begin, uint64_t end) override {
    return disk_.Grow(number_, begin, end);
  }
  absl::Status Sync() override { return disk_.Sync(number_); }

 private:
  FakeDisk& disk_;
  const int number_;
};

class FakeDirectory final : public Disk {
 public:
  explicit FakeDirectory(FakeDisk& disk) : disk_(disk) {}

  absl::string_view name() const override { return "fake"; }

  absl::StatusOr<std::unique_ptr<DiskLock>> Lock() override {
    absl::MutexLock lock(&disk_.mu_);
    if (disk_.locked_) return absl::UnavailableError("its lock is held");
    disk_.locked_ = true;
    return std::make_unique<Held>(disk_);
  }
  absl::StatusOr<bool> Locked() const override {
    absl::MutexLock lock(&disk_.mu_);
    return disk_.locked_;
  }
  absl::StatusOr<std::vector<std::string>> List() const override {
    return disk_.Names();
  }
  absl::StatusOr<std::unique_ptr<DiskFile>> Open(absl::string_view file,
                                                 bool) const override {
    absl::MutexLock lock(&disk_.mu_);
    const auto found = disk_.names_.find(std::string(file));
    if (found == disk_.names_.end()) {
      return absl::NotFoundError(absl::StrCat("no file ", file));
    }
    return std::make_unique<FakeFile>(disk_, found->second);
  }
  absl::StatusOr<std::unique_ptr<DiskFile>> Create(
      absl::string_view file) override {
    absl::MutexLock lock(&disk_.mu_);
    const int number = static_cast<int>(disk_.files_.size());
    disk_.files_.emplace_back();
    if (disk_.power_) disk_.names_[std::string(file)] = number;
    return std::make_unique<FakeFile>(disk_, number);
  }
  absl::Status Rename(absl::string_view from, absl::string_view to) override {
    absl::MutexLock lock(&disk_.mu_);
    if (!disk_.power_) return absl::OkStatus();
    const auto found = disk_.names_.find(std::string(from));
    CHECK(found != disk_.names_.end());
    const int number = found->second;
    disk_.names_.erase(found);
    disk_.names_[std::string(to)] = number;
    return absl::OkStatus();
  }
  absl::Status Remove(absl::string_view file) override {
    absl::MutexLock lock(&disk_.mu_);
    if (disk_.power_) disk_.names_.erase(std::string(file));
    return absl::OkStatus();
  }
  absl::Status SyncNames() override {
    absl::MutexLock lock(&disk_.mu_);
    disk_.CountDown();
    if (!disk_.sync_failure_.ok()) return disk_.sync_failure_;
    if (disk_.power_) disk_.synced_names_ = disk_.names_;
    return absl::OkStatus();
  }

 private:
  class Held final : public DiskLock {
   public:
    explicit Held(FakeDisk& disk) : disk_(disk) {}
    ~Held() override {
      absl::MutexLock lock(&disk_.mu_);
      disk_.locked_ = false;
    }

   private:
    FakeDisk& disk_;
  };

  FakeDisk& disk_;
};

std::unique_ptr<Disk> FakeDisk::Open() {
  return std::make_unique<FakeDirectory>(*this);
}

void FakeDisk::CutPower(std::mt19937_64& random) {
  absl::MutexLock lock(&mu_);
  Lose(random);
}
void FakeDisk::KillProcess() {
  absl::MutexLock lock(&mu_);
  power_ = false;
}
void FakeDisk::CutPowerAfter(int count, std::mt19937_64& random) {
  absl::MutexLock lock(&mu_);
  until_end_ = count;
  end_random_ = &random;
}
void FakeDisk::KillProcessAfter(int count) {
  absl::MutexLock lock(&mu_);
  until_end_ = count;
  end_random_ = nullptr;
}
bool FakeDisk::has_power() const {
  absl::MutexLock lock(&mu_);
  return power_;
}
void FakeDisk::CountDown() {
  if (until_end_ == kNever || until_end_-- > 0) return;
  if (end_random_ != nullptr) return Lose(*end_random_);
  power_ = false;
}

// A file keeps all of its bytes that were synced, and of the sectors written
// since then those that the coin says.
void FakeDisk::Lose(std::mt19937_64& random) {
  power_ = false;
  until_end_ = kNever;
  for (File& file : files_) {
    std::string left = file.synced;
    const bool grown = random() % 2 == 0;
    if (grown) left.resize(std::max(left.size(), file.now.size()), '\0');
    const uint64_t kept_in_8 = random() % 9;
    for (size_t at = 0; at < left.size(); at += kSectorBytes) {
      if (random() % 8 >= kept_in_8 || at >= file.now.size()) continue;
      const size_t size =
          std::min({kSectorBytes, left.size() - at, file.now.size() - at});
      left.replace(at, size, file.now, at, size);
    }
    file.now = file.synced = std::move(left);
  }
  Directory left = synced_names_;
  for (const auto& [name, number] : names_) {
    if (random() % 2 == 0) left[name] = number;
  }
  for (const auto& [name, number] : synced_names_) {
    if (names_.count(name) == 0 && random() % 2 == 0) left.erase(name);
  }
  names_ = synced_names_ = std::move(left);
}

void FakeDisk::PowerOn() {
  absl::MutexLock lock(&mu_);
  CHECK(!locked_);
  power_ = true;
  until_end_ = kNever;
}

void FakeDisk::set_room(uint64_t bytes) {
  absl::MutexLock lock(&mu_);
  room_ = bytes;
}
void FakeDisk::set_writes_elsewhere(bool elsewhere) {
  absl::MutexLock lock(&mu_);
  elsewhere_ = elsewhere;
}
void FakeDisk::FailWrites(absl::Status status) {
  absl::MutexLock lock(&mu_);
  write_failure_ = std::move(status);
}
void FakeDisk::FailSyncs(absl::Status status) {
  absl::MutexLock lock(&mu_);
  sync_failure_ = std::move(status);
}

std::vector<std::string> FakeDisk::Names() const {
  absl::MutexLock lock(&mu_);
  std::vector<std::string> names;
  for (const auto& [name, number] : names_) names.push_back(name);
  return names;
}
std::string FakeDisk::Contents(const std::string& name) const {
  absl::MutexLock lock(&mu_);
  return files_[names_.at(name)].now;
}
void FakeDisk::SetContents(const std::string& name, std::string contents) {
  absl::MutexLock lock(&mu_);
  const Number number = static_cast<Number>(files_.size());
  files_.push_back({.now = contents, .synced = contents});
  names_[name] = synced_names_[name] = number;
}
int FakeDisk::syncs() const {
  absl::MutexLock lock(&mu_);
  return syncs_;
}

bool FakeDisk::AwaitSyncs(int count) const {
  absl::MutexLock lock(&mu_);
  const auto enough = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return syncs_ >= count;
  };
  return mu_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(60));
}

uint64_t FakeDisk::used() const {
  uint64_t bytes = 0;
  for (const auto& [name, number] : names_) bytes += files_[number].now.size();
  return bytes;
}

absl::Status FakeDisk::Write(Number number, uint64_t at,
                             absl::string_view bytes) {
  absl::MutexLock lock(&mu_);
  CountDown();
  if (!write_failure_.ok()) return write_failure_;
  std::string& now = files_[number].now;
  const uint64_t end = at + bytes.size();
  const uint64_t more =
      elsewhere_ ? bytes.size() : end - std::min<uint64_t>(end, now.size());
  if (more > 0 && used() + more > room_) {
    return absl::ResourceExhaustedError("no room on the fake disk");
  }
  if (!power_) return absl::OkStatus();
  if (end > now.size()) now.resize(end, '\0');
  now.replace(at, bytes.size(), bytes.data(), bytes.size());
  return absl::OkStatus();
}

absl::Status FakeDisk::Grow(Number number, uint64_t begin, uint64_t end) {
  return Write(number, begin, std::string(end - begin, '\0'));
}

absl::Status FakeDisk::Sync(Number number) {
  absl::MutexLock lock(&mu_);
  CountDown();
  if (!sync_failure_.ok()) return sync_failure_;
  ++syncs_;
  if (power_) files_[number].synced = files_[number].now;
  return absl::OkStatus();
}

}  // namespace loopledger
