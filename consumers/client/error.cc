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

}  // namespace

absl::Status WithDetail(absl::Status status, const ErrorDetail& detail) {
  google::rpc::ErrorInfo info;
  info.set_reason(detail.reason);
  info.set_domain(kDomain);
  if (!detail.field.empty()) (*info.mutable_metadata())[kField] = detail.field;
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

ErrorDetail DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return {};
  const auto field = info.metadata().find(kField);
  return {.reason = info.reason(),
          .field = field == info.metadata().end() ? "" : field->second};
}

bool IsNamedRefusal(const absl::Status& status) {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  return v1::Reason_Parse(DetailOf(status).reason, &reason) &&
         reason != v1::REASON_UNSPECIFIED;
}

absl::Status ToStatus(const v1::Refusal& refusal) {
  const absl::Status status(static_cast<absl::StatusCode>(refusal.code()),
                            refusal.message());
  if (refusal.reason() == v1::REASON_UNSPECIFIED) return status;
  return WithDetail(status, {.reason = v1::Reason_Name(refusal.reason()),
                             .field = refusal.field()});
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
