// Reads a ledger's topic: what is old from the brokers, what is new from
// memory.
//
// A few consumers are kept, each at the place where some reader left off, so
// that several readers catch up side by side. Once anybody waits for news, a
// thread of the reader's own follows the topic and fills the tail that live
// readers share; while a writer in this process fills it with its own entries,
// the thread rests. Safe for concurrent use.
#ifndef LEDGER_LOG_KAFKA_READER_H_
#define LEDGER_LOG_KAFKA_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/log/event_log.h"
#include "ledger/log/kafka_settings.h"
#include "ledger/log/kafka_tail.h"

namespace loopledger {

class KafkaCursor;

class KafkaReader final : public LogReader {
 public:
  // kNotFound: there is no such topic. kUnavailable: no broker answers.
  // kDataLoss: it does not begin at its first entry.
  static absl::StatusOr<std::unique_ptr<KafkaReader>> Open(
      const KafkaSettings& settings);
  ~KafkaReader() override;
  KafkaReader(const KafkaReader&) = delete;
  KafkaReader& operator=(const KafkaReader&) = delete;

  // kUnavailable: brokers did not answer for as long as the settings say.
  // kDataLoss also where the topic was truncated, recreated or deleted.
  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override;
  absl::StatusOr<Offset> End() const override;
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override;

  // kDataLoss once the topic is not what it was.
  absl::Status health() const { return tail_.Look().status(); }

  // For the writer beside it.
  // Follows from now on; `on_entries` is told, from the reader's thread, when
  // entries came that the writer did not deliver.
  void FollowFor(std::function<void()> on_entries);
  // The writer's own entries were delivered.
  void Deliver(std::vector<KafkaTail::Entry> entries);
  // What became of some of the writer's entries can only be read.
  void LookNow() const;

 private:
  // Where a part of a read came to.
  struct Progress {
    Offset next = 0;
    int visited = 0;
    bool enough = false;  // The visitor has seen enough.
  };

  KafkaReader(const KafkaSettings& settings,
              std::unique_ptr<KafkaCursor> follower, Offset end);

  absl::StatusOr<Progress> ReadTail(Offset from, int limit, Visit visit) const;
  absl::StatusOr<Progress> ReadTopic(Offset from, Offset until, int limit,
                                     Visit visit) const;
  absl::StatusOr<std::unique_ptr<KafkaCursor>> TakeCursor(Offset from) const;
  std::unique_ptr<KafkaCursor> FindCursor(Offset from) const;
  void GiveBack(std::unique_ptr<KafkaCursor> cursor) const;
  absl::Status Broken(absl::Status why) const;
  bool following() const;

  void Run();
  bool AwaitWanted();
  bool Stopping() const;
  // True: the writer's deliveries fill the tail by themselves.
  bool WriterFills(uint64_t& seen) const;
  absl::Status FollowOn();
  absl::Status TakeFollowed(KafkaTail::Entry& witness, bool& witnessed);
  absl::Status CheckStillThere() const;
  absl::Status CheckStillTheSame();
  absl::StatusOr<bool> ReadOne(KafkaTail::Entry& entry) const;

  const KafkaSettings settings_;
  mutable KafkaTail tail_;

  mutable absl::Mutex pool_mu_;
  // The longest unused first.
  mutable std::vector<std::unique_ptr<KafkaCursor>> idle_
      ABSL_GUARDED_BY(pool_mu_);
  mutable int cursors_ ABSL_GUARDED_BY(pool_mu_) = 0;

  mutable absl::Mutex mu_;
  mutable bool following_ ABSL_GUARDED_BY(mu_) = false;
  mutable bool hurry_ ABSL_GUARDED_BY(mu_) = false;  // The tail has a hole.
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  uint64_t delivered_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Mutex on_entries_mu_;  // Held while telling.
  std::function<void()> on_entries_ ABSL_GUARDED_BY(on_entries_mu_);

  // The thread's own.
  const std::unique_ptr<KafkaCursor> follower_;
  KafkaTail::Entry known_;  // An early entry, by which the topic is known.
  bool has_known_ = false;
  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_READER_H_
