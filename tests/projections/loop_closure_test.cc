#include "projections/measures/loop_closure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

// A report, and an assessment of it a day later. Band 3 keeps M5 quiet.
class LoopClosureTest : public Measured {
 protected:
  LoopClosureTest() {
    told_.Report("R");
    Later(kDay);
    Edition("A", 1, kCiting);
  }
  // Approves T two days later, starts it after three, records an outcome after
  // four.
  void UpToTheOutcome() {
    told_.Propose("T", "A", 1);
    Later(2 * kDay);
    told_.Approve("T");
    Later(3 * kDay);
    Tasking("tasking_started", "T");
    Later(4 * kDay);
    told_.Outcome("O", "T");
  }
  absl::Duration Link(const char* link) {
    return Span(Row(absl::StrCat("M7/link/", link)).p50());
  }

  static constexpr char kCiting[] =
      "scorecard { band: 3 } supporting { ref { report_id: 'R' item: 1 } }";
};

TEST_F(LoopClosureTest, AFullChainClosesTheLoop) {
  UpToTheOutcome();
  EXPECT_EQ(Share("M7"), "0/1");
  EXPECT_EQ(Row("M7").open(), 1);
  Later(5 * kDay);
  Edition("A", 2, absl::StrCat(kCiting, " considered_outcomes: 'O'"));
  EXPECT_EQ(Share("M7"), "1/1");
  EXPECT_EQ(Share("M7/2026Q1"), "1/1");
  EXPECT_EQ(Row("M7").open(), 0);
  EXPECT_EQ(Row("M7").share(), 1);
  EXPECT_EQ(Link("report-assessment"), kDay);
  EXPECT_EQ(Link("assessment-decision"), 2 * kDay);
  EXPECT_EQ(Link("decision-start"), 3 * kDay);
  EXPECT_EQ(Link("start-outcome"), 4 * kDay);
  EXPECT_EQ(Link("outcome-reassessment"), 5 * kDay);
}

TEST_F(LoopClosureTest, AReaffirmationThatConsidersTheOutcomeClosesItToo) {
  UpToTheOutcome();
  told_.Tell("A",
             "assessment_reaffirmed { assessment_id: 'A' version: 1 "
             "considered_outcomes: 'O' }");
  EXPECT_EQ(Share("M7"), "1/1");
}

TEST_F(LoopClosureTest, AnAssessmentThatTheTaskingDoesNotCiteClosesNothing) {
  UpToTheOutcome();
  Edition("B", 1, "scorecard { band: 3 } considered_outcomes: 'O'");
  EXPECT_EQ(Share("M7"), "0/1");
  EXPECT_EQ(Counts("M7/link/outcome-reassessment"), "0 1 0");
}

TEST_F(LoopClosureTest, AnAssumptionIsNoReport) {
  Edition("B", 1, "scorecard { band: 3 }");
  told_.Propose("T", "B", 1);
  told_.Approve("T");
  EXPECT_EQ(Share("M7"), "0/1");
  EXPECT_EQ(Row("M7").ended(), 1);
  EXPECT_EQ(Counts("M7/link/report-assessment"), "0 0 1");
  Tasking("tasking_started", "T");
  told_.Outcome("O", "T");
  Edition("B", 2, "scorecard { band: 3 } considered_outcomes: 'O'");
  EXPECT_EQ(Share("M7"), "0/1");
}

TEST_F(LoopClosureTest, EachQuarterHasItsOwnShare) {
  UpToTheOutcome();
  told_.Propose("U", "A", 1);
  Later(100 * kDay);
  told_.Approve("U");
  Edition("A", 2, absl::StrCat(kCiting, " considered_outcomes: 'O'"));
  EXPECT_EQ(Share("M7"), "1/2");
  EXPECT_EQ(Share("M7/2026Q1"), "1/1");
  EXPECT_EQ(Share("M7/2026Q2"), "0/1");
  EXPECT_THAT(Row("M7").tells(), HasSubstr("1 of 2 approved taskings"));
}

TEST_F(LoopClosureTest, OneThatIsCancelledHasEndedWithout) {
  told_.Propose("T", "A", 1);
  told_.Approve("T");
  Tasking("tasking_started", "T");
  Tasking("tasking_cancelled", "T");
  EXPECT_EQ(Share("M7"), "0/1");
  EXPECT_EQ(Row("M7").ended(), 1);
  EXPECT_EQ(Row("M7").open(), 0);
  EXPECT_EQ(Counts("M7/link/start-outcome"), "0 0 1");
}

TEST_F(LoopClosureTest, AnOutcomeByChanceBeforeTheStartTookNoTime) {
  told_.Propose("T", "A", 1);
  told_.Approve("T");
  told_.Outcome("O", "T");
  Later(kDay);
  Tasking("tasking_started", "T");
  EXPECT_EQ(Link("start-outcome"), absl::ZeroDuration());
  EXPECT_EQ(Counts("M7/link/outcome-reassessment"), "0 1 0");
}

}  // namespace
}  // namespace loopledger
