// Opens the log that a URL names:
//   file:DIR              the embedded log in a directory, made where missing
//   memory:               a log that ends with the process, for tests
//   kafka://HOST:PORT[,HOST:PORT]/TOPIC
#ifndef LEDGER_LOG_OPEN_H_
#define LEDGER_LOG_OPEN_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/log/event_log.h"
#include "ledger/log/kafka_settings.h"
#include "ledger/log/recovery.h"

namespace loopledger {

// To write: a file log as the only one, a Kafka log beside others.
// kInvalidArgument: no such kind of URL. kUnavailable: another process writes
// it, or no broker answers. kDataLoss: an entry that was acknowledged is
// damaged. `recovery` is told what opening a file log found. `kafka` has what
// the URL does not say.
absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(
    absl::string_view url, Recovery* recovery = nullptr,
    const KafkaSettings& kafka = {});

// To read, also while another process writes it. kNotFound: there is none.
absl::StatusOr<std::unique_ptr<LogReader>> OpenLogReader(
    absl::string_view url, Recovery* recovery = nullptr,
    const KafkaSettings& kafka = {});

}  // namespace loopledger

#endif  // LEDGER_LOG_OPEN_H_
