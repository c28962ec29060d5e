#include "projections/registers/requirements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/chronicle.h"

namespace loopledger {
namespace {

using testing::ElementsAre;

constexpr absl::Duration kDay = absl::Hours(24);

// Requirement Q about assessment A, needed in 50 days.
class RequirementsTest : public testing::Test {
 protected:
  RequirementsTest() {
    told_.Assess("A", 1, 2);
    told_.Tell(
        "Q", absl::StrCat("requirement_raised { question: 'who?' owner_body: "
                          "'tcg' assessments { assessment_id: 'A' version: 1 } "
                          "tasking_ids: 'T' needed_by { seconds: ",
                          told_.now() / 1000000 + 50 * 86400,
                          " } collection_plan { org: 'hmrc' action: 'a' } "
                          "collection_plan { org: 'north' action: 'b' } "
                          "collection_plan { org: 'hmrc' action: 'c' } }"));
  }
  v1::RequirementRow Row() {
    return told_.Row("requirements", registers::kRequirements, "Q");
  }
  void Link(const char* report, const char* verdict) {
    told_.Tell(report, "report_submitted { requirement_ids: 'Q' }");
    told_.Tell(report, absl::StrCat(verdict, " { }"));
  }

  Chronicle told_;
};

TEST_F(RequirementsTest, TellsWhatIsAskedForWhatAndByWhom) {
  EXPECT_EQ(Row().state(), "RAISED");
  EXPECT_EQ(Row().question(), "who?");
  EXPECT_EQ(Row().owner_org(), "police");
  EXPECT_EQ(Row().assessments(0).assessment_id(), "A");
  ASSERT_EQ(Row().plan_size(), 2);
  EXPECT_EQ(Row().plan(0).org(), "hmrc");
  EXPECT_EQ(Row().plan(0).steps_size(), 2);
}

TEST_F(RequirementsTest, IsLateByATickUntilItEnds) {
  told_.Later(60 * kDay).Tick();
  EXPECT_FALSE(Row().late());  // Nobody agreed to it yet.
  told_.Tell("Q", "requirement_agreed { }");
  EXPECT_FALSE(Row().late());
  told_.Tick();
  EXPECT_TRUE(Row().late());
  EXPECT_TRUE(Row().has_late_since());
  told_.Tell("Q", "requirement_closed_unmet { reason: 'too late' }");
  EXPECT_FALSE(Row().late());
  EXPECT_EQ(Row().note(), "too late");
  EXPECT_TRUE(Row().has_ended_at());
}

TEST_F(RequirementsTest, GoesColdUntilALinkedReportIsAccepted) {
  told_.Tell("Q", "requirement_agreed { }");
  told_.Tell("Q", "collection_begun { }");
  told_.Later(31 * kDay);
  EXPECT_FALSE(Row().cold());
  told_.Tick();
  EXPECT_TRUE(Row().cold());
  Link("R-1", "report_rejected");
  EXPECT_TRUE(Row().cold());
  Link("R-2", "report_accepted");
  EXPECT_FALSE(Row().cold());
  EXPECT_THAT(Row().linked_reports(), ElementsAre("R-2"));
  EXPECT_EQ(Row().linked_reports_count(), 1u);
}

TEST_F(RequirementsTest, ShowsTheNewestReportsAndCountsAll) {
  told_.Tell("Q", "requirement_agreed { }");
  for (int i = 0; i < 103; ++i) {
    Link(absl::StrCat("R-", i).c_str(), "report_accepted");
  }
  EXPECT_EQ(Row().linked_reports_count(), 103u);
  EXPECT_EQ(Row().linked_reports_size(), 100);
  EXPECT_EQ(Row().linked_reports(99), "R-102");
}

TEST_F(RequirementsTest, KeepsWhatAnsweredIt) {
  told_.Tell("Q", "requirement_agreed { }");
  told_.Tell("Q",
             "requirement_partly_satisfied { answers { report_id: 'R-1' "
             "version: 2 item: 1 } remaining: 'where' }");
  EXPECT_EQ(Row().remaining(), "where");
  told_.Tell("Q",
             "requirement_satisfied { answers { report_id: 'R-2' version: 2 "
             "item: 1 } }");
  EXPECT_EQ(Row().state(), "SATISFIED");
  ASSERT_EQ(Row().satisfied_by_size(), 2);
  EXPECT_EQ(Row().remaining(), "");
}

TEST_F(RequirementsTest, TellsWhichAssessmentsNameItForTheirGaps) {
  told_.Assess("B", 1, 2, "gap_requirement_ids: 'Q' gap_requirement_ids: 'X'");
  EXPECT_THAT(Row().named_by(), ElementsAre("B"));
}

TEST_F(RequirementsTest, IsMarkedAsHighAsAllThatItNames) {
  for (const char* event :
       {"stream_id: 'A' marking { gsc: 'OFFICIAL-SENSITIVE' } "
        "assessment_reviewed { }",
        "stream_id: 'T' marking { tlp: 'TLP:AMBER' } tasking_varied { }"}) {
    told_.ledger().AddEvent(event);
  }
  EXPECT_EQ(Row().marking().gsc(), "OFFICIAL-SENSITIVE");
  EXPECT_EQ(Row().marking().tlp(), "TLP:AMBER");
  Link("R-1", "report_accepted");
  told_.ledger().AddEvent(
      "stream_id: 'R-1' marking { gsc: 'SECRET' } report_corrected { }");
  EXPECT_EQ(Row().marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
