// Calls with bytes of our own choosing, as a careless or hostile client would
// make them.
#ifndef TESTS_CONSUMERS_RAW_CALL_H_
#define TESTS_CONSUMERS_RAW_CALL_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <string>

#include "absl/synchronization/notification.h"

namespace loopledger {

inline grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

inline std::string ToBytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

struct RawAnswer {
  grpc::Status status;
  std::string bytes;
};

inline RawAnswer RawCall(grpc::GenericStub& stub, const std::string& method,
                         const std::string& bytes) {
  grpc::ClientContext context;
  const grpc::ByteBuffer request = ToBuffer(bytes);
  grpc::ByteBuffer response;
  RawAnswer answer;
  absl::Notification done;
  stub.UnaryCall(&context, method, {}, &request, &response,
                 [&](grpc::Status status) {
                   answer.status = std::move(status);
                   done.Notify();
                 });
  done.WaitForNotification();
  answer.bytes = ToBytes(response);
  return answer;
}

}  // namespace loopledger

#endif  // TESTS_CONSUMERS_RAW_CALL_H_
