// The gRPC side of a Client; included by its two source files only, because
// gRPC's headers are heavy.
#ifndef CONSUMERS_CLIENT_CHANNEL_H_
#define CONSUMERS_CLIENT_CHANNEL_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/status/status.h"
#include "consumers/client/client.h"
#include "loopledger/v1/services.grpc.pb.h"

namespace loopledger {

struct Client::Channel {
  explicit Channel(const ClientOptions& client_options);

  const ClientOptions options;
  std::unique_ptr<v1::LedgerService::Stub> ledger;
  std::unique_ptr<v1::ViewService::Stub> views;
  std::unique_ptr<v1::AuditService::Stub> audit;
};

// Names the reader.
void PrepareContext(const ClientOptions& options, grpc::ClientContext& context);

absl::Status FromGrpc(const grpc::Status& status);

}  // namespace loopledger

#endif  // CONSUMERS_CLIENT_CHANNEL_H_
