// The gRPC side of a Client; included by its two source files only, because
// gRPC's headers are heavy.
#ifndef CONSUMERS_CLIENT_CHANNEL_H_
#define CONSUMERS_CLIENT_CHANNEL_H_

#include <grpcpp/grpcpp.h>

#include <deque>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "consumers/client/client.h"
#include "loopledger/v1/services.grpc.pb.h"

namespace loopledger {

// One server, and what it can be asked.
struct Target {
  explicit Target(std::string server_address);

  const std::string address;
  std::unique_ptr<v1::LedgerService::Stub> ledger;
  std::unique_ptr<v1::ViewService::Stub> views;
  std::unique_ptr<v1::AuditService::Stub> audit;
};

struct Client::Channel {
  explicit Channel(const ClientOptions& client_options);

  // The server to ask now.
  const Target& target();

  // `from` was unavailable, as `why` says. Turns to the holder of the seat that
  // `why` names, or else to the next of the servers that the options name.
  // False: there is no other.
  bool TurnFrom(const Target& from, const absl::Status& why);

  const ClientOptions options;

 private:
  absl::Mutex mu_;
  std::deque<Target> targets_ ABSL_GUARDED_BY(mu_);  // They stay in place.
  size_t named_ = 0;  // By the options; they come first.
  size_t current_ ABSL_GUARDED_BY(mu_) = 0;
};
// kInvalidArgument: the organisation cannot travel as a header; gRPC would end
// the process.
absl::Status CheckOptions(const ClientOptions& options);

// Names the reader.
void PrepareContext(const ClientOptions& options, grpc::ClientContext& context);

absl::Status FromGrpc(const grpc::Status& status);

}  // namespace loopledger

#endif  // CONSUMERS_CLIENT_CHANNEL_H_
