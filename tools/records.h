// Records as the command line shows them, wherever they come from: a server, or
// a log that is read without one.
#ifndef TOOLS_RECORDS_H_
#define TOOLS_RECORDS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "loopledger/v1/services.pb.h"
#include "tools/json.h"
#include "tools/output.h"
#include "tools/verbs.h"

namespace loopledger {

// The record in protobuf's JSON mapping, then what its bytes say: "time",
// "leaf_hash" and, when `with_bytes`, "stored_bytes".
absl::StatusOr<Json> RecordToJson(absl::string_view stored_bytes,
                                  bool with_bytes = false);
// "tasking_proposed", "seat_taken", ...
std::string KindOf(const Json& record);

// Prints records as they come, one a line in each format but YAML. In a table
// the marking stands on stderr before the first line, and again where it
// rises.
class RecordPrinter {
 public:
  explicit RecordPrinter(Format format);
  ~RecordPrinter();  // Ends a list.
  RecordPrinter(const RecordPrinter&) = delete;
  RecordPrinter& operator=(const RecordPrinter&) = delete;

  void Print(const Json& record);

 private:
  void PrintLine(const Json& record);

  const Format format_;
  HighWater highest_;
  bool any_ = false;
};

struct RecordRange {
  uint64_t from = 0;
  std::optional<uint64_t> to;  // Exclusive; absent: the head.
  bool follow = false;
};

// Where records come from: the log named by the flag --log, else the server.
class Records {
 public:
  virtual ~Records() = default;
  virtual absl::StatusOr<v1::Head> Head() = 0;
  // Calls `visit` with the records of `range`, in order, until it returns
  // false.
  using Visit =
      absl::FunctionRef<bool(uint64_t position, absl::string_view bytes)>;
  virtual absl::Status Each(const RecordRange& range, Visit visit) = 0;
};

absl::StatusOr<std::unique_ptr<Records>> OpenRecords(const Globals& globals);

// The position after the last record that is of the moment `text`, which is a
// position or an RFC 3339 time. Nothing: `text` is empty. kOutOfRange: it is a
// position that no record has yet.
absl::StatusOr<std::optional<uint64_t>> EndAsOf(Records& records,
                                                absl::string_view text);

// The position that `text` means: a number, or the first record at or after an
// RFC 3339 time. Empty: 0.
absl::StatusOr<uint64_t> FirstPosition(Records& records,
                                       absl::string_view text);

}  // namespace loopledger

#endif  // TOOLS_RECORDS_H_
