#include "consumers/server/viewing.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "consumers/server/errors.h"
#include "consumers/server/listing.h"
#include "consumers/server/subscription.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr absl::Duration kAnswerWithin = absl::Seconds(30);
constexpr int kHistoryDefault = 100;
constexpr int kHistoryMax = 10'000;

absl::Time DeadlineOf(const grpc::ServerContext& context) {
  return std::min(absl::FromChrono(context.deadline()),
                  absl::Now() + kAnswerWithin);
}

template <typename Request>
std::optional<Position> AtLeast(const Request& request) {
  if (!request.has_at_least()) return std::nullopt;
  return request.at_least();
}

absl::Status GoingDown() {
  return absl::UnavailableError("the server is going down");
}

absl::Status NoSuchRow(const std::string& view, const std::string& key) {
  return absl::NotFoundError(
      absl::StrCat("there is no \"", key, "\" in ", view));
}

}  // namespace

absl::StatusOr<const View*> Viewing::Find(const std::string& name) const {
  const View* view = runner_.Find(name);
  if (view == nullptr) {
    return absl::NotFoundError(absl::StrCat("there is no view \"", name, "\""));
  }
  return view;
}

absl::StatusOr<std::optional<Position>> Viewing::Resolve(
    const grpc::ServerContext& context, const View& view, const v1::AsOf& as_of,
    std::optional<Position> at_least) const {
  const Position next = ledger_.head().next;
  const absl::Time deadline = DeadlineOf(context);
  const auto await = [&](Position position) -> absl::Status {
    if (position >= next) {
      return absl::OutOfRangeError(absl::StrCat(
          "position ", position,
          " is beyond the head; the next record will stand at ", next));
    }
    absl::Status status = absl::DeadlineExceededError("");
    while (absl::IsDeadlineExceeded(status) && absl::Now() < deadline) {
      if (followers_.stopping() || context.IsCancelled()) return GoingDown();
      status = view.Await(position,
                          std::min(deadline, absl::Now() + kFollowerPatience));
    }
    if (!absl::IsDeadlineExceeded(status)) return status;
    return absl::DeadlineExceededError(
        absl::StrCat(view.name(), " has not folded position ", position,
                     " in time; it stands at ", view.next()));
  };
  if (at_least) RETURN_IF_ERROR(await(*at_least));
  switch (as_of.at_case()) {
    case v1::AsOf::kPosition:
      RETURN_IF_ERROR(await(as_of.position()));
      return as_of.position();
    case v1::AsOf::kTime: {
      if (next > 0) RETURN_IF_ERROR(await(next - 1));
      using google::protobuf::util::TimeUtil;
      ASSIGN_OR_RETURN(const Position position,
                       view.PositionAt(absl::FromUnixMicros(
                           TimeUtil::TimestampToMicroseconds(as_of.time()))));
      return position;
    }
    case v1::AsOf::AT_NOT_SET:
      break;
  }
  return std::nullopt;
}

grpc::Status Viewing::ListViews(grpc::ServerContext* /*context*/,
                                const v1::ListViewsRequest* /*request*/,
                                v1::ListViewsResponse* response) {
  for (const View& view : runner_.views()) {
    v1::ViewInfo& info = *response->add_views();
    info.set_view(view.name());
    info.set_row_type(view.row_type().full_name());
    info.set_projection(std::string(view.projection().name));
    info.set_version(view.projection().version);
    info.set_next(view.next());
    info.set_health(view.health().ok() ? "" : view.health().ToString());
  }
  response->set_ledger_next(ledger_.head().next);
  return grpc::Status::OK;
}

grpc::Status Viewing::GetRow(grpc::ServerContext* context,
                             const v1::GetRowRequest* request,
                             v1::GetRowResponse* response) {
  return ToGrpc(Get(*context, *request, *response));
}

absl::Status Viewing::Get(const grpc::ServerContext& context,
                          const v1::GetRowRequest& request,
                          v1::GetRowResponse& response) const {
  ASSIGN_OR_RETURN(const View* view, Find(request.view()));
  ASSIGN_OR_RETURN(const std::optional<Position> as_of,
                   Resolve(context, *view, request.as_of(), AtLeast(request)));
  ASSIGN_OR_RETURN(const RowAnswer answer, view->Get(request.key(), as_of));
  if (!answer.row) return NoSuchRow(request.view(), request.key());
  *response.mutable_row() = ToRow(*view, *answer.row);
  response.set_position(answer.next == 0 ? 0 : answer.next - 1);
  return absl::OkStatus();
}

grpc::Status Viewing::ListRows(grpc::ServerContext* context,
                               const v1::ListRowsRequest* request,
                               v1::ListRowsResponse* response) {
  return ToGrpc(List(*context, *request, *response));
}

absl::Status Viewing::List(const grpc::ServerContext& context,
                           const v1::ListRowsRequest& request,
                           v1::ListRowsResponse& response) const {
  ASSIGN_OR_RETURN(const View* view, Find(request.view()));
  ASSIGN_OR_RETURN(const std::optional<Position> as_of,
                   Resolve(context, *view, request.as_of(), AtLeast(request)));
  return ListPage(*view, request, as_of, response);
}

grpc::Status Viewing::ListHistory(grpc::ServerContext* context,
                                  const v1::ListHistoryRequest* request,
                                  v1::ListHistoryResponse* response) {
  return ToGrpc(History(*context, *request, *response));
}

absl::Status Viewing::History(const grpc::ServerContext& context,
                              const v1::ListHistoryRequest& request,
                              v1::ListHistoryResponse& response) const {
  ASSIGN_OR_RETURN(const View* view, Find(request.view()));
  ASSIGN_OR_RETURN(const std::optional<Position> as_of,
                   Resolve(context, *view, request.as_of(), AtLeast(request)));
  const int limit =
      request.limit() == 0
          ? kHistoryDefault
          : static_cast<int>(std::min<uint32_t>(request.limit(), kHistoryMax));
  ASSIGN_OR_RETURN(const HistoryAnswer answer,
                   view->History(request.key(), as_of, limit));
  if (answer.versions.empty()) return NoSuchRow(request.view(), request.key());
  for (const RowChange& version : answer.versions) {
    *response.add_versions() = ToChange(*view, version);
  }
  response.set_more(answer.more);
  response.set_position(answer.next == 0 ? 0 : answer.next - 1);
  return absl::OkStatus();
}

grpc::Status Viewing::Subscribe(grpc::ServerContext* context,
                                const v1::SubscribeRequest* request,
                                grpc::ServerWriter<v1::Change>* writer) {
  const FollowerPlace place(followers_);
  if (!place.taken()) {
    return ToGrpc(absl::ResourceExhaustedError(
        "too many subscriptions and reads at once; try again later"));
  }
  return ToGrpc(Stream(*context, *request, *writer));
}

absl::Status Viewing::Stream(grpc::ServerContext& context,
                             const v1::SubscribeRequest& request,
                             grpc::ServerWriter<v1::Change>& writer) const {
  ASSIGN_OR_RETURN(const View* view, Find(request.view()));
  if (request.has_since() && request.since() >= ledger_.head().next) {
    return absl::OutOfRangeError(
        absl::StrCat("position ", request.since(), " is beyond the head"));
  }
  ASSIGN_OR_RETURN(auto subscription, Subscription::Open(*view, request));
  // A full window waits in Write: a slow reader delays nobody else.
  const auto send = [&writer](const v1::Change& change) {
    return writer.Write(change);
  };
  absl::Time silent_since = absl::Now();
  while (!context.IsCancelled()) {
    if (followers_.stopping()) {
      return GoingDown();
    }
    ASSIGN_OR_RETURN(const auto sent, subscription->Step(send));
    if (sent == Subscription::Sent::kGone) break;
    const absl::Time now = absl::Now();
    if (sent == Subscription::Sent::kSome) silent_since = now;
    if (now - silent_since >= kHeartbeat) {
      if (!send(subscription->Heartbeat())) break;
      silent_since = now;
    }
    if (sent == Subscription::Sent::kNothing) {
      RETURN_IF_ERROR(subscription->Await(now + kFollowerPatience));
    }
  }
  return absl::OkStatus();
}

}  // namespace loopledger
