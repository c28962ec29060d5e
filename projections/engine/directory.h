// Which store of a projection is the current one, on disk.
//
// A directory holds, for each projection, its stores and a file that names the
// current one; naming another is one rename, so that a rebuild takes over
// whole or not at all:
//
//   LOCK
//   threat_picture.CURRENT     "threat_picture.v1.1"
//   threat_picture.v1.1/       a store (store.h)
#ifndef PROJECTIONS_ENGINE_DIRECTORY_H_
#define PROJECTIONS_ENGINE_DIRECTORY_H_

#include <rocksdb/env.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/engine/projection.h"

namespace loopledger {

class Directory {
 public:
  // Makes it when it is missing. kAlreadyExists: somebody else has it open.
  static absl::StatusOr<std::unique_ptr<Directory>> Open(std::string path,
                                                         rocksdb::Env* env);
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  rocksdb::Env* env() const { return env_; }
  // Of a store, to open it by.
  std::string PathOf(absl::string_view store) const;

  // The current store's name; empty: there is none.
  absl::StatusOr<std::string> Current(const Projection& projection) const;
  absl::Status MakeCurrent(const Projection& projection,
                           absl::string_view store);
  // A name that no store has.
  absl::StatusOr<std::string> NewStore(const Projection& projection) const;
  // Removes all stores of the projection but the current one.
  absl::Status RemoveOthers(const Projection& projection);

 private:
  Directory(std::string path, rocksdb::Env* env);
  std::string CurrentFile(const Projection& projection) const;
  absl::StatusOr<std::vector<std::string>> StoresOf(
      const Projection& projection) const;

  const std::string path_;
  rocksdb::Env* const env_;
  rocksdb::FileLock* lock_ = nullptr;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_DIRECTORY_H_
