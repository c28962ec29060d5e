#include "consumers/client/error.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include "absl/strings/cord.h"
#include "loopledger/v1/reason.pb.h"

namespace loopledger {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kDomain[] = "loopledger";
constexpr char kField[] = "field";
constexpr char kHolder[] = "holder";

std::string Get(const google::rpc::ErrorInfo& info, const char* name) {
  const auto found = info.metadata().find(name);
  return found == info.metadata().end() ? "" : found->second;
}

}  // namespace

absl::Status WithDetail(absl::Status status, const ErrorDetail& detail) {
  google::rpc::ErrorInfo info;
  info.set_reason(detail.reason);
  info.set_domain(kDomain);
  if (!detail.field.empty()) (*info.mutable_metadata())[kField] = detail.field;
  if (!detail.holder.empty()) {
    (*info.mutable_metadata())[kHolder] = detail.holder;
  }
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

ErrorDetail DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return {};
  return {.reason = info.reason(),
          .field = Get(info, kField),
          .holder = Get(info, kHolder)};
}

bool IsNamedRefusal(const absl::Status& status) {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  return v1::Reason_Parse(DetailOf(status).reason, &reason) &&
         reason != v1::REASON_UNSPECIFIED;
}

absl::Status ToStatus(const v1::Refusal& refusal) {
  const absl::Status status(static_cast<absl::StatusCode>(refusal.code()),
                            refusal.message());
  const bool named = refusal.reason() != v1::REASON_UNSPECIFIED;
  if (!named && refusal.holder().empty()) return status;
  return WithDetail(status,
                    {.reason = named ? v1::Reason_Name(refusal.reason())
                                     : absl::StatusCodeToString(status.code()),
                     .field = refusal.field(),
                     .holder = refusal.holder()});
}

absl::Status FromTrailer(absl::StatusCode code, absl::string_view message,
                         absl::string_view details) {
  absl::Status status(code, message);
  google::rpc::Status rich;
  if (!rich.ParseFromArray(details.data(), static_cast<int>(details.size()))) {
    return status;
  }
  for (const auto& detail : rich.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info) && info.domain() == kDomain) {
      status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
    }
  }
  return status;
}

}  // namespace loopledger
