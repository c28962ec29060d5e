#include "consumers/client/client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "consumers/client/backoff.h"
#include "consumers/client/channel.h"
#include "consumers/client/error.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr char kOrgHeader[] = "loopledger-org";
constexpr int kMessageBytesMax = 16 * 1024 * 1024;
constexpr int kKeepaliveMillis = 30'000;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // We know what may be retried.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Each Client has a connection of its own.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

// Asks once, and again while the server is unavailable.
template <typename Channel, typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Ask(Channel& channel,
                             std::unique_ptr<Stub> Target::*stub,
                             grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                          const Request&,
                                                          Response*),
                             const Request& request) {
  const ClientOptions& options = channel.options;
  RETURN_IF_ERROR(CheckOptions(options));
  Backoff backoff(options);
  for (;;) {
    const Target& target = channel.target();
    grpc::ClientContext context;
    PrepareContext(options, context);
    context.set_deadline(
        absl::ToChronoTime(SystemClock().Now() + options.timeout));
    Response response;
    const absl::Status status =
        FromGrpc(((*(target.*stub)).*method)(&context, request, &response));
    if (status.ok()) return response;
    const bool turned = channel.TurnFrom(target, status);
    if (!backoff.TryAgain(status, turned)) return status;
  }
}

// Reads a stream to its end, or until `visit` is satisfied. `open` starts it
// where the last message left off.
template <typename Message, typename Channel, typename Open, typename Visit>
absl::Status Follow(Channel& channel, Open open, Visit visit) {
  const ClientOptions& options = channel.options;
  RETURN_IF_ERROR(CheckOptions(options));
  Backoff backoff(options);
  for (;;) {
    const Target& target = channel.target();
    grpc::ClientContext context;
    PrepareContext(options, context);
    std::unique_ptr<grpc::ClientReader<Message>> reader = open(target, context);
    Message message;
    bool satisfied = false;
    while (!satisfied && reader->Read(&message)) {
      backoff.Succeeded();
      satisfied = !visit(message);
    }
    if (satisfied) context.TryCancel();
    const absl::Status status = FromGrpc(reader->Finish());
    if (satisfied || status.ok()) return absl::OkStatus();
    const bool turned = channel.TurnFrom(target, status);
    if (!backoff.TryAgain(status, turned)) return status;
  }
}

}  // namespace

absl::Status CheckOptions(const ClientOptions& options) {
  const auto visible = [](char c) { return c > ' ' && c < 0x7f; };
  if (std::all_of(options.org.begin(), options.org.end(), visible)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("the organisation \"",
                                                 absl::CHexEscape(options.org),
                                                 "\" is no identifier"));
}

void PrepareContext(const ClientOptions& options,
                    grpc::ClientContext& context) {
  if (!options.org.empty()) context.AddMetadata(kOrgHeader, options.org);
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      (absl::StartsWith(status.error_message(), "failed to connect") ||
       absl::StartsWith(status.error_message(), "DNS resolution failed"))) {
    return absl::UnavailableError("no server answers there");
  }
  if (status.error_message() == "Deadline Exceeded") {  // gRPC's own words.
    return absl::DeadlineExceededError("no answer came in time");
  }
  return FromTrailer(static_cast<absl::StatusCode>(status.error_code()),
                     status.error_message(), status.error_details());
}

Target::Target(std::string server_address)
    : address(std::move(server_address)) {
  const auto channel = grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), Arguments());
  ledger = v1::LedgerService::NewStub(channel);
  views = v1::ViewService::NewStub(channel);
  audit = v1::AuditService::NewStub(channel);
}

Client::Channel::Channel(const ClientOptions& client_options)
    : options(client_options) {
  for (absl::string_view server :
       absl::StrSplit(options.server, ',', absl::SkipEmpty())) {
    targets_.emplace_back(std::string(server));
  }
  if (targets_.empty()) targets_.emplace_back(options.server);
  named_ = targets_.size();
}

const Target& Client::Channel::target() {
  absl::MutexLock lock(&mu_);
  return targets_[current_];
}

bool Client::Channel::TurnFrom(const Target& from, const absl::Status& why) {
  if (!absl::IsUnavailable(why)) return false;
  const std::string holder = DetailOf(why).holder;
  absl::MutexLock lock(&mu_);
  if (&targets_[current_] != &from) return true;  // Somebody else turned.
  if (holder.empty()) {
    current_ = current_ + 1 < named_ ? current_ + 1 : 0;
    return &targets_[current_] != &from;
  }
  const auto known =
      std::find_if(targets_.begin(), targets_.end(),
                   [&](const Target& t) { return t.address == holder; });
  current_ = static_cast<size_t>(known - targets_.begin());
  if (known == targets_.end()) targets_.emplace_back(holder);
  return &targets_[current_] != &from;
}

Client::Client(const ClientOptions& options)
    : channel_(std::make_unique<Channel>(options)) {}

Client::~Client() = default;

absl::StatusOr<v1::Receipt> Client::Submit(const v1::Command& command) {
  return Ask(*channel_, &Target::ledger, &v1::LedgerService::Stub::Submit,
             command);
}

absl::Status Client::DryRun(const v1::Command& command) {
  return Ask(*channel_, &Target::ledger, &v1::LedgerService::Stub::DryRun,
             command)
      .status();
}

absl::StatusOr<v1::ListViewsResponse> Client::ListViews() {
  return Ask(*channel_, &Target::views, &v1::ViewService::Stub::ListViews,
             v1::ListViewsRequest());
}

absl::StatusOr<v1::GetRowResponse> Client::GetRow(
    const v1::GetRowRequest& request) {
  return Ask(*channel_, &Target::views, &v1::ViewService::Stub::GetRow,
             request);
}

absl::StatusOr<v1::ListRowsResponse> Client::ListRows(
    const v1::ListRowsRequest& request) {
  return Ask(*channel_, &Target::views, &v1::ViewService::Stub::ListRows,
             request);
}

absl::StatusOr<v1::ListHistoryResponse> Client::ListHistory(
    const v1::ListHistoryRequest& request) {
  return Ask(*channel_, &Target::views, &v1::ViewService::Stub::ListHistory,
             request);
}

absl::StatusOr<v1::Head> Client::GetHead() {
  return Ask(*channel_, &Target::audit, &v1::AuditService::Stub::GetHead,
             v1::GetHeadRequest());
}

absl::StatusOr<v1::StoredRecord> Client::GetRecord(uint64_t position) {
  v1::GetRecordRequest request;
  request.set_position(position);
  return Ask(*channel_, &Target::audit, &v1::AuditService::Stub::GetRecord,
             request);
}

absl::Status Client::Subscribe(
    v1::SubscribeRequest request,
    absl::FunctionRef<bool(const v1::Change&)> visit) {
  uint64_t seen = 0;
  bool snapshot = !request.has_since();
  return Follow<v1::Change>(
      *channel_,
      [&](const Target& target, grpc::ClientContext& context) {
        return target.views->Subscribe(&context, request);
      },
      [&](const v1::Change& change) {
        // Everything before a change's position is known to be whole; a
        // heartbeat or the end of the snapshot makes its own position so.
        const bool whole = change.has_heartbeat() || change.has_snapshot_done();
        if (change.has_snapshot_done()) snapshot = false;
        if (!snapshot && whole) request.set_since(change.position());
        if (!snapshot && !whole && seen < change.position()) {
          if (seen > 0) request.set_since(seen);
          seen = change.position();
        }
        return visit(change);
      });
}

absl::Status Client::ReadRecords(
    v1::ReadRecordsRequest request,
    absl::FunctionRef<bool(const v1::StoredRecord&)> visit) {
  return Follow<v1::StoredRecord>(
      *channel_,
      [&](const Target& target, grpc::ClientContext& context) {
        return target.audit->ReadRecords(&context, request);
      },
      [&](const v1::StoredRecord& record) {
        request.set_from(record.position() + 1);
        return visit(record);
      });
}

}  // namespace loopledger
