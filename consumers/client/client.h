// A client of one ledger's server: deadlines, retries by command id, resume by
// position.
//
// A Client connects when first used and again whenever it must. Reads and
// commands are tried again while the server is unavailable: a command is safe
// to repeat because it carries its id. Safe for concurrent use.
#ifndef CONSUMERS_CLIENT_CLIENT_H_
#define CONSUMERS_CLIENT_CLIENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/receipt.pb.h"
#include "loopledger/v1/services.pb.h"

namespace loopledger {

struct ClientOptions {
  // HOST:PORT[,HOST:PORT]: where several serve the ledger, the next is asked
  // when one does not answer, and the holder of the seat when one names it.
  std::string server = "127.0.0.1:7470";
  std::string org;  // The reader; empty sees everything where that is allowed.
  // For one answer, and for how long a lost connection is sought again.
  absl::Duration timeout = absl::Seconds(30);
  // How long a server that never answered is sought.
  absl::Duration first_contact = absl::Seconds(1);
};

// Bounds of what a Publisher keeps unanswered.
inline constexpr int kPublishBatchMax = 512;
inline constexpr size_t kPublishBatchBytesMax = 256 * 1024;
inline constexpr int kPublishWindowMax = 8192;

class Client {
 public:
  explicit Client(const ClientOptions& options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // A refusal comes back as its status with DetailOf. kDeadlineExceeded and
  // kUnavailable: the outcome is unknown; ask again with the same command id.
  absl::StatusOr<v1::Receipt> Submit(const v1::Command& command);
  // What Submit would answer, without recording anything.
  absl::Status DryRun(const v1::Command& command);

  absl::StatusOr<v1::ListViewsResponse> ListViews();
  absl::StatusOr<v1::GetRowResponse> GetRow(const v1::GetRowRequest& request);
  absl::StatusOr<v1::ListRowsResponse> ListRows(
      const v1::ListRowsRequest& request);
  absl::StatusOr<v1::ListHistoryResponse> ListHistory(
      const v1::ListHistoryRequest& request);
  absl::StatusOr<v1::Head> GetHead();
  absl::StatusOr<v1::StoredRecord> GetRecord(uint64_t position);

  // Calls `visit` with each change until it returns false. A lost connection is
  // taken up again behind the last position that was seen whole.
  absl::Status Subscribe(v1::SubscribeRequest request,
                         absl::FunctionRef<bool(const v1::Change&)> visit);
  // The same for records; each is visited once.
  absl::Status ReadRecords(
      v1::ReadRecordsRequest request,
      absl::FunctionRef<bool(const v1::StoredRecord&)> visit);

  // What a source says when it is asked for the next command.
  enum class Supply {
    kCommand,  // It gave one.
    kPause,    // None at hand: wait for all answers, then ask again, and this
               // time wait for one.
    kEnd,
  };
  using Source = absl::FunctionRef<Supply(v1::Command&)>;
  // A result for each command, in order, on the caller's thread. False: stop.
  using Sink = absl::FunctionRef<bool(const v1::SubmitResult&)>;

  // Publishes in windowed batches. What stays unanswered when the connection is
  // lost, or is answered "try again", is sent again by command id.
  absl::Status Publish(Source source, Sink sink, bool omit_events);

 private:
  struct Channel;
  std::unique_ptr<Channel> channel_;
};

}  // namespace loopledger

#endif  // CONSUMERS_CLIENT_CLIENT_H_
