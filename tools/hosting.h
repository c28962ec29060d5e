// One ledger that a server hosts: its log, its views, its writer, its port, and
// its part in the election of who holds the seat.
#ifndef TOOLS_HOSTING_H_
#define TOOLS_HOSTING_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "consumers/server/server.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/election.h"
#include "ledger/log/event_log.h"
#include "projections/engine/runner.h"
#include "tools/holding.h"

namespace loopledger {

class Hosting {
 public:
  struct Options {
    Holding held;
    WriterOptions writer;
    ServerOptions server;
    // Waits until the views have folded what was recorded before `next`, before
    // anybody is served; false: serve nobody.
    std::function<bool(Position next, const Runner& runner)> catch_up;
  };

  // Serves when it returns. A log that others may write is followed until this
  // process is elected. kCancelled: `catch_up` said so. kDataLoss: as
  // CheckViews.
  static absl::StatusOr<std::unique_ptr<Hosting>> Open(Options options);
  ~Hosting();
  Hosting(const Hosting&) = delete;
  Hosting& operator=(const Hosting&) = delete;

  const std::string& url() const { return held_.url; }
  std::string name() const { return ledger_->founding().ledger(); }
  const std::string& address() const { return server_->address(); }
  Head head() const { return ledger_->head(); }
  absl::Status health() const { return ledger_->health(); }

  // Lets the seat go where others may take it, so that they need not wait.
  void HandOver();
  // Answers what it took and ends every stream, waiting at most `patience`.
  void Drain(absl::Duration patience) { server_->Drain(patience); }

 private:
  explicit Hosting(Holding held) : held_(std::move(held)) {}
  absl::Status Start(const Options& options);
  absl::Status StandForSeat();

  const Holding held_;
  const SystemClock clock_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Runner> runner_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Election> election_;
};

}  // namespace loopledger

#endif  // TOOLS_HOSTING_H_
