// What LedgerService answers, to good commands and to bad bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "consumers/client/client.h"
#include "consumers/client/error.h"
#include "consumers/server/commands.h"
#include "loopledger/v1/services.grpc.pb.h"
#include "tests/consumers/raw_call.h"
#include "tests/consumers/service.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kSubmit[] = "/loopledger.v1.LedgerService/Submit";

auto ChannelTo(const Service& service) {
  return grpc::CreateChannel(service.client().server,
                             grpc::InsecureChannelCredentials());
}

absl::Status FromGrpc(const grpc::Status& status) {
  return FromTrailer(static_cast<absl::StatusCode>(status.error_code()),
                     status.error_message(), status.error_details());
}

TEST(Publishing, GivesAReceipt) {
  Service service;
  Client client(service.client());
  const auto receipt = client.Submit(AdmitOrganisation(1));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->position(), 2u);  // After the founding and the seat.
  EXPECT_EQ(receipt->stream_version(), 1u);
  EXPECT_EQ(receipt->event().organisation_admitted().org_id(), "org-1");
  const auto record = client.GetRecord(receipt->position());
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->leaf_hash(), receipt->leaf_hash());
}

TEST(Publishing, GivesTheSameReceiptToTheSameCommand) {
  Service service;
  Client client(service.client());
  const v1::Command command = AdmitOrganisation(1);
  const auto first = client.Submit(command);
  ASSERT_THAT(first, IsOk());
  const auto second = client.Submit(command);
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(*second, EqualsProto(*first));
  EXPECT_EQ(service.ledger().head().next, 3u);
}

TEST(Publishing, NamesReasonAndFieldOfARefusal) {
  Service service;
  Client client(service.client());
  v1::Command command = AdmitOrganisation(1);
  command.mutable_admit_organisation()->set_kind("CIRCUS");
  const absl::Status status = client.Submit(command).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("CIRCUS")));
  EXPECT_EQ(DetailOf(status).reason, "UNKNOWN_CODE");
  EXPECT_THAT(DetailOf(status).field, HasSubstr("kind"));
  EXPECT_TRUE(IsNamedRefusal(status));
}

TEST(Publishing, NamesTheReasonThoughTheMessageWouldBeTooLong) {
  Service service;
  Client client(service.client());
  v1::Command command = AdmitOrganisation(1);
  std::string kind;
  while (kind.size() < 8000) kind += "\xE2\x82\xAC";
  command.mutable_admit_organisation()->set_kind(kind);
  const absl::Status status = client.Submit(command).status();
  EXPECT_EQ(DetailOf(status).reason, "UNKNOWN_CODE") << status;
  EXPECT_LE(status.message().size(), 1100u);
  v1::GetRowRequest request;
  request.set_view("threat_picture");
  request.set_key(std::string(20'000, 'x'));
  EXPECT_THAT(client.GetRow(request).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("there is no")));
}

TEST(Publishing, DecidesWithoutRecording) {
  Service service;
  Client client(service.client());
  EXPECT_THAT(client.DryRun(AdmitOrganisation(1)), IsOk());
  EXPECT_THAT(client.DryRun(v1::Command()), Not(IsOk()));
  EXPECT_EQ(service.ledger().head().next, 2u);
}

TEST(Publishing, RefusesWhatCannotBecomeARecord) {
  Service service;
  Client client(service.client());
  v1::Command command = AdmitOrganisation(1);
  command.mutable_admit_organisation()->set_name(
      std::string(kCommandBytesMax, 'x'));
  const absl::Status status = client.Submit(command).status();
  EXPECT_EQ(DetailOf(status).reason, "RECORD_TOO_LARGE");
  EXPECT_EQ(service.ledger().head().next, 2u);
}

TEST(Publishing, RefusesAMessageBeyondTheLimit) {
  ServerOptions options = DevServer();
  options.message_bytes_max = 100'000;
  Service service(options);
  Client client(service.client());
  v1::Command command = AdmitOrganisation(1);
  command.mutable_admit_organisation()->set_name(std::string(200'000, 'x'));
  EXPECT_THAT(client.Submit(command).status(),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(Publishing, AnswersBytesThatAreNoCommandByName) {
  Service service;
  grpc::GenericStub stub(ChannelTo(service));
  const absl::Status status =
      FromGrpc(RawCall(stub, kSubmit, "\x0a\xff no protobuf").status);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(DetailOf(status).reason, "FIELD_INVALID");
}

// Prints its seed, and runs from it.
TEST(Publishing, SurvivesRandomBytesAndWritesNothing) {
  constexpr int kTries = 10'000;
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  Service service;
  grpc::GenericStub stub(ChannelTo(service));
  const std::string good = AdmitOrganisation(1).SerializeAsString();
  for (int i = 0; i < kTries; ++i) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    // Half of them begin well, and have an id that no good command has.
    if (i % 2 == 0) bytes = good.substr(0, random() % good.size()) + bytes;
    const absl::Status status = FromGrpc(RawCall(stub, kSubmit, bytes).status);
    if (status.ok()) continue;  // The head says below what that came to.
    ASSERT_THAT(DetailOf(status).reason, Not(IsEmpty())) << status;
    ASSERT_TRUE(IsNamedRefusal(status)) << status;
  }
  EXPECT_EQ(service.ledger().head().next, 2u);
  EXPECT_THAT(Client(service.client()).Submit(AdmitOrganisation(1)), IsOk());
}

TEST(Publishing, AnswersAStreamInOrderAndBadOnesInTheirTurn) {
  constexpr int kCommands = 3000;  // More than a window.
  Service service;
  const auto stub = v1::LedgerService::NewStub(ChannelTo(service));
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitResult result;
  int read = 0;
  const auto read_one = [&] {
    ASSERT_TRUE(stream->Read(&result));
    EXPECT_EQ(result.command_id(), absl::StrCat("admit-", read));
    EXPECT_EQ(result.has_refusal(), read % 7 == 3) << read;
    ++read;
  };
  for (int i = 0; i < kCommands; ++i) {
    v1::Command command = AdmitOrganisation(i);
    if (i % 7 == 3) command.mutable_admit_organisation()->clear_org_id();
    ASSERT_TRUE(stream->Write(command));
    if (i >= 500) read_one();
  }
  stream->WritesDone();
  while (read < kCommands) read_one();
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(Publishing, EndsAStreamOfBatchesAtBytesThatAreNone) {
  Service service;
  const auto stub = v1::LedgerService::NewStub(ChannelTo(service));
  grpc::ClientContext context;
  const auto stream = stub->SubmitBatches(&context);
  v1::CommandBatch batch;
  *batch.add_commands() = AdmitOrganisation(1);
  ASSERT_TRUE(stream->Write(batch));
  batch.Clear();
  for (int i = 0; i <= kBatchCommandsMax; ++i) batch.add_commands();
  ASSERT_TRUE(stream->Write(batch));
  v1::SubmitResultBatch results;
  ASSERT_TRUE(stream->Read(&results));
  EXPECT_TRUE(results.results(0).has_receipt());
  EXPECT_FALSE(stream->Read(&results));
  EXPECT_THAT(
      FromGrpc(stream->Finish()),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("at most")));
}

TEST(Publishing, AnswersWhatIsWrongInABatchAndGoesOn) {
  Service service;
  const auto stub = v1::LedgerService::NewStub(ChannelTo(service));
  grpc::ClientContext context;
  const auto stream = stub->SubmitBatches(&context);
  v1::CommandBatch batch;
  *batch.add_commands() = AdmitOrganisation(1);
  *batch.add_commands() = AdmitOrganisation(2);
  batch.mutable_commands(1)->mutable_admit_organisation()->set_name(
      std::string(kCommandBytesMax, 'x'));
  *batch.add_commands() = AdmitOrganisation(3);
  ASSERT_TRUE(stream->Write(batch));
  v1::SubmitResultBatch results;
  ASSERT_TRUE(stream->Read(&results));
  ASSERT_EQ(results.results_size(), 3);
  EXPECT_TRUE(results.results(0).has_receipt());
  EXPECT_EQ(results.results(1).refusal().reason(), v1::RECORD_TOO_LARGE);
  EXPECT_EQ(results.results(1).command_id(), "admit-2");
  EXPECT_TRUE(results.results(2).has_receipt());
  batch.Clear();
  *batch.add_commands() = AdmitOrganisation(4);
  ASSERT_TRUE(stream->Write(batch));
  ASSERT_TRUE(stream->Read(&results));
  EXPECT_TRUE(results.results(0).has_receipt());
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&results));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(Publishing, AnswersBytesInABatchThatAreNoCommand) {
  ReadBatch batch;
  const std::string good = AdmitOrganisation(1).SerializeAsString();
  std::string bytes;
  for (const std::string& one : {good,
                                 std::string("\x0a\x03"
                                             "c-2\xff"),
                                 std::string("\xff"), good}) {
    ASSERT_LT(one.size(), 16384u);
    bytes += '\x0a';
    bytes += static_cast<char>((one.size() & 0x7f) | 0x80);
    bytes += static_cast<char>(one.size() >> 7);
    bytes += one;
  }
  ASSERT_THAT(ReadCommands(ToBuffer(bytes), batch), IsOk());
  ASSERT_EQ(batch.commands.size(), 4u);
  EXPECT_THAT(batch.commands[0].refusal, IsOk());
  EXPECT_THAT(batch.commands[1].refusal,
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(batch.commands[1].command.command_id(), "c-2");
  EXPECT_EQ(batch.commands[2].command.command_id(), "");
  EXPECT_THAT(batch.commands[3].refusal, IsOk());
  // Cut short, nobody can say what it holds.
  bytes.pop_back();
  EXPECT_THAT(ReadCommands(ToBuffer(bytes), batch), Not(IsOk()));
}

TEST(Publishing, BoundsTheNumberOfStreams) {
  ServerOptions options = DevServer();
  options.streams_max = 1;
  Service service(options);
  const auto stub = v1::LedgerService::NewStub(ChannelTo(service));
  grpc::ClientContext first_context;
  const auto first = stub->SubmitStream(&first_context);
  v1::SubmitResult result;
  ASSERT_TRUE(first->Write(AdmitOrganisation(1)));
  ASSERT_TRUE(first->Read(&result));
  grpc::ClientContext second_context;
  const auto second = stub->SubmitStream(&second_context);
  EXPECT_FALSE(second->Read(&result));
  EXPECT_THAT(FromGrpc(second->Finish()),
              StatusIs(absl::StatusCode::kResourceExhausted));
  first->WritesDone();
  EXPECT_FALSE(first->Read(&result));
  EXPECT_TRUE(first->Finish().ok());
}

TEST(Publishing, OutlivesAClientThatGoesAway) {
  Service service;
  const auto stub = v1::LedgerService::NewStub(ChannelTo(service));
  for (int round = 0; round < 20; ++round) {
    grpc::ClientContext context;
    const auto stream = stub->SubmitStream(&context);
    for (int i = 0; i < 50; ++i) {
      if (!stream->Write(AdmitOrganisation(round * 50 + i))) break;
    }
    context.TryCancel();
    stream->Finish();
  }
  EXPECT_THAT(Client(service.client()).Submit(AdmitOrganisation(5000)), IsOk());
}

TEST(Publishing, EndsStreamsWhenItDrains) {
  Service service;
  const auto stub = v1::LedgerService::NewStub(ChannelTo(service));
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitResult result;
  ASSERT_TRUE(stream->Write(AdmitOrganisation(1)));
  ASSERT_TRUE(stream->Read(&result));
  // A stream on which nothing comes does not hold it up.
  const absl::Time began = absl::Now();
  service.server().Drain(absl::Seconds(60));
  EXPECT_LT(absl::Now() - began, absl::Seconds(30));
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_THAT(FromGrpc(stream->Finish()),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(service.ledger().head().next, 3u);
}

}  // namespace
}  // namespace loopledger
