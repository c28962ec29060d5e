#include "projections/engine/directory.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "projections/engine/slice.h"

namespace loopledger {

Directory::Directory(std::string path, rocksdb::Env* env)
    : path_(std::move(path)), env_(env) {}

Directory::~Directory() {
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::StatusOr<std::unique_ptr<Directory>> Directory::Open(std::string path,
                                                           rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  RETURN_IF_ERROR(FromRocks(env->CreateDirIfMissing(path),
                            absl::StrCat("could not make ", path)));
  std::unique_ptr<Directory> directory(new Directory(std::move(path), env));
  const rocksdb::Status locked =
      env->LockFile(directory->PathOf("LOCK"), &directory->lock_);
  if (!locked.ok()) {
    directory->lock_ = nullptr;
    return absl::AlreadyExistsError(absl::StrCat(
        "could not open the views in ", directory->path_,
        ": their lock is held by another process: ", locked.ToString()));
  }
  return directory;
}

std::string Directory::PathOf(absl::string_view store) const {
  return absl::StrCat(path_, "/", store);
}

std::string Directory::CurrentFile(const Projection& projection) const {
  return PathOf(absl::StrCat(projection.name, ".CURRENT"));
}

absl::StatusOr<std::string> Directory::Current(
    const Projection& projection) const {
  std::string name;
  const std::string file = CurrentFile(projection);
  const rocksdb::Status read = rocksdb::ReadFileToString(env_, file, &name);
  if (read.IsNotFound() || read.IsPathNotFound()) return "";
  RETURN_IF_ERROR(FromRocks(read, absl::StrCat("could not read ", file)));
  ASSIGN_OR_RETURN(const std::vector<std::string> stores, StoresOf(projection));
  if (std::find(stores.begin(), stores.end(), name) == stores.end()) {
    return absl::DataLossError(
        absl::StrCat(file, " names a store that is not there"));
  }
  return name;
}

absl::Status Directory::MakeCurrent(const Projection& projection,
                                    absl::string_view store) {
  const std::string file = CurrentFile(projection);
  const std::string draft = absl::StrCat(file, ".new");
  const std::string what = absl::StrCat("could not write ", file);
  RETURN_IF_ERROR(FromRocks(
      rocksdb::WriteStringToFile(env_, AsSlice(store), draft, true), what));
  RETURN_IF_ERROR(FromRocks(env_->RenameFile(draft, file), what));
  std::unique_ptr<rocksdb::Directory> folder;
  RETURN_IF_ERROR(FromRocks(env_->NewDirectory(path_, &folder), what));
  return FromRocks(folder->Fsync(), what);
}

absl::StatusOr<std::vector<std::string>> Directory::StoresOf(
    const Projection& projection) const {
  std::vector<std::string> children;
  RETURN_IF_ERROR(FromRocks(env_->GetChildren(path_, &children),
                            absl::StrCat("could not list ", path_)));
  const std::string prefix = absl::StrCat(projection.name, ".v");
  children.erase(std::remove_if(children.begin(), children.end(),
                                [&](const std::string& child) {
                                  return !absl::StartsWith(child, prefix);
                                }),
                 children.end());
  return children;
}

absl::StatusOr<std::string> Directory::NewStore(
    const Projection& projection) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> stores, StoresOf(projection));
  const std::string prefix =
      absl::StrCat(projection.name, ".v", projection.version, ".");
  int number = 0;
  for (const std::string& store : stores) {
    int taken = 0;
    if (absl::StartsWith(store, prefix) &&
        absl::SimpleAtoi(absl::StripPrefix(store, prefix), &taken)) {
      number = std::max(number, taken);
    }
  }
  return absl::StrCat(prefix, number + 1);
}

absl::Status Directory::RemoveOthers(const Projection& projection) {
  ASSIGN_OR_RETURN(const std::string current, Current(projection));
  ASSIGN_OR_RETURN(const std::vector<std::string> stores, StoresOf(projection));
  rocksdb::Options options;
  options.env = env_;
  for (const std::string& store : stores) {
    if (store == current) continue;
    RETURN_IF_ERROR(FromRocks(rocksdb::DestroyDB(PathOf(store), options),
                              absl::StrCat("could not remove ", store)));
  }
  return absl::OkStatus();
}

}  // namespace loopledger
