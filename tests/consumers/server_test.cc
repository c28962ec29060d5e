// Where a server listens, who may reach it, and what it says of itself.
#include "consumers/server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "consumers/client/client.h"
#include "ledger/log/memory_log.h"
#include "loopledger/v1/services.grpc.pb.h"
#include "tests/consumers/raw_call.h"
#include "tests/consumers/service.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::Not;

absl::Status StartBeside(Service& service, const ServerOptions& options) {
  return Server::Start(options, service.ledger(), service.log(),
                       service.runner())
      .status();
}

TEST(Server, RefusesToServeWithoutAuthentication) {
  Service service;
  ServerOptions options = DevServer();
  options.dev = false;
  EXPECT_THAT(StartBeside(service, options),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("authenticate")));
}

TEST(Server, ListensOnLoopbackOnly) {
  Service service;
  for (const char* address : {"0.0.0.0:0", "192.168.1.4:7470", "[::]:0",
                              "example.org:7470", "127.evil.example:1"}) {
    ServerOptions options = DevServer();
    options.grpc = address;
    EXPECT_THAT(
        StartBeside(service, options),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("loopback")))
        << address;
  }
  ServerOptions options = DevServer();
  options.grpc = "localhost";
  EXPECT_THAT(StartBeside(service, options),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Server, SaysThatThePortIsTaken) {
  Service service;
  ServerOptions options = DevServer();
  options.grpc = service.server().address();
  EXPECT_THAT(StartBeside(service, options),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("taken")));
}

TEST(Server, SaysThatItIsWell) {
  Service service;
  grpc::GenericStub stub(grpc::CreateChannel(
      service.client().server, grpc::InsecureChannelCredentials()));
  const RawAnswer answer = RawCall(stub, "/grpc.health.v1.Health/Check", "");
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.bytes, "\x08\x01");  // SERVING
}

TEST(Server, DescribesItsServices) {
  Service service;
  grpc::GenericStub stub(grpc::CreateChannel(
      service.client().server, grpc::InsecureChannelCredentials()));
  // list_services, as the only message of a stream.
  const RawAnswer answer = RawCall(
      stub, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
      std::string("\x3a\x00", 2));
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  for (const char* name :
       {"loopledger.v1.LedgerService", "loopledger.v1.ViewService",
        "loopledger.v1.AuditService"}) {
    EXPECT_THAT(answer.bytes, HasSubstr(name));
  }
}

TEST(Server, KeepsEverythingOverARestart) {
  Service service;
  {
    Client client(service.client());
    ASSERT_THAT(client.Submit(SubmitReport(1)), IsOk());
  }
  service.Restart();
  Client client(service.client());
  v1::GetRowRequest request;
  request.set_view("threat_picture.reports");
  request.set_key("R-1");
  request.set_at_least(3);  // The new seat.
  EXPECT_THAT(client.GetRow(request), IsOk());
  const auto again = client.Submit(SubmitReport(1));
  // The same command but for its time: the id belongs to the first.
  EXPECT_TRUE(again.ok() || again.status().code() == absl::StatusCode::kAborted)
      << again.status();
  EXPECT_EQ(service.ledger().head().next, 4u);
}

TEST(Server, DrainsThoughTheLogAnswersNothing) {
  auto held = std::make_unique<MemoryLog>();
  MemoryLog& log = *held;
  Service service(DevServer(), std::move(held));
  const auto stub = v1::LedgerService::NewStub(grpc::CreateChannel(
      service.client().server, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitResult result;
  ASSERT_TRUE(stream->Write(AdmitOrganisation(1)));
  ASSERT_TRUE(stream->Read(&result));
  EXPECT_TRUE(result.has_receipt());
  log.Hold();
  ASSERT_TRUE(stream->Write(AdmitOrganisation(2)));
  // What is not recorded is not answered; this one is decided after it.
  v1::Command refused = AdmitOrganisation(3);
  refused.clear_actor();
  EXPECT_THAT(Client(service.client()).Submit(refused).status(), Not(IsOk()));
  service.server().Drain(absl::Milliseconds(100));
  ASSERT_TRUE(stream->Read(&result));
  EXPECT_EQ(result.refusal().code(), static_cast<int>(grpc::UNAVAILABLE))
      << result.ShortDebugString();
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_EQ(stream->Finish().error_code(), grpc::UNAVAILABLE);
}

}  // namespace
}  // namespace loopledger
