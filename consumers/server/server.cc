#include "consumers/server/server.h"

#include <arpa/inet.h>
#include <google/protobuf/stubs/logging.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "consumers/server/auditing.h"
#include "consumers/server/followers.h"
#include "consumers/server/publishing.h"
#include "consumers/server/viewing.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

// Threads for short calls, beside those that followers may hold.
constexpr int kCallThreadsMax = 32;
constexpr size_t kMemoryBytesMax = size_t{512} << 20;
constexpr int kPingMillisMin = 10'000;
// To write the answers that the ledger gave last.
constexpr absl::Duration kLastWords = absl::Seconds(1);

// HOST of HOST:PORT, without the brackets of an IPv6 address.
absl::string_view HostOf(absl::string_view address) {
  absl::string_view host = address.substr(0, address.rfind(':'));
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return host;
}

bool IsLoopback(const std::string& host) {
  in_addr address = {};
  const bool ipv4 = inet_pton(AF_INET, host.c_str(), &address) == 1;
  return host == "localhost" || host == "::1" ||
         (ipv4 && absl::StartsWith(host, "127."));
}

absl::Status Check(const ServerOptions& options) {
  if (!options.dev) {
    return absl::FailedPreconditionError(
        "this version does not authenticate anybody yet, so it serves for "
        "local use only");
  }
  if (!absl::StrContains(options.grpc, ':')) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", options.grpc, "\" is no HOST:PORT"));
  }
  if (!IsLoopback(std::string(HostOf(options.grpc)))) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", options.grpc,
                     "\" is not a loopback address; without authentication "
                     "the server listens on 127.0.0.1 or [::1] only"));
  }
  return absl::OkStatus();
}

void Configure(grpc::ServerBuilder& builder, const ServerOptions& options) {
  grpc::ResourceQuota quota("loopledger");
  quota.Resize(kMemoryBytesMax);
  quota.SetMaxThreads(options.followers_max + kCallThreadsMax);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes_max));
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  // Two processes must not share a port.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingMillisMin);
}

}  // namespace

struct Server::Parts {
  Parts(const ServerOptions& options, Ledger& ledger, const LogReader& log,
        const Runner& runner)
      : followers(options.followers_max),
        publishing(ledger, options.streams_max, options.window_max),
        viewing(runner, ledger, followers),
        auditing(log, ledger, followers) {}

  Followers followers;
  Publishing publishing;
  Viewing viewing;
  Auditing auditing;
  std::unique_ptr<grpc::Server> server;  // First to go.
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, Ledger& ledger, const LogReader& log,
    const Runner& runner) {
  RETURN_IF_ERROR(Check(options));
  // These are switches of the process, and may be thrown again. Bytes that do
  // not parse are answered; protobuf need not tell the log as well.
  google::protobuf::SetLogHandler(nullptr);
  grpc::EnableDefaultHealthCheckService(true);
  static std::once_flag reflection;
  std::call_once(reflection, [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });

  auto parts = std::make_unique<Parts>(options, ledger, log, runner);
  grpc::ServerBuilder builder;
  Configure(builder, options);
  int port = 0;
  builder.AddListeningPort(options.grpc, grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&parts->publishing);
  builder.RegisterService(&parts->viewing);
  builder.RegisterService(&parts->auditing);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat(
        "could not listen on ", options.grpc, ": is the port taken?"));
  }
  const std::string address =
      absl::StrCat(options.grpc.substr(0, options.grpc.rfind(':')), ":", port);
  return std::unique_ptr<Server>(new Server(std::move(parts), address));
}

Server::Server(std::unique_ptr<Parts> parts, std::string address)
    : parts_(std::move(parts)), address_(std::move(address)) {}

Server::~Server() { Drain(absl::Seconds(1)); }

void Server::Drain(absl::Duration patience) {
  if (parts_->server == nullptr) return;
  if (auto* health = parts_->server->GetHealthCheckService()) {
    health->SetServingStatus(false);
  }
  parts_->followers.Stop();
  const absl::Time deadline = absl::Now() + patience;
  parts_->publishing.Drain(patience);
  parts_->server->Shutdown(
      absl::ToChronoTime(std::max(deadline, absl::Now() + kLastWords)));
  parts_->server->Wait();
  parts_->server.reset();
}

}  // namespace loopledger
