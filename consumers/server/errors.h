// What went wrong, as it travels: a canonical gRPC code, a sentence, and
// google.rpc.ErrorInfo {reason, domain = "loopledger", metadata.field}.
#ifndef CONSUMERS_SERVER_ERRORS_H_
#define CONSUMERS_SERVER_ERRORS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "loopledger/v1/receipt.pb.h"

namespace loopledger {

// For one answer of a stream.
v1::Refusal ToRefusal(const absl::Status& status);

// For the end of a call.
grpc::Status ToGrpc(const absl::Status& status);

// The bytes of a command or a batch are no message of that kind.
absl::Status Unreadable(absl::string_view what);

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_ERRORS_H_
