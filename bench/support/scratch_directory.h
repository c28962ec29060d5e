// A directory beside the program, so that what is measured is the disk of the
// build tree and not a temporary file system in memory.
#ifndef BENCH_SUPPORT_SCRATCH_DIRECTORY_H_
#define BENCH_SUPPORT_SCRATCH_DIRECTORY_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "ledger/base/check.h"

namespace loopledger {

class ScratchDirectory {
 public:
  ScratchDirectory() {
    const auto program = std::filesystem::read_symlink("/proc/self/exe");
    path_ = (program.parent_path() / "scratch-XXXXXX").string();
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

}  // namespace loopledger

#endif  // BENCH_SUPPORT_SCRATCH_DIRECTORY_H_
