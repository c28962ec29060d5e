#include "projections/engine/place.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {

void Place::Open(const LogReader& log) {
  const absl::Status opened = OpenCurrent(log);
  open_wanted = !opened.ok() && !absl::IsDataLoss(opened);
  trouble = opened.ok()
                ? opened
                : absl::Status(
                      opened.code(),
                      absl::StrCat("projection ", projection.name,
                                   open_wanted ? " waits: " : " is damaged: ",
                                   opened.message()));
  if (!opened.ok()) slot.Withhold(trouble);
}

absl::Status Place::OpenCurrent(const LogReader& log) {
  ASSIGN_OR_RETURN(const std::string current, directory.Current(projection));
  RETURN_IF_ERROR(directory.RemoveOthers(projection));
  if (current.empty()) {
    ASSIGN_OR_RETURN(const std::string name, directory.NewStore(projection));
    ASSIGN_OR_RETURN(std::unique_ptr<Store> store, OpenStore(name));
    RETURN_IF_ERROR(directory.MakeCurrent(projection, name));
    return Serve(log, name, std::move(store));
  }
  absl::StatusOr<std::unique_ptr<Store>> store = OpenStore(current);
  if (absl::IsFailedPrecondition(store.status())) {
    slot.Withhold(absl::UnavailableError(
        absl::StrCat("projection ", projection.name, " is being rebuilt")));
    rebuild_wanted = true;
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(store.status());
  return Serve(log, current, *std::move(store));
}

absl::StatusOr<std::unique_ptr<Store>> Place::OpenStore(
    const std::string& name) {
  return Store::Open(directory.PathOf(name), projection, budget,
                     directory.env());
}

std::unique_ptr<Follower> Place::NewFollower(const std::string& name,
                                             Store& store) {
  auto follower = std::make_unique<Follower>();
  follower->projection = &projection;
  follower->store_name = name;
  follower->store = &store;
  follower->folding = std::make_unique<Folding>(projection, store, budget.rows);
  follower->Restart();
  return follower;
}

absl::Status Place::Serve(const LogReader& log, const std::string& name,
                          std::unique_ptr<Store> store) {
  Store& current = *store;
  const absl::Status found = CheckHead(log, current.cursor());
  if (!found.ok() && !absl::IsDataLoss(found)) return found;
  in_log = found;
  slot.Serve(std::move(store));
  slot.Report(current.cursor().head.next, absl::OkStatus());
  if (in_log.ok() && current.version() != projection.version) {
    rebuild_wanted = true;
    return absl::OkStatus();
  }
  served = NewFollower(name, current);
  if (!in_log.ok()) {
    served->Halt(in_log);
    slot.Withhold(served->health);
  }
  return absl::OkStatus();
}

absl::Status Place::StartRebuild() {
  rebuilt.reset();
  // What cannot be removed now is removed at the next start.
  directory.RemoveOthers(projection).IgnoreError();
  ASSIGN_OR_RETURN(const std::string name, directory.NewStore(projection));
  ASSIGN_OR_RETURN(std::unique_ptr<Store> store, OpenStore(name));
  rebuilt = NewFollower(name, *store);
  rebuilt->beside = std::move(store);
  return absl::OkStatus();
}

bool Place::CaughtUp() const {
  if (rebuilt == nullptr || !rebuilt->health.ok()) return false;
  if (served == nullptr || served->gait != Follower::Gait::kFolding) {
    return rebuilt->at_end;
  }
  return rebuilt->cursor.head.next >= served->cursor.head.next;
}

absl::Status Place::Swap() {
  // What takes over shall not fall back in a crash.
  RETURN_IF_ERROR(rebuilt->store->Flush(true));
  RETURN_IF_ERROR(directory.MakeCurrent(projection, rebuilt->store_name));
  served = std::move(rebuilt);
  slot.Serve(std::move(served->beside)).reset();
  open_wanted = false;
  trouble = absl::OkStatus();
  in_log = absl::OkStatus();
  // What is left over is removed at the next start.
  directory.RemoveOthers(projection).IgnoreError();
  return absl::OkStatus();
}

}  // namespace loopledger
