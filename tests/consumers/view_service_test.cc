// Rows now, as of a moment, page by page, and as they change.
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "consumers/client/client.h"
#include "consumers/server/followers.h"
#include "consumers/server/viewing.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/log/memory_log.h"
#include "loopledger/v1/views.pb.h"
#include "projections/all.h"
#include "projections/engine/runner.h"
#include "tests/consumers/service.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr char kReports[] = "threat_picture.reports";

v1::ReportRow ReportOf(const v1::Row& row) {
  v1::ReportRow report;
  EXPECT_TRUE(row.row().UnpackTo(&report));
  return report;
}

// Ten reports, of which the even ones are accepted.
class ViewService : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 10; ++i) Publish(SubmitReport(i));
    for (int i = 0; i < 10; i += 2) Publish(AcceptReport(i));
  }

  void Publish(const v1::Command& command) {
    const auto receipt = client_.Submit(command);
    ASSERT_THAT(receipt, IsOk());
    last_ = receipt->position();
  }

  v1::ListRowsRequest List() const {
    v1::ListRowsRequest request;
    request.set_view(kReports);
    request.set_at_least(last_);
    return request;
  }

  std::vector<std::string> Keys(v1::ListRowsRequest request) {
    std::vector<std::string> keys;
    do {
      const auto page = client_.ListRows(request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const v1::Row& row : page->rows()) keys.push_back(row.key());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return keys;
  }

  Service service_;
  Client client_{service_.client()};
  uint64_t last_ = 0;
};

TEST_F(ViewService, NamesItsViews) {
  const auto response = client_.ListViews();
  ASSERT_THAT(response, IsOk());
  std::set<std::string> names;
  for (const v1::ViewInfo& info : response->views()) {
    names.insert(info.projection());
    EXPECT_EQ(info.health(), "") << info.view();
  }
  EXPECT_THAT(names, testing::IsSupersetOf(
                         {"threat_picture", "tasking_board", "feedback_loop"}));
  EXPECT_EQ(response->ledger_next(), last_ + 1);
}

TEST_F(ViewService, GivesARowThatWasJustWritten) {
  v1::GetRowRequest request;
  request.set_view(kReports);
  request.set_key("R-4");
  request.set_at_least(last_);
  const auto response = client_.GetRow(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(ReportOf(response->row()).state(), "ACCEPTED");
  EXPECT_EQ(response->row().marking().gsc(), "OFFICIAL");
  EXPECT_GE(response->position(), last_);
}

TEST_F(ViewService, ShowsTheRowAsItWas) {
  v1::GetRowRequest request;
  request.set_view(kReports);
  request.set_key("R-4");
  request.mutable_as_of()->set_position(11);  // The last of the submissions.
  const auto response = client_.GetRow(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(ReportOf(response->row()).state(), "SUBMITTED");
  EXPECT_EQ(response->position(), 11u);
  request.mutable_as_of()->set_position(5);  // Before it was submitted.
  EXPECT_THAT(client_.GetRow(request).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("R-4")));
  request.mutable_as_of()->set_position(last_ + 1);
  EXPECT_THAT(client_.GetRow(request).status(),
              StatusIs(absl::StatusCode::kOutOfRange));
  request.mutable_as_of()->mutable_time()->set_seconds(1);
  EXPECT_THAT(client_.GetRow(request).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ViewService, GivesTheVersionsOfARow) {
  v1::ListHistoryRequest request;
  request.set_view(kReports);
  request.set_key("R-4");
  request.set_at_least(last_);
  const auto response = client_.ListHistory(request);
  ASSERT_THAT(response, IsOk());
  ASSERT_THAT(response->versions(), SizeIs(2));
  EXPECT_EQ(ReportOf(response->versions(0).changed()).state(), "ACCEPTED");
  EXPECT_EQ(ReportOf(response->versions(1).changed()).state(), "SUBMITTED");
  request.set_key("R-99");
  EXPECT_THAT(client_.ListHistory(request).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ViewService, GivesPagesThatAreTrueAtOnePosition) {
  v1::ListRowsRequest request = List();
  request.set_page_size(3);
  const auto first = client_.ListRows(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->rows(), SizeIs(3));
  Publish(SubmitReport(55));  // Between, after the first page.
  request.set_page_token(first->next_page_token());
  std::vector<std::string> keys;
  do {
    const auto page = client_.ListRows(request);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->position(), first->position());
    for (const v1::Row& row : page->rows()) keys.push_back(row.key());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(keys,
              ElementsAre("R-3", "R-4", "R-5", "R-6", "R-7", "R-8", "R-9"));
}

TEST_F(ViewService, FiltersAndOrders) {
  v1::ListRowsRequest request = List();
  request.set_filter("state=ACCEPTED and report_id>R-2");
  EXPECT_THAT(Keys(request), ElementsAre("R-4", "R-6", "R-8"));
  request.set_order_by("report_id desc");
  request.set_page_size(2);
  EXPECT_THAT(Keys(request), ElementsAre("R-8", "R-6", "R-4"));
}

TEST_F(ViewService, RefusesWhatItCannotAnswer) {
  v1::ListRowsRequest request = List();
  request.set_filter("colour=red");
  EXPECT_THAT(
      client_.ListRows(request).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("colour")));
  request = List();
  request.set_page_token("bm9uc2Vuc2U");
  EXPECT_THAT(
      client_.ListRows(request).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token")));
  request = List();
  request.set_view("crystal_ball");
  EXPECT_THAT(client_.ListRows(request).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("crystal_ball")));
  request = List();
  request.set_at_least(last_ + 100);
  EXPECT_THAT(client_.ListRows(request).status(),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(ViewService, SendsASnapshotAndThenEachChange) {
  ASSERT_THAT(client_.ListRows(List()), IsOk());  // All is folded.
  Client writer(service_.client());
  v1::SubscribeRequest request;
  request.set_view(kReports);
  std::vector<std::string> keys;
  bool live = false;
  v1::Change change;
  EXPECT_THAT(client_.Subscribe(request,
                                [&](const v1::Change& next) {
                                  if (next.has_snapshot_done()) {
                                    live = true;
                                    EXPECT_THAT(keys, SizeIs(10));
                                    EXPECT_EQ(next.position(), last_);
                                    EXPECT_THAT(writer.Submit(AcceptReport(3)),
                                                IsOk());
                                  }
                                  if (!next.has_changed()) return true;
                                  if (!live)
                                    keys.push_back(next.changed().key());
                                  change = next;
                                  return !live;
                                }),
              IsOk());
  EXPECT_EQ(change.position(), last_ + 1);
  EXPECT_EQ(ReportOf(change.changed()).state(), "ACCEPTED");
}

TEST_F(ViewService, ResumesAfterAPosition) {
  v1::SubscribeRequest request;
  request.set_view(kReports);
  request.set_since(last_ - 2);
  std::vector<uint64_t> positions;
  EXPECT_THAT(client_.Subscribe(request,
                                [&](const v1::Change& change) {
                                  positions.push_back(change.position());
                                  return positions.size() < 2;
                                }),
              IsOk());
  EXPECT_THAT(positions, ElementsAre(last_ - 1, last_));
}

TEST_F(ViewService, SendsWhatLeavesTheFilterAsDeleted) {
  Publish(SubmitReport(20));  // An accept of it leaves the filter below.
  Publish(AcceptReport(20));
  v1::SubscribeRequest request;
  request.set_view(kReports);
  request.set_filter("state=SUBMITTED");
  request.set_since(last_ - 2);
  std::vector<std::string> seen;
  EXPECT_THAT(
      client_.Subscribe(request,
                        [&](const v1::Change& change) {
                          seen.push_back(change.has_changed()
                                             ? "+" + change.changed().key()
                                             : "-" + change.deleted_key());
                          return seen.size() < 2;
                        }),
      IsOk());
  EXPECT_THAT(seen, ElementsAre("+R-20", "-R-20"));
}

// Views that follow another, empty log fold nothing, so who waits for them
// waits for as long as it may.
TEST(Viewing, CutsWhoWaitsForAPositionWhenTheServerEnds) {
  Service service;
  const MemoryLog nothing;
  const std::string directory = MakeTemporaryDirectory();
  {
    const auto runner =
        Runner::Start(nothing, AllProjections(BuiltInVocabularies()),
                      {.directory = directory});
    ASSERT_THAT(runner, IsOk());
    Followers followers(1);
    Viewing viewing(**runner, service.ledger(), followers);
    grpc::ServerContext context;
    v1::GetRowRequest request;
    request.set_view("threat_picture");
    request.set_key("T-1");
    request.set_at_least(0);
    v1::GetRowResponse row;
    followers.Stop();
    EXPECT_EQ(viewing.GetRow(&context, &request, &row).error_code(),
              grpc::UNAVAILABLE);
  }
  RemoveDirectory(directory);
}

TEST_F(ViewService, SaysThatAStoreIsDamagedHoweverItIsAsked) {
  service_.Restart([](const std::string& views) {
    for (const auto& entry : std::filesystem::directory_iterator(views)) {
      if (!entry.is_directory() ||
          !absl::StartsWith(entry.path().filename().string(), "threat_")) {
        continue;
      }
      std::filesystem::remove(entry.path() / "CURRENT");
      std::ofstream(entry.path() / "CURRENT") << "no manifest";
    }
  });
  const auto damaged =
      StatusIs(absl::StatusCode::kDataLoss, HasSubstr("threat_picture"));
  Client client(service_.client());
  v1::ListRowsRequest list;
  list.set_view(kReports);
  EXPECT_THAT(client.ListRows(list), damaged);
  EXPECT_THAT(client.ListRows(List()), damaged);
  list.mutable_as_of()->set_position(last_);
  EXPECT_THAT(client.ListRows(list), damaged);
  v1::GetRowRequest get;
  get.set_view(kReports);
  get.set_key("R-1");
  EXPECT_THAT(client.GetRow(get), damaged);
  v1::ListHistoryRequest history;
  history.set_view(kReports);
  history.set_key("R-1");
  EXPECT_THAT(client.ListHistory(history), damaged);
  v1::SubscribeRequest request;
  request.set_view(kReports);
  const auto hear = [](const v1::Change& change) {
    ADD_FAILURE() << "told " << change.ShortDebugString();
    return false;
  };
  EXPECT_THAT(client.Subscribe(request, hear), damaged);
  request.set_since(0);
  EXPECT_THAT(client.Subscribe(request, hear), damaged);
  v1::ListRowsRequest other;
  other.set_view("tasking_board");
  other.set_at_least(last_);
  EXPECT_THAT(client.ListRows(other), IsOk());
}

}  // namespace
}  // namespace loopledger
