// Commands as they come off the wire.
#ifndef CONSUMERS_SERVER_COMMANDS_H_
#define CONSUMERS_SERVER_COMMANDS_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger {

// A larger one cannot become a record; it is refused unread.
inline constexpr size_t kCommandBytesMax = 64 * 1024;
inline constexpr int kBatchCommandsMax = 4096;

// RECORD_TOO_LARGE, or FIELD_INVALID when the bytes are no command.
absl::Status ReadCommand(const grpc::ByteBuffer& bytes, v1::Command& command);

struct ReadBatch {
  struct One {
    v1::Command
        command;  // Of one that is refused, its id alone, if it has one.
    absl::Status refusal;  // RECORD_TOO_LARGE or FIELD_INVALID, as above.
  };
  std::vector<One> commands;
  bool omit_events = false;
};

// The same for a CommandBatch: what one command lacks is said of it alone. Not
// OK when nobody can say which commands there are: FIELD_INVALID, or
// kResourceExhausted when there are too many. Reads command by command, so that
// a small message cannot become a large memory.
absl::Status ReadCommands(const grpc::ByteBuffer& bytes, ReadBatch& batch);

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_COMMANDS_H_
