// Small files, read and written whole.
#ifndef TOOLS_KAFKA_FILES_H_
#define TOOLS_KAFKA_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace loopledger::broker {

std::string ReadFileOr(const std::string& path, absl::string_view otherwise);

// Whole or not at all: written beside, then renamed.
absl::Status WriteFile(const std::string& path, absl::string_view text);

absl::Status MakeFolder(const std::string& path);

// Holds `path`/lock until destroyed; waits for whoever has it.
class FolderLock {
 public:
  explicit FolderLock(const std::string& path);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_;
};

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_FILES_H_
