#include "tools/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

constexpr mode_t kOwnerOnly = 0700;
constexpr mode_t kOwnerReads = 0600;

absl::Status Held(const std::string& path, int lock) {
  char holder[32] = {};
  const ssize_t size = pread(lock, holder, sizeof(holder) - 1, 0);
  const std::string process(holder, size > 0 ? static_cast<size_t>(size) : 0);
  close(lock);
  return WithHelp(absl::UnavailableError(absl::StrCat(
                      "another server uses the data directory ", path,
                      process.empty() ? "" : ": process ", process)),
                  {.name = "DATA_DIRECTORY_IN_USE",
                   .why = "one directory belongs to one server",
                   .next = "stop that one, or give this one --data DIR"});
}

}  // namespace

absl::StatusOr<DataDirectory> DataDirectory::Open(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (error) {
    return UsageError(absl::StrCat("could not make the data directory ", path,
                                   ": ", error.message()));
  }
  if (made) chmod(path.c_str(), kOwnerOnly);
  const std::string file = absl::StrCat(path, "/lock");
  const int lock =
      open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerReads);
  if (lock < 0) {
    return UsageError(
        absl::StrCat("could not open ", file, ": ", std::strerror(errno)));
  }
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) return Held(path, lock);
  const std::string process = absl::StrCat(getpid());
  // Only for the message above; the lock itself is what counts.
  if (ftruncate(lock, 0) != 0 ||
      pwrite(lock, process.data(), process.size(), 0) < 0) {
    close(lock);
    return absl::ResourceExhaustedError(
        absl::StrCat("could not write ", file, ": ", std::strerror(errno)));
  }
  return DataDirectory(path, lock);
}

DataDirectory::DataDirectory(std::string path, int lock)
    : path_(std::move(path)), lock_(lock) {}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace loopledger
