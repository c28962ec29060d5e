// Which of several servers on one ledger is to hold its seat.
//
// Only progress rests on it, never safety: by the rule (rule.h), two who try at
// once do no harm.
#ifndef LEDGER_LOG_ELECTION_H_
#define LEDGER_LOG_ELECTION_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/log/kafka_settings.h"

namespace loopledger {

class Election {
 public:
  // Leaves it: another is elected at once. `told` is not called any more.
  virtual ~Election() = default;
};

// Stands for election among all that serve the log at `url` (open.h). `told` is
// called with true once elected and with false before another is, from a thread
// of the election's own; the next is not elected before it returns, unless this
// process is silent for the length of a session, 6 s.
//
// On Kafka these are the members of the consumer group `TOPIC.seat`,
// and the one that is assigned the topic's partition is elected; it does not
// wait for a broker. A log that one process alone can write elects it at once,
// before this returns. kInvalidArgument: a property that librdkafka does not
// take, by name.
absl::StatusOr<std::unique_ptr<Election>> StandForElection(
    absl::string_view url, const KafkaSettings& kafka,
    std::function<void(bool elected)> told);

}  // namespace loopledger

#endif  // LEDGER_LOG_ELECTION_H_
