// Reads the topic from one place on: one consumer, assigned once, that never
// seeks. For the files of the Kafka log only.
//
// Each stretch that is read has a queue of its own, so that nothing of an
// earlier stretch can come up in a later one. One thread at a time.
#ifndef LEDGER_LOG_KAFKA_CURSOR_H_
#define LEDGER_LOG_KAFKA_CURSOR_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/log/event_log.h"
#include "ledger/log/kafka_client.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

class KafkaCursor {
 public:
  struct Entry {
    Offset offset = 0;
    absl::string_view bytes;  // Until Take or Rest.
  };

  // A broker that has nothing new answers after `idle`; a cursor that is moved
  // waits for that answer first. kNotFound: there is no such topic.
  static absl::StatusOr<std::unique_ptr<KafkaCursor>> Open(
      const KafkaSettings& settings, absl::Duration idle,
      absl::Duration patience);
  ~KafkaCursor();
  KafkaCursor(const KafkaCursor&) = delete;
  KafkaCursor& operator=(const KafkaCursor&) = delete;

  // Begins to read at `at`.
  absl::Status Start(Offset at);
  // Reads no more and gives up what it had fetched.
  void Rest();
  bool reading() const { return queue_ != nullptr; }

  // The offset of the next entry to come, or the one after the last.
  Offset next() const { return next_; }

  // Waits until an entry is at hand or next() has moved over offsets that hold
  // none. False: neither in time. kDataLoss: the place is not in the log any
  // more, or an entry is damaged.
  absl::StatusOr<bool> Await(absl::Duration patience);
  // What to say when patience has ended: why nothing comes.
  absl::Status Stalled() const;
  // The brokers do not know the topic, or did not for a moment.
  bool lost_topic() const;

  // True: `entry` is at hand.
  bool Peek(Entry& entry) const;
  // Done with the entry at hand.
  void Take();

  const KafkaClient& client() const { return *client_; }

 private:
  explicit KafkaCursor(std::unique_ptr<KafkaClient> client);
  void Drop();
  void SkipEvents();

  const std::unique_ptr<KafkaClient> client_;
  KafkaOwned<rd_kafka_queue_t> queue_;
  std::vector<rd_kafka_message_t*> fetched_;  // Those before `at_` are gone.
  size_t at_ = 0;
  Offset next_ = 0;
  absl::Status broken_;  // Why this stretch cannot be read on.
  rd_kafka_resp_err_t stalled_ = RD_KAFKA_RESP_ERR__TIMED_OUT;
};

}  // namespace loopledger

#endif  // LEDGER_LOG_KAFKA_CURSOR_H_
