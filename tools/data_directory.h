// A server's data directory, held by one process.
#ifndef TOOLS_DATA_DIRECTORY_H_
#define TOOLS_DATA_DIRECTORY_H_

#include <string>

#include "absl/status/statusor.h"

namespace loopledger {

class DataDirectory {
 public:
  // Makes it, for its owner alone, and locks it until this object goes.
  // kUnavailable: another server has it; the message names the process.
  static absl::StatusOr<DataDirectory> Open(const std::string& path);
  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;
  ~DataDirectory();

  const std::string& path() const { return path_; }

 private:
  DataDirectory(std::string path, int lock);

  std::string path_;
  int lock_;
};

}  // namespace loopledger

#endif  // TOOLS_DATA_DIRECTORY_H_
