// ViewService: the projections' rows, now or as of any moment, and what changes
// in them. Included by server.cc only, because gRPC's headers are heavy.
#ifndef CONSUMERS_SERVER_VIEWING_H_
#define CONSUMERS_SERVER_VIEWING_H_

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "consumers/server/followers.h"
#include "ledger/ledger.h"
#include "loopledger/v1/services.grpc.pb.h"
#include "projections/engine/runner.h"

namespace loopledger {

class Viewing final : public v1::ViewService::Service {
 public:
  Viewing(const Runner& runner, const Ledger& ledger, Followers& followers)
      : runner_(runner), ledger_(ledger), followers_(followers) {}

  grpc::Status ListViews(grpc::ServerContext* context,
                         const v1::ListViewsRequest* request,
                         v1::ListViewsResponse* response) override;
  grpc::Status GetRow(grpc::ServerContext* context,
                      const v1::GetRowRequest* request,
                      v1::GetRowResponse* response) override;
  grpc::Status ListRows(grpc::ServerContext* context,
                        const v1::ListRowsRequest* request,
                        v1::ListRowsResponse* response) override;
  grpc::Status ListHistory(grpc::ServerContext* context,
                           const v1::ListHistoryRequest* request,
                           v1::ListHistoryResponse* response) override;
  grpc::Status Subscribe(grpc::ServerContext* context,
                         const v1::SubscribeRequest* request,
                         grpc::ServerWriter<v1::Change>* writer) override;

 private:
  absl::StatusOr<const View*> Find(const std::string& name) const;
  // The position that `as_of` means, once the view has folded it and
  // `at_least`. Nothing: now.
  absl::StatusOr<std::optional<Position>> Resolve(
      const grpc::ServerContext& context, const View& view,
      const v1::AsOf& as_of, std::optional<Position> at_least) const;

  absl::Status Get(const grpc::ServerContext& context,
                   const v1::GetRowRequest& request,
                   v1::GetRowResponse& response) const;
  absl::Status List(const grpc::ServerContext& context,
                    const v1::ListRowsRequest& request,
                    v1::ListRowsResponse& response) const;
  absl::Status History(const grpc::ServerContext& context,
                       const v1::ListHistoryRequest& request,
                       v1::ListHistoryResponse& response) const;
  absl::Status Stream(grpc::ServerContext& context,
                      const v1::SubscribeRequest& request,
                      grpc::ServerWriter<v1::Change>& writer) const;

  const Runner& runner_;
  const Ledger& ledger_;
  Followers& followers_;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_VIEWING_H_
