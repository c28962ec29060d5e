#include "tools/kafka/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace loopledger::broker {
namespace {

constexpr mode_t kOwnerOnly = 0600;

}  // namespace

std::string ReadFileOr(const std::string& path, absl::string_view otherwise) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::string(otherwise);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::Status WriteFile(const std::string& path, absl::string_view text) {
  const std::string beside = absl::StrCat(path, ".new");
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
      return absl::ResourceExhaustedError(
          absl::StrCat("could not write ", beside, ": ", std::strerror(errno)));
    }
  }
  if (std::rename(beside.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("could not write ", path, ": ", std::strerror(errno)));
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("could not make the folder ", path, ": ", error.message()));
}

FolderLock::FolderLock(const std::string& path)
    : file_(open(absl::StrCat(path, "/lock").c_str(),
                 O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly)) {
  while (file_ >= 0 && flock(file_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FolderLock::~FolderLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace loopledger::broker
