#include "consumers/server/commands.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "consumers/server/errors.h"
#include "ledger/base/status.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/envelope.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/services.pb.h"

namespace loopledger {
namespace {

using google::protobuf::io::CodedInputStream;

// Field number and wire type, as protobuf writes them.
constexpr uint32_t kCommandsTag =
    v1::CommandBatch::kCommandsFieldNumber << 3 | 2;
constexpr uint32_t kCommandIdTag = v1::Command::kCommandIdFieldNumber << 3 | 2;
constexpr uint32_t kOmitEventsTag = v1::CommandBatch::kOmitEventsFieldNumber
                                    << 3;

absl::Status TooLarge(size_t bytes) {
  return ToStatus(Reject(v1::RECORD_TOO_LARGE, "a command of ", bytes,
                         " bytes cannot become a record of at most ",
                         kRecordBytesMax, " bytes"));
}

// The id of a command that is not read, for whoever matches answers by it; it
// is the first field, where it is written in order.
std::string IdOf(absl::string_view bytes) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  uint32_t size = 0;
  std::string id;
  const bool found = in.ReadTag() == kCommandIdTag && in.ReadVarint32(&size) &&
                     size <= kIdentifierBytesMax &&
                     in.ReadString(&id, static_cast<int>(size));
  const auto visible = [](char c) { return c > ' ' && c < 0x7f; };
  return found && std::all_of(id.begin(), id.end(), visible) ? id : "";
}

// `bytes` is room to read into.
absl::Status ReadOne(CodedInputStream& in, std::string& bytes,
                     ReadBatch::One& one) {
  uint32_t size = 0;
  if (!in.ReadVarint32(&size) ||
      !in.ReadString(&bytes, static_cast<int>(size))) {
    return Unreadable("batch of commands");
  }
  if (size > kCommandBytesMax) {
    one.refusal = TooLarge(size);
  } else if (!one.command.ParseFromString(bytes)) {
    one.refusal = Unreadable("command");
    one.command.Clear();
  }
  if (!one.refusal.ok()) one.command.set_command_id(IdOf(bytes));
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
  std::string room;
  while (const uint32_t tag = in.ReadTag()) {
    uint32_t flag = 0;
    if (tag == kCommandsTag) {
      if (batch.commands.size() == kBatchCommandsMax) {
        return absl::ResourceExhaustedError(absl::StrCat(
            "a batch holds at most ", kBatchCommandsMax, " commands"));
      }
      RETURN_IF_ERROR(ReadOne(in, room, batch.commands.emplace_back()));
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
