// How an error of the ledger looks to a client: a canonical status that carries
// google.rpc.ErrorInfo {reason, domain = "loopledger", metadata}.
#ifndef CONSUMERS_CLIENT_ERROR_H_
#define CONSUMERS_CLIENT_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "loopledger/v1/receipt.pb.h"

namespace loopledger {

struct ErrorDetail {
  std::string reason;  // A name of v1::Reason for refusals; may be empty.
  std::string field;   // Path of the field at fault, when there is one.
  std::string holder;  // HOST:PORT of the server to ask instead.
};

// Attaches `detail`.
absl::Status WithDetail(absl::Status status, const ErrorDetail& detail);
// Empty when nothing is attached.
ErrorDetail DetailOf(const absl::Status& status);

// True when a rule refused: the reason is one of v1::Reason.
bool IsNamedRefusal(const absl::Status& status);

// A refusal from a stream of results, as the status a single Submit gives.
absl::Status ToStatus(const v1::Refusal& refusal);

// Reads the status details of a gRPC trailer: a serialized google.rpc.Status.
absl::Status FromTrailer(absl::StatusCode code, absl::string_view message,
                         absl::string_view details);

}  // namespace loopledger

#endif  // CONSUMERS_CLIENT_ERROR_H_
