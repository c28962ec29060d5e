#include "ledger/log/disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr char kLockFile[] = "LOCK";
constexpr size_t kZerosBytes = size_t{64} << 10;

absl::Status Failed(int error, absl::string_view what, absl::string_view path) {
  const std::string message = absl::StrCat("could not ", what, " \"", path,
                                           "\": ", std::strerror(error));
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message);
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

class PosixFile final : public DiskFile {
 public:
  PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  ~PosixFile() override { ::close(fd_); }

  absl::StatusOr<size_t> Read(uint64_t at, char* buffer,
                              size_t size) const override {
    size_t done = 0;
    while (done < size) {
      const ssize_t got = ::pread(fd_, buffer + done, size - done,
                                  static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Failed(errno, "read", path_);
      if (got == 0) break;
      done += static_cast<size_t>(got);
    }
    return done;
  }

  absl::StatusOr<uint64_t> Size() const override {
    struct stat status;
    if (::fstat(fd_, &status) != 0) return Failed(errno, "look at", path_);
    return static_cast<uint64_t>(status.st_size);
  }

  absl::Status Write(uint64_t at, absl::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t put =
          ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return Failed(errno, "write", path_);
      at += static_cast<uint64_t>(put);
      bytes.remove_prefix(static_cast<size_t>(put));
    }
    return absl::OkStatus();
  }

  absl::Status Grow(uint64_t begin, uint64_t end) override {
    absl::Status grown = Allocate(begin, end);
    if (!grown.ok() && ::ftruncate(fd_, static_cast<off_t>(begin)) != 0) {
      return Failed(errno, "shorten", path_);
    }
    return grown;
  }

  absl::Status Sync() override {
    if (::fdatasync(fd_) != 0) return Failed(errno, "sync", path_);
    return absl::OkStatus();
  }

 private:
  // Blocks are allocated first, because that says at once when there is no
  // room; a write alone may find out only when it is synced. Then the zeros are
  // written, because a block that was never written costs the first sync over
  // it a trip to the file system's journal.
  absl::Status Allocate(uint64_t begin, uint64_t end) {
    if (::fallocate(fd_, 0, static_cast<off_t>(begin),
                    static_cast<off_t>(end - begin)) != 0 &&
        errno != EOPNOTSUPP) {
      return Failed(errno, "make room in", path_);
    }
    static constexpr char kZeros[kZerosBytes] = {};
    for (uint64_t at = begin; at < end; at += kZerosBytes) {
      const size_t size = std::min<uint64_t>(kZerosBytes, end - at);
      RETURN_IF_ERROR(Write(at, absl::string_view(kZeros, size)));
    }
    return absl::OkStatus();
  }

  const int fd_;
  const std::string path_;
};

class PosixLock final : public DiskLock {
 public:
  explicit PosixLock(int fd) : fd_(fd) {}
  PosixLock(const PosixLock&) = delete;
  PosixLock& operator=(const PosixLock&) = delete;
  ~PosixLock() override { ::close(fd_); }

 private:
  const int fd_;
};

struct flock WholeFile() {
  struct flock whole = {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return whole;
}

class PosixDisk final : public Disk {
 public:
  PosixDisk(int fd, absl::string_view path) : fd_(fd), path_(path) {}
  PosixDisk(const PosixDisk&) = delete;
  PosixDisk& operator=(const PosixDisk&) = delete;
  ~PosixDisk() override { ::close(fd_); }

  absl::string_view name() const override { return path_; }

  // A lock of the open file, not of the process: it can be asked about without
  // being taken, and goes with its holder however that ends.
  absl::StatusOr<std::unique_ptr<DiskLock>> Lock() override {
    const int fd = ::openat(fd_, kLockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return Failed(errno, "open", PathOf(kLockFile));
    auto lock = std::make_unique<PosixLock>(fd);
    struct flock whole = WholeFile();
    if (::fcntl(fd, F_OFD_SETLK, &whole) != 0) {
      if (errno != EAGAIN && errno != EACCES) {
        return Failed(errno, "lock", PathOf(kLockFile));
      }
      char holder[32] = {};
      const ssize_t size = ::pread(fd, holder, sizeof(holder) - 1, 0);
      return absl::UnavailableError(absl::StrCat(
          "its lock is held by process ",
          size > 0 ? absl::StripAsciiWhitespace(holder) : "of unknown id"));
    }
    // Only for the other one's message, and over what is there: a full disk
    // must not keep a log from being opened.
    const std::string own = absl::StrFormat("%-11d\n", ::getpid());
    (void)!::pwrite(fd, own.data(), own.size(), 0);
    return lock;
  }

  absl::StatusOr<bool> Locked() const override {
    const int fd = ::openat(fd_, kLockFile, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return false;
    if (fd < 0) return Failed(errno, "open", PathOf(kLockFile));
    struct flock whole = WholeFile();
    const int asked = ::fcntl(fd, F_OFD_GETLK, &whole);
    const int error = errno;
    ::close(fd);
    if (asked != 0) return Failed(error, "ask about", PathOf(kLockFile));
    return whole.l_type != F_UNLCK;
  }

  absl::StatusOr<std::vector<std::string>> List() const override {
    std::error_code error;
    std::vector<std::string> names;
    std::filesystem::directory_iterator each(path_, error);
    const std::filesystem::directory_iterator end;
    for (; !error && each != end; each.increment(error)) {
      names.push_back(each->path().filename().string());
    }
    if (error) return Failed(error.value(), "list", path_);
    return names;
  }

  absl::StatusOr<std::unique_ptr<DiskFile>> Open(absl::string_view file,
                                                 bool writable) const override {
    return OpenWith(file, writable ? O_RDWR : O_RDONLY, "open");
  }

  absl::StatusOr<std::unique_ptr<DiskFile>> Create(
      absl::string_view file) override {
    return OpenWith(file, O_RDWR | O_CREAT | O_TRUNC, "create");
  }

  absl::Status Rename(absl::string_view from, absl::string_view to) override {
    if (::renameat(fd_, std::string(from).c_str(), fd_,
                   std::string(to).c_str()) != 0) {
      return Failed(errno, "rename", PathOf(from));
    }
    return absl::OkStatus();
  }

  absl::Status Remove(absl::string_view file) override {
    if (::unlinkat(fd_, std::string(file).c_str(), 0) != 0) {
      return Failed(errno, "remove", PathOf(file));
    }
    return absl::OkStatus();
  }

  absl::Status SyncNames() override {
    if (::fsync(fd_) != 0) return Failed(errno, "sync", path_);
    return absl::OkStatus();
  }

 private:
  std::string PathOf(absl::string_view file) const {
    return absl::StrCat(path_, "/", file);
  }

  absl::StatusOr<std::unique_ptr<DiskFile>> OpenWith(
      absl::string_view file, int flags, absl::string_view what) const {
    const int fd =
        ::openat(fd_, std::string(file).c_str(), flags | O_CLOEXEC, 0644);
    if (fd < 0) return Failed(errno, what, PathOf(file));
    return std::make_unique<PosixFile>(fd, PathOf(file));
  }

  const int fd_;
  const std::string path_;
};

// The new directory's own name must be on the disk, too.
absl::Status SyncParent(const std::filesystem::path& path) {
  const std::filesystem::path parent =
      std::filesystem::absolute(path / "..").lexically_normal();
  const int fd = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed(errno, "open", parent.string());
  const int synced = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  if (synced != 0) return Failed(error, "sync", parent.string());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Disk>> OpenDirectory(absl::string_view path,
                                                    bool create) {
  std::string name(path);
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  if (name.empty()) {
    return absl::InvalidArgumentError("the log's directory has no name");
  }
  if (create) {
    std::error_code error;
    const bool made = std::filesystem::create_directories(name, error);
    if (error) return Failed(error.value(), "create", name);
    if (made) RETURN_IF_ERROR(SyncParent(name));
  }
  const int fd = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed(errno, "open", name);
  return std::make_unique<PosixDisk>(fd, name);
}

}  // namespace loopledger
