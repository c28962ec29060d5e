// AuditService: the ledger itself, record by record. Included by server.cc
// only, because gRPC's headers are heavy.
#ifndef CONSUMERS_SERVER_AUDITING_H_
#define CONSUMERS_SERVER_AUDITING_H_

#include <grpcpp/grpcpp.h>

#include "consumers/server/followers.h"
#include "consumers/server/record_reader.h"
#include "ledger/ledger.h"
#include "loopledger/v1/services.grpc.pb.h"

namespace loopledger {

class Auditing final : public v1::AuditService::Service {
 public:
  Auditing(const LogReader& log, const Ledger& ledger, Followers& followers)
      : reader_(log, ledger), ledger_(ledger), followers_(followers) {}

  grpc::Status GetHead(grpc::ServerContext* context,
                       const v1::GetHeadRequest* request,
                       v1::Head* response) override;
  grpc::Status GetRecord(grpc::ServerContext* context,
                         const v1::GetRecordRequest* request,
                         v1::StoredRecord* response) override;
  grpc::Status ReadRecords(
      grpc::ServerContext* context, const v1::ReadRecordsRequest* request,
      grpc::ServerWriter<v1::StoredRecord>* writer) override;

 private:
  absl::Status Stream(grpc::ServerContext& context,
                      const v1::ReadRecordsRequest& request,
                      grpc::ServerWriter<v1::StoredRecord>& writer) const;

  const RecordReader reader_;
  const Ledger& ledger_;
  Followers& followers_;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_AUDITING_H_
