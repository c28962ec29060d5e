// Where a scenario plays: a ledger written through the real write path, on a
// clock that stands still until it is told otherwise.
#ifndef TESTS_SUPPORT_STAGE_H_
#define TESTS_SUPPORT_STAGE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/log/event_log.h"
#include "ledger/writer.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/receipt.pb.h"
#include "loopledger/v1/record.pb.h"
#include "tests/support/manual_clock.h"

namespace loopledger {

class Stage {
 public:
  enum class Backend { kMemory, kFile };

  Stage(Backend backend, v1::LedgerFounded founding);
  // On the empty log at `url` (ledger/log/open.h), which stays.
  Stage(std::string url, v1::LedgerFounded founding);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // Opens the ledger; again after Close.
  absl::Status Open();
  // Ends the writer; a log that outlives the process is closed too.
  void Close();

  absl::StatusOr<v1::Receipt> Submit(const v1::Command& command);
  absl::StatusOr<v1::Receipt> CloseBackfill();

  // Moves the clock; deadlines that have passed fire.
  absl::Status MoveTo(absl::Time time);

  absl::Time now() const { return clock_.Now(); }
  const World& world() const { return writer_->replica().world; }
  const LogReader& log() const { return *log_; }
  const Head& head() const { return writer_->acknowledged(); }

  // All that is in the ledger.
  absl::StatusOr<std::vector<v1::Record>> Records() const;

 private:
  // Steps until `done`, waiting for the log in between.
  absl::Status StepUntil(absl::FunctionRef<bool()> done);

  const v1::LedgerFounded founding_;
  std::string directory_;  // Of a log on disk that is removed.
  std::string url_;
  Offset end_ = 0;  // Of the log, as far as it was waited for.
  ManualClock clock_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_STAGE_H_
