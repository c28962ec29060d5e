#include "consumers/server/commands.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "consumers/server/errors.h"
#include "ledger/base/status.h"
#include "ledger/domain/decision.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/services.pb.h"

namespace loopledger {
namespace {

using google::protobuf::io::CodedInputStream;

// Field number and wire type, as protobuf writes them.
constexpr uint32_t kCommandsTag =
    v1::CommandBatch::kCommandsFieldNumber << 3 | 2;
constexpr uint32_t kOmitEventsTag = v1::CommandBatch::kOmitEventsFieldNumber
                                    << 3;

absl::Status TooLarge(size_t bytes) {
  return ToStatus(Reject(v1::RECORD_TOO_LARGE, "a command of ", bytes,
                         " bytes cannot become a record of at most ",
                         kRecordBytesMax, " bytes"));
}

absl::Status ReadOne(CodedInputStream& in, std::vector<v1::Command>& commands) {
  uint32_t size = 0;
  if (!in.ReadVarint32(&size)) return Unreadable("batch of commands");
  if (size > kCommandBytesMax) return TooLarge(size);
  const CodedInputStream::Limit limit = in.PushLimit(static_cast<int>(size));
  if (!commands.emplace_back().MergeFromCodedStream(&in) ||
      in.BytesUntilLimit() != 0) {
    return Unreadable("batch of commands");
  }
  in.PopLimit(limit);
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadCommand(const grpc::ByteBuffer& bytes, v1::Command& command) {
  if (bytes.Length() > kCommandBytesMax) return TooLarge(bytes.Length());
  grpc::ByteBuffer copy(bytes);  // The reader wants one it may change.
  grpc::ProtoBufferReader reader(&copy);
  return command.ParseFromZeroCopyStream(&reader) ? absl::OkStatus()
                                                  : Unreadable("command");
}

absl::Status ReadCommands(const grpc::ByteBuffer& bytes, ReadBatch& batch) {
  grpc::ByteBuffer copy(bytes);
  grpc::ProtoBufferReader reader(&copy);
  CodedInputStream in(&reader);
  in.SetTotalBytesLimit(static_cast<int>(bytes.Length()) + 1);
  while (const uint32_t tag = in.ReadTag()) {
    uint32_t flag = 0;
    if (tag == kCommandsTag) {
      if (batch.commands.size() == kBatchCommandsMax) {
        return absl::ResourceExhaustedError(absl::StrCat(
            "a batch holds at most ", kBatchCommandsMax, " commands"));
      }
      RETURN_IF_ERROR(ReadOne(in, batch.commands));
    } else if (tag == kOmitEventsTag && in.ReadVarint32(&flag)) {
      batch.omit_events = flag != 0;
    } else {
      return Unreadable("batch of commands");
    }
  }
  return in.ConsumedEntireMessage() ? absl::OkStatus()
                                    : Unreadable("batch of commands");
}

}  // namespace loopledger
