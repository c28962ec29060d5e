#include "ledger/log/memory_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace loopledger {

absl::StatusOr<Offset> MemoryLog::Read(Offset from, int limit,
                                       Visit visit) const {
  Offset at = from;
  for (int visited = 0; visited < limit; ++visited, ++at) {
    const std::string* entry = nullptr;
    {
      absl::MutexLock lock(&mu_);
      if (at >= durable_) break;
      // A durable entry stays where it is: only the deque's end moves.
      entry = &entries_[at];
    }
    if (!visit(at, *entry)) return at + 1;
  }
  return at;
}

absl::StatusOr<Offset> MemoryLog::End() const {
  absl::MutexLock lock(&mu_);
  return durable_;
}

absl::StatusOr<Offset> MemoryLog::AwaitBeyond(Offset from,
                                              absl::Time deadline) const {
  absl::MutexLock lock(&mu_);
  const auto beyond = [this, from]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return durable_ > from;
  };
  if (!mu_.AwaitWithDeadline(absl::Condition(&beyond), deadline)) {
    return absl::DeadlineExceededError(
        absl::StrCat("no entry at or after offset ", from, " came in time"));
  }
  return durable_;
}

absl::Status MemoryLog::Append(absl::Span<const std::string> entries) {
  {
    absl::MutexLock lock(&mu_);
    if (!refusal_.ok()) return refusal_;
    for (const std::string& entry : entries) {
      if (entry.size() > kEntryBytesMax) {
        return absl::InvalidArgumentError(
            absl::StrCat("could not append an entry of ", entry.size(),
                         " bytes: at most ", kEntryBytesMax, " are allowed"));
      }
    }
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    if (holding_) return absl::OkStatus();
    MakeDurable(entries.size());
  }
  Wake();
  return absl::OkStatus();
}

std::vector<Delivery> MemoryLog::TakeDeliveries() {
  absl::MutexLock lock(&mu_);
  return std::exchange(deliveries_, {});
}

void MemoryLog::OnDelivery(std::function<void()> wake) {
  absl::MutexLock lock(&wake_mu_);
  wake_ = std::move(wake);
}

void MemoryLog::Hold() {
  absl::MutexLock lock(&mu_);
  holding_ = true;
}

void MemoryLog::Release() {
  {
    absl::MutexLock lock(&mu_);
    holding_ = false;
    MakeDurable(entries_.size() - durable_);
  }
  Wake();
}

void MemoryLog::LoseHeld(const absl::Status& status) {
  {
    absl::MutexLock lock(&mu_);
    const size_t lost = entries_.size() - durable_;
    entries_.resize(durable_);
    deliveries_.insert(deliveries_.end(), lost, Delivery{.status = status});
  }
  Wake();
}

void MemoryLog::RefuseAppends(absl::Status status) {
  absl::MutexLock lock(&mu_);
  refusal_ = std::move(status);
}

void MemoryLog::MakeDurable(size_t count) {
  for (size_t i = 0; i < count; ++i) {
    deliveries_.push_back({.status = absl::OkStatus(), .offset = durable_++});
  }
}

void MemoryLog::Wake() {
  absl::MutexLock lock(&wake_mu_);
  if (wake_) wake_();
}

}  // namespace loopledger
