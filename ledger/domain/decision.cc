#include "ledger/domain/decision.h"

#include "absl/strings/cord.h"
#include "ledger/base/check.h"
#include "loopledger/v1/receipt.pb.h"

namespace loopledger {
namespace {

constexpr absl::string_view kPayload =
    "type.googleapis.com/loopledger.v1.Refusal";

}  // namespace

absl::StatusCode CodeOf(v1::Reason reason) {
  switch (reason) {
    case v1::CONFLICT:
    case v1::ID_REUSE:
      return absl::StatusCode::kAborted;
    case v1::NOT_AUTHORISED:
    case v1::NOT_OWNER:
      return absl::StatusCode::kPermissionDenied;
    case v1::NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case v1::FIELD_MISSING:
    case v1::FIELD_INVALID:
    case v1::UNKNOWN_CODE:
    case v1::RECORD_TOO_LARGE:
      return absl::StatusCode::kInvalidArgument;
    default:  // Every other named refusal is a rule about the state of things.
      return absl::StatusCode::kFailedPrecondition;
  }
}

absl::Status ToStatus(const Refusal& refusal) {
  CHECK(refusal.reason != v1::REASON_UNSPECIFIED);
  v1::Refusal payload;
  payload.set_code(static_cast<int>(CodeOf(refusal.reason)));
  payload.set_reason(refusal.reason);
  payload.set_message(refusal.message);
  payload.set_field(refusal.field);
  absl::Status status(CodeOf(refusal.reason), refusal.message);
  status.SetPayload(kPayload, absl::Cord(payload.SerializeAsString()));
  return status;
}

bool FromStatus(const absl::Status& status, Refusal& refusal) {
  auto bytes = status.GetPayload(kPayload);
  if (!bytes.has_value()) return false;
  v1::Refusal payload;
  if (!payload.ParseFromString(std::string(*bytes))) return false;
  refusal.reason = payload.reason();
  refusal.message = payload.message();
  refusal.field = payload.field();
  return true;
}

}  // namespace loopledger
