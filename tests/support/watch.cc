#include "tests/support/watch.h"

#include <rocksdb/options.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/domain/vocabulary.h"
#include "projections/all.h"
#include "projections/engine/budget.h"
#include "projections/engine/directory.h"
#include "projections/engine/store.h"

namespace loopledger {
namespace {

constexpr char kDirectory[] = "/views";
constexpr size_t kMemoryBytesMax = size_t{4} << 20;

}  // namespace

Watch::Watch()
    : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())),
      projections_(AllProjections(BuiltInVocabularies())) {}

absl::Status Watch::Start(const LogReader& log) {
  ASSIGN_OR_RETURN(runner_, Runner::Start(log, projections_,
                                          {.directory = kDirectory,
                                           .memory_bytes_max = kMemoryBytesMax,
                                           .env = env_.get()}));
  return absl::OkStatus();
}

absl::Status Watch::Await(Position next) const {
  if (next == 0) return absl::OkStatus();
  return runner_->Await(next - 1, SystemClock().Now() + absl::Seconds(60));
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Watch::EmptyRow(
    absl::string_view view) const {
  const View* found = runner_->Find(view);
  if (found == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("no view is called ", view));
  }
  return std::unique_ptr<google::protobuf::Message>(
      found->table().prototype().New());
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Watch::Row(
    absl::string_view view, absl::string_view key) const {
  ASSIGN_OR_RETURN(std::unique_ptr<google::protobuf::Message> row,
                   EmptyRow(view));
  ASSIGN_OR_RETURN(const RowAnswer answer, runner_->Find(view)->Get(key));
  if (!answer.row.has_value()) {
    return absl::NotFoundError(absl::StrCat(view, " has no row ", key));
  }
  if (!row->ParseFromString(answer.row->bytes)) {
    return absl::DataLossError(absl::StrCat(view, " ", key, " does not read"));
  }
  return row;
}

absl::StatusOr<std::string> Watch::Dump() const {
  std::string text;
  const Budget budget(kMemoryBytesMax);
  ASSIGN_OR_RETURN(const std::unique_ptr<Directory> directory,
                   Directory::Open(kDirectory, env_.get()));
  for (const Projection& projection : projections_) {
    ASSIGN_OR_RETURN(const std::string store, directory->Current(projection));
    ASSIGN_OR_RETURN(
        const std::unique_ptr<Store> open,
        Store::Open(directory->PathOf(store), projection, budget, env_.get()));
    ASSIGN_OR_RETURN(const std::string dump, loopledger::Dump(*open));
    absl::StrAppend(&text, projection.name, "\n", dump, "\n");
  }
  return text;
}

}  // namespace loopledger
