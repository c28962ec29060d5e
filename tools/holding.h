// What the verbs that hold a ledger share (serve, demo, import): which log it
// is, and whether the views beside it are of that log.
#ifndef TOOLS_HOLDING_H_
#define TOOLS_HOLDING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/log/event_log.h"
#include "ledger/log/kafka_settings.h"
#include "projections/engine/runner.h"
#include "tools/data_directory.h"
#include "tools/settings.h"
#include "tools/verbs.h"

namespace loopledger {

struct Holding {
  std::string name;  // Of the ledger, where it was given.
  std::string url;
  KafkaSettings kafka;
  RunnerOptions views;
};

// The one log that the settings name, or else the embedded one.
absl::StatusOr<Holding> HoldingOf(const Settings& settings,
                                  const DataDirectory& data);

// All logs that the settings name, one a line, as URL or NAME=URL. Where there
// are several each has its name, and its views in a folder of that name.
absl::StatusOr<std::vector<Holding>> HoldingsOf(const Settings& settings,
                                                const DataDirectory& data);

// Opens the log to write. A log that is not there is made only where no view
// has folded anything: else it was lost, and a new one under the old views
// would be another ledger. kDataLoss names log, views, position and hashes.
absl::StatusOr<std::unique_ptr<EventLog>> OpenHeldLog(const Holding& held);

// Before anything is written to the log: what each view has folded must
// be in it. kDataLoss as above.
absl::Status CheckViews(const Runner& runner, const Holding& held);

// CheckViews where no runner is at hand; at once where there are no views yet.
absl::Status CheckViews(const LogReader& log, const Holding& held);

// An error of CheckViews is of verification; prints it and exits as such.
// Every other error is main's to print.
Exit ExitOfHolding(const absl::Status& status, bool color);

}  // namespace loopledger

#endif  // TOOLS_HOLDING_H_
