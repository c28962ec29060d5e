// The newest entries of a topic, in memory, and what is known of its end.
//
// Filled from two sides: by the writer with its own entries once they are
// delivered, and by whoever follows the topic with everything in it. Both meet
// here in the topic's order; whichever comes first is kept. Readers at the end
// of the log thus fetch nothing. Safe for concurrent use.
#ifndef LEDGER_LOG_KAFKA_TAIL_H_
#define LEDGER_LOG_KAFKA_TAIL_H_

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/log/event_log.h"

namespace loopledger {

class KafkaTail {
 public:
  struct Entry {
    Offset offset = 0;
    std::string bytes;
  };
  // Entries from `begin` up to `filled` are here, and those up to `end` are in
  // the topic.
  struct Reach {
    Offset begin = 0;
    Offset filled = 0;
    Offset end = 0;
  };
  // A stretch copied out: the bytes of one entry after the other.
  struct Copied {
    std::string bytes;
    std::vector<std::pair<Offset, size_t>> entries;  // Where each one ends.
    Offset next = 0;
  };

  // Begins empty where the topic ends.
  KafkaTail(Offset end, size_t bytes_max);
  KafkaTail(const KafkaTail&) = delete;
  KafkaTail& operator=(const KafkaTail&) = delete;

  // Why nothing can be read any more; else how far it reaches.
  absl::StatusOr<Reach> Look() const;

  // Copies up to `limit` entries from `from` on, bounded in bytes. `from` must
  // have been in reach; what has left meanwhile leaves `next` at `from`.
  void Copy(Offset from, int limit, Copied& out) const;

  // The entries that follow `filled` in the topic, all of them up to `next`.
  void Follow(std::vector<Entry> entries, Offset next);

  // Entries of our own that were delivered. True: they follow what is here, or
  // are here. False: others stand between, and must be followed. kDataLoss:
  // another entry has their place.
  absl::StatusOr<bool> Deliver(std::vector<Entry> entries);

  // The topic ends no earlier than here.
  void Extend(Offset end);

  // The newest entry; false when there is none.
  bool Newest(Entry& entry) const;
  // The first that ever was here; false when there was none.
  bool First(Entry& entry) const;

  // The topic is not what it was: every read answers so from now on.
  void Break(absl::Status why);

  // Waits until the end is beyond `from`.
  absl::StatusOr<Offset> AwaitBeyond(Offset from, absl::Time deadline) const;
  // Waits until `from` is filled. False: not in time.
  absl::StatusOr<bool> AwaitFilled(Offset from, absl::Duration patience) const;

 private:
  void Push(Entry entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  size_t Find(Offset from) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const size_t bytes_max_;
  const Offset opened_at_;
  mutable absl::Mutex mu_;
  absl::Status broken_ ABSL_GUARDED_BY(mu_);
  Reach reach_ ABSL_GUARDED_BY(mu_);
  Entry first_ ABSL_GUARDED_BY(mu_);
  bool has_first_ ABSL_GUARDED_BY(mu_) = false;
  std::deque<Entry> entries_ ABSL_GUARDED_BY(mu_);
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_TAIL_H_
