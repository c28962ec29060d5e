// The client's own promises: order, retries by command id, resuming.
#include "consumers/client/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "consumers/client/error.h"
#include "tests/consumers/service.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

// Publishes commands `first` to `end` - 1, and gives the results.
std::vector<v1::SubmitResult> PublishAll(
    Client& client, int first, int end,
    absl::FunctionRef<void(size_t answered)> meanwhile) {
  std::vector<v1::SubmitResult> results;
  int next = first;
  const absl::Status status = client.Publish(
      [&](v1::Command& command) {
        if (next == end) return Client::Supply::kEnd;
        command = AdmitOrganisation(next++);
        return Client::Supply::kCommand;
      },
      [&](const v1::SubmitResult& result) {
        results.push_back(result);
        meanwhile(results.size());
        return true;
      },
      /*omit_events=*/true);
  EXPECT_THAT(status, IsOk());
  return results;
}

TEST(Client, PublishesInOrder) {
  constexpr int kCommands = 20'000;
  Service service;
  Client client(service.client());
  const auto results = PublishAll(client, 0, kCommands, [](size_t) {});
  ASSERT_EQ(results.size(), size_t{kCommands});
  for (int i = 0; i < kCommands; ++i) {
    const v1::SubmitResult& result = results[static_cast<size_t>(i)];
    ASSERT_EQ(result.command_id(), absl::StrCat("admit-", i));
    ASSERT_EQ(result.receipt().position(), static_cast<uint64_t>(i) + 2);
    ASSERT_FALSE(result.receipt().has_event());
  }
}

TEST(Client, PublishesOnceThoughTheServerRestarts) {
  constexpr int kCommands = 12'000;
  Service service;
  Client client(service.client());
  const auto results = PublishAll(client, 0, kCommands, [&](size_t answered) {
    if (answered == 3000 || answered == 7000) service.Restart();
  });
  ASSERT_EQ(results.size(), size_t{kCommands});
  uint64_t before = 0;
  for (int i = 0; i < kCommands; ++i) {
    const v1::SubmitResult& result = results[static_cast<size_t>(i)];
    ASSERT_EQ(result.command_id(), absl::StrCat("admit-", i));
    ASSERT_TRUE(result.has_receipt()) << result.ShortDebugString();
    ASSERT_GT(result.receipt().position(), before);
    before = result.receipt().position();
  }
  // The founding, three seats, and each command once.
  EXPECT_EQ(service.ledger().head().next, uint64_t{kCommands} + 4);
}

TEST(Client, PublishesTheSameAgainAndGetsTheSamePositions) {
  Service service;
  Client client(service.client());
  std::vector<v1::Command> commands;
  for (int i = 0; i < 100; ++i) commands.push_back(AdmitOrganisation(i));
  const auto publish = [&] {
    std::vector<uint64_t> positions;
    size_t next = 0;
    EXPECT_THAT(client.Publish(
                    [&](v1::Command& command) {
                      if (next == commands.size()) return Client::Supply::kEnd;
                      command = commands[next++];
                      return Client::Supply::kCommand;
                    },
                    [&](const v1::SubmitResult& result) {
                      positions.push_back(result.receipt().position());
                      return true;
                    },
                    /*omit_events=*/false),
                IsOk());
    return positions;
  };
  const std::vector<uint64_t> positions = publish();
  EXPECT_EQ(publish(), positions);
  EXPECT_EQ(service.ledger().head().next, 102u);
}

TEST(Client, AnswersAtOnceWhenTheSourcePauses) {
  Service service;
  Client client(service.client());
  int next = 0;
  int answered = 0;
  bool paused = false;
  EXPECT_THAT(client.Publish(
                  [&](v1::Command& command) {
                    if (next == 10) return Client::Supply::kEnd;
                    if (next > 0 && !paused) {
                      paused = true;
                      return Client::Supply::kPause;
                    }
                    EXPECT_EQ(answered, next);
                    paused = false;
                    command = AdmitOrganisation(next++);
                    return Client::Supply::kCommand;
                  },
                  [&](const v1::SubmitResult&) {
                    ++answered;
                    return true;
                  },
                  /*omit_events=*/false),
              IsOk());
  EXPECT_EQ(answered, 10);
}

TEST(Client, PublishesNothing) {
  Service service;
  Client client(service.client());
  EXPECT_TRUE(PublishAll(client, 0, 0, [](size_t) {}).empty());
}

TEST(Client, FollowsRecordsThroughARestart) {
  Service service;
  Client client(service.client());
  Client writer(service.client());
  ASSERT_THAT(writer.Submit(AdmitOrganisation(1)), IsOk());
  v1::ReadRecordsRequest request;
  request.set_follow(true);
  std::vector<uint64_t> positions;
  EXPECT_THAT(client.ReadRecords(request,
                                 [&](const v1::StoredRecord& record) {
                                   positions.push_back(record.position());
                                   if (record.position() == 2) {
                                     service.Restart();  // Takes the seat: 3.
                                   }
                                   return record.position() < 3;
                                 }),
              IsOk());
  EXPECT_THAT(positions, testing::ElementsAre(0, 1, 2, 3));
}

TEST(Client, TurnsToTheNextServerWhenOneDoesNotAnswer) {
  Service service;
  ClientOptions options = service.client();
  options.server = "127.0.0.1:1," + options.server;
  Client client(options);
  EXPECT_THAT(client.Submit(AdmitOrganisation(1)), IsOk());
  EXPECT_THAT(PublishAll(client, 2, 12, [](size_t) {}), testing::SizeIs(10));
}

TEST(Client, SaysSoonThatNobodyIsThere) {
  std::string address;
  {
    Service service;
    address = service.client().server;
  }
  ClientOptions options;
  options.server = address;
  options.first_contact = absl::Milliseconds(100);
  Client client(options);
  EXPECT_THAT(client.GetHead().status(),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(client.Submit(AdmitOrganisation(1)).status(),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(ErrorDetail, TravelsWithAStatus) {
  const absl::Status status =
      WithDetail(absl::FailedPreconditionError("stale"),
                 {.reason = "STALE_JUSTIFICATION", .field = "justification"});
  EXPECT_EQ(DetailOf(status).reason, "STALE_JUSTIFICATION");
  EXPECT_EQ(DetailOf(status).field, "justification");
  EXPECT_TRUE(IsNamedRefusal(status));
  EXPECT_FALSE(IsNamedRefusal(absl::UnavailableError("away")));
  EXPECT_EQ(DetailOf(absl::UnavailableError("away")).reason, "");
}

// gRPC ends the process on a header that is none.
TEST(Client, RefusesAnOrganisationThatIsNoHeader) {
  Service service;
  for (const char* org : {"a\nb", "caf\xC3\xA9", "a b", "\x01"}) {
    ClientOptions options = service.client();
    options.org = org;
    Client client(options);
    const auto refused = StatusIs(absl::StatusCode::kInvalidArgument,
                                  testing::HasSubstr("no identifier"));
    EXPECT_THAT(client.GetHead().status(), refused) << org;
    EXPECT_THAT(client.ReadRecords({}, [](const auto&) { return true; }),
                refused);
    EXPECT_THAT(
        client.Publish([](v1::Command&) { return Client::Supply::kEnd; },
                       [](const v1::SubmitResult&) { return true; }, false),
        refused);
  }
}

}  // namespace
}  // namespace loopledger
