#include "projections/measures/decision_waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DecisionWaitsTest : public Measured {};

TEST_F(DecisionWaitsTest, ThereIsNoRowBeforeAThreatIsHigh) {
  told_.Assess("A", 1, 3);
  told_.Propose("T", "A", 1);
  told_.Tell("T", "tasking_rejected { tasking_id: 'T' }");
  EXPECT_THAT(Keys(), IsEmpty());
}

TEST_F(DecisionWaitsTest, AnOpenWaitIsCountedApart) {
  told_.Assess("A", 1, 2);
  EXPECT_THAT(Keys(), ElementsAre("M5"));
  const v1::MeasureRow row = Row("M5");
  EXPECT_EQ(Counts(row), "0 1 0");
  EXPECT_FALSE(row.has_p50());
  EXPECT_EQ(row.name(), "ASSESSMENT_TO_DECISION");
  EXPECT_EQ(row.tells(), "none is over; 1 open");
}

TEST_F(DecisionWaitsTest, TheFirstDecisionEndsItByAreaAndBody) {
  Session("S-1", "Tasking group");
  Edition("A", 1, "threat { areas: 'CYBERCRIME' } scorecard { band: 1 }");
  told_.Propose("T", "A", 1);
  told_.Propose("U", "A", 1);
  Later(3 * kDay);
  const Position decided = told_.Approve("T");
  Later(kDay);
  told_.Approve("U");
  for (const char* key :
       {"M5", "M5/area/CYBERCRIME", "M5/body/Tasking group"}) {
    const v1::MeasureRow row = Row(key);
    EXPECT_EQ(Counts(row), "1 0 0") << key;
    EXPECT_EQ(Span(row.p50()), 3 * kDay) << key;
    EXPECT_EQ(Span(row.longest()), 3 * kDay) << key;
    EXPECT_EQ(*row.caused_by().rbegin(), decided) << key;
  }
  EXPECT_THAT(Row("M5").tells(), HasSubstr("half within 3 d"));
}

TEST_F(DecisionWaitsTest, EveryKindOfDecisionCounts) {
  int days = 0;
  for (const char* kind :
       {"tasking_approved", "tasking_rejected", "tasking_deferred",
        "tasking_risk_accepted", "tasking_referred"}) {
    const std::string id = absl::StrCat("A", ++days);
    told_.Assess(id, 1, 1);
    told_.Propose(absl::StrCat("T", days), id, 1);
    Later(days * kDay);
    Tasking(kind, absl::StrCat("T", days));
  }
  told_.Assess("A", 1, 2);
  Later(6 * kDay);
  told_.Tell("S-1",
             "decision_recorded { session_id: 'S-1' decision: "
             "'NO_ACTION_RISK_ACCEPTED' assessments { assessment_id: 'A' "
             "version: 1 } }");
  const v1::MeasureRow row = Row("M5");
  EXPECT_EQ(Counts(row), "6 0 0");
  EXPECT_EQ(Span(row.p50()), 3 * kDay);
  EXPECT_EQ(Span(row.p90()), 6 * kDay);
  EXPECT_EQ(Counts("M5/body/outside a session"), "5 0 0");
  EXPECT_EQ(Counts("M5/body/unknown"), "1 0 0");
}

TEST_F(DecisionWaitsTest, AnUrgentDecisionIsItsBodys) {
  told_.Assess("A", 1, 1);
  told_.Propose("T", "A", 1);
  Later(absl::Hours(1));
  told_.Tell("T",
             "authority { body: 'gold' delegation: 'D-1' } "
             "tasking_approved { tasking_id: 'T' }");
  EXPECT_EQ(Span(Row("M5/body/gold").p90()), absl::Hours(1));
}

TEST_F(DecisionWaitsTest, ARunThatEndsUndecidedIsNotDropped) {
  told_.Assess("A", 1, 1);
  Later(kDay);
  told_.Assess("A", 2, 3);
  EXPECT_EQ(Counts("M5"), "0 0 1");
  Later(5 * kDay);
  told_.Assess("A", 3, 2);
  EXPECT_EQ(Counts("M5"), "0 1 1");
  told_.Propose("T", "A", 3);
  Later(2 * kDay);
  told_.Approve("T");
  EXPECT_EQ(Counts("M5"), "1 0 1");
  EXPECT_EQ(Span(Row("M5").p50()), 2 * kDay) << "from the second run's start";
}

TEST_F(DecisionWaitsTest, AHigherVersionKeepsTheRunAndItsClock) {
  told_.Assess("A", 1, 2);
  Later(kDay);
  told_.Assess("A", 2, 1);
  told_.Propose("T", "A", 2);
  Later(kDay);
  told_.Approve("T");
  EXPECT_EQ(Span(Row("M5").p50()), 2 * kDay);
}

TEST_F(DecisionWaitsTest, WhatCitesAVersionBeforeTheRunDecidesNothing) {
  told_.Assess("A", 1, 3);
  told_.Propose("T", "A", 1);
  told_.Assess("A", 2, 1);
  told_.Approve("T");
  EXPECT_EQ(Counts("M5"), "0 1 0");
  Later(kDay);
  Tasking("tasking_rejustified", "T",
          "justification { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Counts("M5"), "1 0 0") << "now it cites the run";
}

TEST_F(DecisionWaitsTest, TheRowIsMarkedAsHighAsWhatIsCounted) {
  told_.Assess("A", 1, 1);
  EXPECT_EQ(Row("M5").marking().gsc(), "OFFICIAL");
  told_.Propose("T", "A", 1);
  told_.Approve("T");
  TellSecret("A", "assessment_reviewed { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Row("M5").marking().gsc(), "SECRET");
  EXPECT_EQ(Row("M5/body/unknown").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
