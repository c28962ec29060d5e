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
#include "ledger/log/recovery.h"

namespace loopledger {

// To write, as the only one. kInvalidArgument: no such kind of URL.
// kUnavailable: another process writes it. kDataLoss: an entry that was
// acknowledged is damaged. `recovery` is told what opening it found.
absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(absl::string_view url,
                                                  Recovery* recovery = nullptr);

// To read, also while another process writes it. kNotFound: there is none.
absl::StatusOr<std::unique_ptr<LogReader>> OpenLogReader(
    absl::string_view url, Recovery* recovery = nullptr);

}  // namespace loopledger

#endif  // LEDGER_LOG_OPEN_H_
