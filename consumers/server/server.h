// The gRPC server of one ledger: publishing, views, audit, with reflection and
// health.
//
// It owns its threads from Start to its destructor. The ledger, its log and its
// views must outlive it. gRPC's headers stay behind this one.
#ifndef CONSUMERS_SERVER_SERVER_H_
#define CONSUMERS_SERVER_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "ledger/log/event_log.h"
#include "projections/engine/runner.h"

namespace loopledger {

struct ServerOptions {
  std::string grpc = "127.0.0.1:7470";  // Port 0: any that is free.
  // Nobody is authenticated: listens on loopback only.
  bool dev = false;
  size_t message_bytes_max = size_t{4} << 20;
  size_t streams_max = 64;   // Publishing streams at once.
  size_t window_max = 4096;  // Unanswered commands of each.
  int followers_max = 128;   // Subscriptions and record reads at once.
};

class Server {
 public:
  // kFailedPrecondition: without `dev` there is no authentication yet.
  // kInvalidArgument: the address is not loopback. kUnavailable: it is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, Ledger& ledger, const LogReader& log,
      const Runner& runner);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // HOST:PORT, with the port that was picked.
  const std::string& address() const { return address_; }

  // Takes no more commands and closes the ledger; answers what it took, ends
  // every stream, waiting at most about `patience`. Not answered in time means
  // that the outcome is unknown, and says so.
  void Drain(absl::Duration patience);

 private:
  struct Parts;
  Server(std::unique_ptr<Parts> parts, std::string address);

  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_SERVER_H_
