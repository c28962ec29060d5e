#include "consumers/server/errors.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/domain/decision.h"
#include "ledger/writer.h"

namespace loopledger {
namespace {

constexpr size_t kMessageBytesMax = 1024;

// What a code is called where no rule has named the reason.
std::string ReasonOf(const v1::Refusal& refusal) {
  if (refusal.reason() != v1::REASON_UNSPECIFIED) {
    return v1::Reason_Name(refusal.reason());
  }
  return absl::StatusCodeToString(
      static_cast<absl::StatusCode>(refusal.code()));
}

// Messages quote what was sent, and travel in a header: one that is too long
// loses the whole answer.
std::string Short(absl::string_view message) {
  if (message.size() <= kMessageBytesMax) return std::string(message);
  size_t end = kMessageBytesMax;
  while (end > 0 && (message[end] & 0xc0) == 0x80) --end;  // Whole characters.
  return absl::StrCat(message.substr(0, end), "…");
}

}  // namespace

v1::Refusal ToRefusal(const absl::Status& status) {
  v1::Refusal refusal;
  Refusal named;
  // A log that fenced this process is no fault of the asker's: the same command
  // may be sent again, here or to whoever holds the seat.
  const bool fenced = absl::IsAborted(status) && !FromStatus(status, named);
  refusal.set_code(static_cast<int>(fenced ? absl::StatusCode::kUnavailable
                                           : status.code()));
  refusal.set_holder(HolderOf(status));
  refusal.set_message(Short(status.message()));
  if (FromStatus(status, named)) {
    refusal.set_reason(named.reason);
    refusal.set_field(named.field);
  }
  return refusal;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::Refusal refusal = ToRefusal(status);
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonOf(refusal));
  info.set_domain("loopledger");
  if (!refusal.field().empty()) {
    (*info.mutable_metadata())["field"] = refusal.field();
  }
  if (!refusal.holder().empty()) {
    (*info.mutable_metadata())["holder"] = refusal.holder();
  }
  google::rpc::Status rich;
  rich.set_code(refusal.code());
  rich.set_message(refusal.message());
  rich.add_details()->PackFrom(info);
  return {static_cast<grpc::StatusCode>(refusal.code()), refusal.message(),
          rich.SerializeAsString()};
}

absl::Status Unreadable(absl::string_view what) {
  return ToStatus(Reject(v1::FIELD_INVALID, "the bytes are no ", what,
                         ": not protobuf, or text that is not UTF-8"));
}

}  // namespace loopledger
