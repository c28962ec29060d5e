#include "projections/engine/slot.h"

#include "absl/strings/str_cat.h"

namespace loopledger {

Position Slot::next() const {
  absl::MutexLock lock(&progress_mu_);
  return next_;
}

absl::Status Slot::health() const {
  absl::MutexLock lock(&progress_mu_);
  return health_;
}

absl::Status Slot::Await(Position at_least, absl::Time deadline) const {
  const auto settled = [this, at_least]()
                           ABSL_SHARED_LOCKS_REQUIRED(progress_mu_) {
                             return next_ > at_least || !health_.ok();
                           };
  absl::MutexLock lock(&progress_mu_);
  progress_mu_.AwaitWithDeadline(absl::Condition(&settled), deadline);
  if (next_ > at_least) return absl::OkStatus();
  if (!health_.ok()) return health_;
  return absl::DeadlineExceededError(
      absl::StrCat("projection ", name_, " has not folded position ", at_least,
                   " yet: its next is ", next_));
}

std::unique_ptr<Store> Slot::Serve(std::unique_ptr<Store> store) {
  absl::MutexLock lock(&store_mu_);
  withheld_ = absl::OkStatus();
  std::swap(store, store_);
  return store;
}

void Slot::Withhold(absl::Status why) {
  absl::MutexLock lock(&store_mu_);
  withheld_ = std::move(why);
}

void Slot::Report(Position next, absl::Status health) {
  absl::MutexLock lock(&progress_mu_);
  next_ = next;
  health_ = std::move(health);
}

}  // namespace loopledger
