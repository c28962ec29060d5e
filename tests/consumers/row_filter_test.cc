#include "consumers/server/row_filter.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "loopledger/v1/views.pb.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

v1::ThreatRow Row() {
  v1::ThreatRow row;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(assessment_id: "SOCG-17"
           name: "North and South"
           areas: "drugs"
           areas: "firearms"
           band: 2
           version: 12
           review_due { seconds: 1772618400 }
           judgements { term: "Likely or probable" }
           judgements { term: "Unlikely" }
           marking { gsc: "SECRET" })pb",
      &row));
  return row;
}

bool Matches(absl::string_view text) {
  const v1::ThreatRow row = Row();
  const auto filter = RowFilter::Parse(text, *row.GetDescriptor());
  EXPECT_THAT(filter, IsOk()) << text;
  return filter.ok() && filter->Matches(row);
}

absl::Status Wrong(absl::string_view text) {
  return RowFilter::Parse(text, *v1::ThreatRow::descriptor()).status();
}

TEST(RowFilter, ComparesNumbersAsNumbers) {
  EXPECT_TRUE(Matches("version>9"));
  EXPECT_TRUE(Matches("version <= 12 and version >= 12"));
  EXPECT_FALSE(Matches("version<12"));
  EXPECT_TRUE(Matches("band!=1"));
  EXPECT_FALSE(Matches("band!=2"));
}

TEST(RowFilter, ComparesTextAndTimes) {
  EXPECT_TRUE(Matches("assessment_id=SOCG-17"));
  EXPECT_TRUE(Matches("review_due<2026-03-04T10:00:01Z"));
  EXPECT_FALSE(Matches("review_due<2026-03-04T10:00:00Z"));
  EXPECT_TRUE(Matches("review_due>0001-01-01T00:00:00Z"));
  EXPECT_TRUE(Matches("review_due<9999-12-31T23:59:59Z"));
  for (const char* never :
       {"review_due>0000-12-31T23:59:59Z", "review_due<10000-01-01T00:00:00Z",
        "review_due>-0044-03-15T12:00:00Z", "review_due<infinite-future"}) {
    EXPECT_THAT(RowFilter::Parse(never, *v1::ThreatRow::descriptor()).status(),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("the years 1 to 9999")))
        << never;
  }
  EXPECT_FALSE(Matches("published_at<2030-01-01T00:00:00Z"));  // Not set.
}

TEST(RowFilter, QuotesWhatHoldsItsOwnWords) {
  EXPECT_TRUE(Matches("name=\"North and South\" and band=2"));
  EXPECT_FALSE(Matches("name=\"North \\\"and\\\" South\""));
}

TEST(RowFilter, TakesAnyElementOfARepeatedField) {
  EXPECT_TRUE(Matches("areas=firearms"));
  EXPECT_FALSE(Matches("areas=cyber"));
  EXPECT_FALSE(Matches("areas!=drugs"));
  EXPECT_TRUE(Matches("judgements.term=Unlikely"));
}

TEST(RowFilter, GoesIntoMessages) {
  EXPECT_TRUE(Matches("marking.gsc=SECRET"));
  EXPECT_FALSE(Matches("marking.handling.code=P"));
}

TEST(RowFilter, MatchesEverythingWhenEmpty) {
  EXPECT_TRUE(Matches(""));
  EXPECT_TRUE(Matches("  "));
}

TEST(RowFilter, SaysWhatIsWrong) {
  EXPECT_THAT(Wrong("colour=red"), StatusIs(absl::StatusCode::kInvalidArgument,
                                            HasSubstr("assessment_id")));
  EXPECT_THAT(Wrong("band=high").message(), HasSubstr("whole number"));
  EXPECT_THAT(Wrong("band").message(), HasSubstr("field=value"));
  EXPECT_THAT(Wrong("band=2 and ").message(), HasSubstr("and"));
  EXPECT_THAT(Wrong("marking=SECRET").message(), HasSubstr("gsc"));
  EXPECT_THAT(Wrong("name=\"endless").message(), HasSubstr("no end"));
  EXPECT_THAT(Wrong("review_due>soon").message(), HasSubstr("a time"));
  EXPECT_THAT(Wrong(std::string(2000, 'x')).message(), HasSubstr("bytes"));
}

TEST(RowOrder, SortsByTheValue) {
  v1::ThreatRow small = Row();
  small.set_version(9);
  const auto order =
      RowOrder::Parse("version desc", *v1::ThreatRow::descriptor());
  ASSERT_THAT(order, IsOk());
  EXPECT_TRUE(order->descending());
  EXPECT_TRUE(order->KeyOf(small) < order->KeyOf(Row()));
  const auto due = RowOrder::Parse("review_due", *v1::ThreatRow::descriptor());
  ASSERT_THAT(due, IsOk());
  EXPECT_TRUE(due->KeyOf(v1::ThreatRow()) < due->KeyOf(Row()));  // Not set.
}

}  // namespace
}  // namespace loopledger
