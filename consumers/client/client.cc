#include "consumers/client/client.h"

#include <utility>

#include "absl/strings/match.h"
#include "consumers/client/backoff.h"
#include "consumers/client/channel.h"
#include "consumers/client/error.h"
#include "ledger/base/clock.h"

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
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Ask(const ClientOptions& options, Stub& stub,
                             grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                          const Request&,
                                                          Response*),
                             const Request& request) {
  Backoff backoff(options);
  for (;;) {
    grpc::ClientContext context;
    PrepareContext(options, context);
    context.set_deadline(
        absl::ToChronoTime(SystemClock().Now() + options.timeout));
    Response response;
    const absl::Status status =
        FromGrpc((stub.*method)(&context, request, &response));
    if (status.ok()) return response;
    if (!backoff.TryAgain(status)) return status;
  }
}

// Reads a stream to its end, or until `visit` is satisfied. `open` starts it
// where the last message left off.
template <typename Message, typename Open, typename Visit>
absl::Status Follow(const ClientOptions& options, Open open, Visit visit) {
  Backoff backoff(options);
  for (;;) {
    grpc::ClientContext context;
    PrepareContext(options, context);
    std::unique_ptr<grpc::ClientReader<Message>> reader = open(context);
    Message message;
    bool satisfied = false;
    while (!satisfied && reader->Read(&message)) {
      backoff.Succeeded();
      satisfied = !visit(message);
    }
    if (satisfied) context.TryCancel();
    const absl::Status status = FromGrpc(reader->Finish());
    if (satisfied || status.ok()) return absl::OkStatus();
    if (!backoff.TryAgain(status)) return status;
  }
}

}  // namespace

void PrepareContext(const ClientOptions& options,
                    grpc::ClientContext& context) {
  if (!options.org.empty()) context.AddMetadata(kOrgHeader, options.org);
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      absl::StartsWith(status.error_message(), "failed to connect")) {
    return absl::UnavailableError("no server answers there");
  }
  return FromTrailer(static_cast<absl::StatusCode>(status.error_code()),
                     status.error_message(), status.error_details());
}

Client::Channel::Channel(const ClientOptions& client_options)
    : options(client_options) {
  const auto channel = grpc::CreateCustomChannel(
      options.server, grpc::InsecureChannelCredentials(), Arguments());
  ledger = v1::LedgerService::NewStub(channel);
  views = v1::ViewService::NewStub(channel);
  audit = v1::AuditService::NewStub(channel);
}

Client::Client(const ClientOptions& options)
    : channel_(std::make_unique<Channel>(options)) {}

Client::~Client() = default;

absl::StatusOr<v1::Receipt> Client::Submit(const v1::Command& command) {
  return Ask(channel_->options, *channel_->ledger,
             &v1::LedgerService::Stub::Submit, command);
}

absl::Status Client::DryRun(const v1::Command& command) {
  return Ask(channel_->options, *channel_->ledger,
             &v1::LedgerService::Stub::DryRun, command)
      .status();
}

absl::StatusOr<v1::ListViewsResponse> Client::ListViews() {
  return Ask(channel_->options, *channel_->views,
             &v1::ViewService::Stub::ListViews, v1::ListViewsRequest());
}

absl::StatusOr<v1::GetRowResponse> Client::GetRow(
    const v1::GetRowRequest& request) {
  return Ask(channel_->options, *channel_->views,
             &v1::ViewService::Stub::GetRow, request);
}

absl::StatusOr<v1::ListRowsResponse> Client::ListRows(
    const v1::ListRowsRequest& request) {
  return Ask(channel_->options, *channel_->views,
             &v1::ViewService::Stub::ListRows, request);
}

absl::StatusOr<v1::ListHistoryResponse> Client::ListHistory(
    const v1::ListHistoryRequest& request) {
  return Ask(channel_->options, *channel_->views,
             &v1::ViewService::Stub::ListHistory, request);
}

absl::StatusOr<v1::Head> Client::GetHead() {
  return Ask(channel_->options, *channel_->audit,
             &v1::AuditService::Stub::GetHead, v1::GetHeadRequest());
}

absl::StatusOr<v1::StoredRecord> Client::GetRecord(uint64_t position) {
  v1::GetRecordRequest request;
  request.set_position(position);
  return Ask(channel_->options, *channel_->audit,
             &v1::AuditService::Stub::GetRecord, request);
}

absl::Status Client::Subscribe(
    v1::SubscribeRequest request,
    absl::FunctionRef<bool(const v1::Change&)> visit) {
  uint64_t seen = 0;
  bool snapshot = !request.has_since();
  return Follow<v1::Change>(
      channel_->options,
      [&](grpc::ClientContext& context) {
        return channel_->views->Subscribe(&context, request);
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
      channel_->options,
      [&](grpc::ClientContext& context) {
        return channel_->audit->ReadRecords(&context, request);
      },
      [&](const v1::StoredRecord& record) {
        request.set_from(record.position() + 1);
        return visit(record);
      });
}

}  // namespace loopledger
