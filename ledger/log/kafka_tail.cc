#include "ledger/log/kafka_tail.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// Copied out under the lock at once.
constexpr size_t kCopyBytesMax = size_t{128} << 10;
// What an entry takes besides its bytes, roughly.
constexpr size_t kEntryOverhead = 64;

}  // namespace

KafkaTail::KafkaTail(Offset end, size_t bytes_max)
    : bytes_max_(bytes_max),
      opened_at_(end),
      reach_{.begin = end, .filled = end, .end = end} {}

absl::StatusOr<KafkaTail::Reach> KafkaTail::Look() const {
  absl::MutexLock lock(&mu_);
  RETURN_IF_ERROR(broken_);
  return reach_;
}

// The place in `entries_` of the first at or after `from`.
size_t KafkaTail::Find(Offset from) const {
  if (entries_.empty() || from <= entries_.front().offset) return 0;
  // Nearly always dense.
  const size_t dense = from - entries_.front().offset;
  if (dense < entries_.size() && entries_[dense].offset == from) return dense;
  const auto at = std::lower_bound(
      entries_.begin(), entries_.end(), from,
      [](const Entry& entry, Offset offset) { return entry.offset < offset; });
  return static_cast<size_t>(at - entries_.begin());
}

void KafkaTail::Copy(Offset from, int limit, Copied& out) const {
  out.bytes.clear();
  out.entries.clear();
  out.next = from;
  absl::MutexLock lock(&mu_);
  if (from < reach_.begin || from >= reach_.filled) return;
  for (size_t i = Find(from); i < entries_.size() && limit > 0; ++i, --limit) {
    if (out.bytes.size() >= kCopyBytesMax) return;
    out.bytes.append(entries_[i].bytes);
    out.entries.emplace_back(entries_[i].offset, out.bytes.size());
    out.next = entries_[i].offset + 1;
  }
  // Offsets without entries at the end are passed over, too.
  if (limit > 0) out.next = reach_.filled;
}

void KafkaTail::Push(Entry entry) {
  if (!has_first_) first_ = entry;
  has_first_ = true;
  reach_.filled = entry.offset + 1;
  reach_.end = std::max(reach_.end, reach_.filled);
  bytes_ += entry.bytes.size() + kEntryOverhead;
  entries_.push_back(std::move(entry));
  while (bytes_ > bytes_max_ && entries_.size() > 1) {
    bytes_ -= entries_.front().bytes.size() + kEntryOverhead;
    reach_.begin = entries_.front().offset + 1;
    entries_.pop_front();
  }
}

void KafkaTail::Follow(std::vector<Entry> entries, Offset next) {
  absl::MutexLock lock(&mu_);
  for (Entry& entry : entries) {
    if (entry.offset >= reach_.filled) Push(std::move(entry));
  }
  reach_.filled = std::max(reach_.filled, next);
  reach_.end = std::max(reach_.end, reach_.filled);
}

absl::StatusOr<bool> KafkaTail::Deliver(std::vector<Entry> entries) {
  absl::MutexLock lock(&mu_);
  for (Entry& entry : entries) {
    if (entry.offset == reach_.filled) {
      Push(std::move(entry));
      continue;
    }
    if (entry.offset > reach_.filled) {
      reach_.end = std::max(reach_.end, entry.offset + 1);
      continue;
    }
    const size_t at = Find(entry.offset);
    const bool here = at < entries_.size() &&
                      entries_[at].offset == entry.offset &&
                      entries_[at].bytes == entry.bytes;
    if (here || (entry.offset >= opened_at_ && entry.offset < reach_.begin)) {
      continue;
    }
    broken_ = absl::DataLossError(absl::StrCat(
        "an entry was delivered at offset ", entry.offset,
        ", where another was read: the topic was recreated or truncated"));
    return broken_;
  }
  return reach_.filled == reach_.end;
}

void KafkaTail::Extend(Offset end) {
  absl::MutexLock lock(&mu_);
  reach_.end = std::max(reach_.end, end);
}

bool KafkaTail::Newest(Entry& entry) const {
  absl::MutexLock lock(&mu_);
  if (entries_.empty()) return false;
  entry = entries_.back();
  return true;
}

bool KafkaTail::First(Entry& entry) const {
  absl::MutexLock lock(&mu_);
  entry = first_;
  return has_first_;
}

void KafkaTail::Break(absl::Status why) {
  absl::MutexLock lock(&mu_);
  if (broken_.ok()) broken_ = std::move(why);
}

absl::StatusOr<Offset> KafkaTail::AwaitBeyond(Offset from,
                                              absl::Time deadline) const {
  absl::MutexLock lock(&mu_);
  const auto beyond = [this, from]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return reach_.end > from || !broken_.ok();
  };
  if (!mu_.AwaitWithDeadline(absl::Condition(&beyond), deadline)) {
    return absl::DeadlineExceededError(
        absl::StrCat("no entry at or after offset ", from, " came in time"));
  }
  RETURN_IF_ERROR(broken_);
  return reach_.end;
}

absl::StatusOr<bool> KafkaTail::AwaitFilled(Offset from,
                                            absl::Duration patience) const {
  absl::MutexLock lock(&mu_);
  const auto filled = [this, from]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return reach_.filled > from || !broken_.ok();
  };
  const bool there = mu_.AwaitWithTimeout(absl::Condition(&filled), patience);
  RETURN_IF_ERROR(broken_);
  return there;
}

}  // namespace loopledger
