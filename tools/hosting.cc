#include "tools/hosting.h"

#include <utility>

#include "absl/memory/memory.h"
#include "ledger/base/status.h"
#include "projections/all.h"
#include "tools/terminal.h"

namespace loopledger {
absl::StatusOr<std::unique_ptr<Hosting>> Hosting::Open(Options options) {
  auto hosting = absl::WrapUnique(new Hosting(options.held));
  RETURN_IF_ERROR(hosting->Start(options));
  return hosting;
}

absl::Status Hosting::Start(const Options& options) {
  ASSIGN_OR_RETURN(log_, OpenHeldLog(held_));
  ASSIGN_OR_RETURN(
      runner_,
      Runner::Start(*log_, AllProjections(*options.writer.vocabularies),
                    held_.views));
  RETURN_IF_ERROR(CheckViews(*runner_, held_));
  const auto begin =
      log_->exclusive() ? Ledger::Begin::kTakeSeat : Ledger::Begin::kStandBy;
  ASSIGN_OR_RETURN(ledger_, Ledger::Open(*log_, clock_, options.writer, begin));
  if (!options.catch_up(ledger_->head().next, *runner_)) {
    return absl::CancelledError("told to stop before anybody was served");
  }
  auto started = Server::Start(options.server, *ledger_, *log_, *runner_);
  if (absl::IsUnavailable(started.status())) {
    return WithHelp(started.status(),
                    {.name = "PORT_TAKEN",
                     .why = "another server, or another program, listens there",
                     .next = "end that one; or --grpc 127.0.0.1:0 for a port "
                             "that is free, and --server with what it prints"});
  }
  ASSIGN_OR_RETURN(server_, std::move(started));
  return log_->exclusive() ? absl::OkStatus() : StandForSeat();
}

absl::Status Hosting::StandForSeat() {
  ASSIGN_OR_RETURN(
      election_, StandForElection(held_.url, held_.kafka, [this](bool elected) {
        if (elected) {
          ledger_->TakeSeat(server_->address());
        } else {
          ledger_->StandDown();
        }
      }));
  return absl::OkStatus();
}

void Hosting::HandOver() {
  if (election_ == nullptr) return;
  ledger_->StandDown();
  election_.reset();
  ledger_->StandDown();  // It may have been elected in between.
}

Hosting::~Hosting() {
  election_.reset();
  server_.reset();
  runner_.reset();
  ledger_.reset();
}

}  // namespace loopledger
