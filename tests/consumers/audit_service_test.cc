// The ledger's records over the wire are the ledger's records.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "consumers/client/client.h"
#include "ledger/log/rule.h"
#include "tests/consumers/service.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<uint64_t> Positions(Client& client,
                                const v1::ReadRecordsRequest& request,
                                absl::Status* end = nullptr) {
  std::vector<uint64_t> positions;
  const absl::Status status =
      client.ReadRecords(request, [&](const v1::StoredRecord& record) {
        positions.push_back(record.position());
        return true;
      });
  if (end != nullptr) *end = status;
  return positions;
}

TEST(AuditService, GivesRecordsThatChainUpToTheHead) {
  Service service;
  Client client(service.client());
  for (int i = 0; i < 200; ++i) {
    ASSERT_THAT(client.Submit(AdmitOrganisation(i)), IsOk());
  }
  const auto stated = client.GetHead();
  ASSERT_THAT(stated, IsOk());
  Head head;
  EXPECT_THAT(client.ReadRecords({},
                                 [&](const v1::StoredRecord& record) {
                                   EXPECT_EQ(record.position(), head.next);
                                   EXPECT_EQ(head.Judge(record.stored_bytes()),
                                             Verdict::kInLedger);
                                   return true;
                                 }),
              IsOk());
  EXPECT_EQ(head.next, stated->next());
  EXPECT_EQ(AsBytes(head.head), stated->head());
  EXPECT_EQ(stated->ledger(), "test");
  EXPECT_EQ(stated->void_entries(), 0u);
}

TEST(AuditService, ReadsARange) {
  Service service;
  Client client(service.client());
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(client.Submit(AdmitOrganisation(i)), IsOk());
  }
  v1::ReadRecordsRequest request;
  request.set_from(3);
  request.set_to(5);
  EXPECT_THAT(Positions(client, request), ElementsAre(3, 4));
  request.set_from(7);
  request.clear_to();
  EXPECT_THAT(Positions(client, request), ElementsAre());
  request.set_from(8);
  absl::Status end;
  EXPECT_THAT(Positions(client, request, &end), ElementsAre());
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kOutOfRange,
                            HasSubstr("beyond the head")));
}

TEST(AuditService, HasNoRecordBeyondTheHead) {
  Service service;
  Client client(service.client());
  EXPECT_THAT(client.GetRecord(1), IsOk());
  EXPECT_THAT(client.GetRecord(2).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(AuditService, BoundsItsFollowers) {
  ServerOptions options = DevServer();
  options.followers_max = 1;
  Service service(options);
  Client client(service.client());
  v1::ReadRecordsRequest request;
  request.set_follow(true);
  bool asked = false;
  EXPECT_THAT(client.ReadRecords(
                  request,
                  [&](const v1::StoredRecord&) {
                    Client second(service.client());
                    absl::Status end;
                    Positions(second, {}, &end);
                    EXPECT_THAT(end,
                                StatusIs(absl::StatusCode::kResourceExhausted));
                    asked = true;
                    return false;
                  }),
              IsOk());
  EXPECT_TRUE(asked);
}

}  // namespace
}  // namespace loopledger
