#include "projections/gaps/questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/gapped.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A requirement Q about assessment A.
class QuestionsTest : public Gapped {
 protected:
  QuestionsTest() { told_.Assess("A", 1, 3); }
  void Raise(absl::Duration needed_in) {
    told_.Tell("Q",
               absl::StrCat(
                   "requirement_raised { requirement_id: 'Q' question: 'who?' "
                   "assessments { assessment_id: 'A' version: 1 } needed_by { "
                   "seconds: ",
                   (told_.now() + needed_in / kMicro) / 1000000, " } }"));
  }
  Position Tell(absl::string_view event) {
    return told_.Tell("Q", absl::StrCat(event, " { requirement_id: 'Q' }"));
  }
  void Link() {
    told_.Tell("R", "report_submitted { report_id: 'R' requirement_ids: 'Q' }");
  }
};

TEST_F(QuestionsTest, WhatIsNeededAndNotKnownIsAGapUntilItIsSatisfied) {
  Raise(20 * kDay);
  const Position agreed = Tell("requirement_agreed");
  EXPECT_THAT(GapsAfter(19 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(2 * kDay), ElementsAre("M10/Q"));
  const v1::GapRow gap = Gap("M10/Q");
  EXPECT_EQ(gap.name(), "UNMET_REQUIREMENT");
  EXPECT_EQ(gap.owner_org(), "police");
  EXPECT_EQ(gap.title(), "who?");
  EXPECT_THAT(gap.caused_by(), ElementsAre(agreed));
  EXPECT_THAT(gap.related_ids(), ElementsAre("A"));
  Tell("requirement_partly_satisfied");
  EXPECT_THAT(Gaps(), ElementsAre("M10/Q"));
  Tell("requirement_satisfied");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(QuestionsTest, WhatNobodyAgreedToWaitsForNothing) {
  Raise(20 * kDay);
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
}

TEST_F(QuestionsTest, ReportsKeepItWarm) {
  Raise(200 * kDay);
  const Position agreed = Tell("requirement_agreed");
  EXPECT_THAT(GapsAfter(30 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M10/Q/COLD"));
  EXPECT_THAT(Gap("M10/Q/COLD").caused_by(), ElementsAre(agreed));
  Link();
  EXPECT_THAT(Gaps(), ElementsAre("M10/Q/COLD"));
  const Position warm = told_.Tell("R", "report_accepted { report_id: 'R' }");
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(30 * kDay + kMicro), ElementsAre("M10/Q/COLD"));
  EXPECT_THAT(Gap("M10/Q/COLD").caused_by(), ElementsAre(warm));
  Tell("requirement_withdrawn");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(QuestionsTest, ARejectedReportWarmsNothing) {
  Raise(200 * kDay);
  Tell("requirement_agreed");
  told_.Later(20 * kDay);
  Link();
  told_.Tell("R", "report_rejected { report_id: 'R' }");
  told_.Tell("R", "report_accepted { report_id: 'R' }");
  EXPECT_THAT(GapsAfter(11 * kDay), ElementsAre("M10/Q/COLD"));
}

TEST_F(QuestionsTest, AGapIsMarkedAnewWithTheAssessmentThatItNames) {
  Raise(20 * kDay);
  Tell("requirement_agreed");
  EXPECT_THAT(GapsAfter(21 * kDay), ElementsAre("M10/Q"));
  EXPECT_EQ(Gap("M10/Q").marking().gsc(), "OFFICIAL");
  told_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' } "
      "assessment_reviewed { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Gap("M10/Q").marking().gsc(), "SECRET");
}

// --- M13

constexpr char kLow[] =
    "judgements { id: 'J' term: 'Unlikely' confidence { rating: 'Low' } } ";

TEST_F(QuestionsTest, AHighThreatOfLowConfidenceIsLookedInto) {
  const Position published = told_.Assess("A", 2, 2, kLow);
  EXPECT_THAT(Gaps(), ElementsAre("M13/A"));
  EXPECT_EQ(Gap("M13/A").owner_org(), "police");
  EXPECT_THAT(Gap("M13/A").caused_by(), ElementsAre(published));
  Raise(20 * kDay);
  EXPECT_THAT(Gaps(), ElementsAre("M13/A")) << "nobody looks yet";
  Tell("requirement_agreed");
  EXPECT_THAT(Gaps(), IsEmpty());
  const Position ended = Tell("requirement_closed_unmet");
  EXPECT_THAT(Gaps(), ElementsAre("M13/A"));
  EXPECT_THAT(Gap("M13/A").caused_by(), ElementsAre(published, ended));
  told_.Assess("A", 3, 3, kLow);
  EXPECT_THAT(Gaps(), IsEmpty()) << "it is not high";
}

TEST_F(QuestionsTest, HigherConfidenceWorriesNobody) {
  told_.Assess("A", 2, 1,
               "judgements { id: 'J' term: 'Unlikely' confidence { rating: "
               "'Moderate' } } ");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(QuestionsTest, AVersionMayNameTheRequirementItself) {
  told_.Tell("Q", "requirement_raised { requirement_id: 'Q' }");
  Tell("requirement_agreed");
  told_.Assess("A", 2, 1, absl::StrCat(kLow, "gap_requirement_ids: 'Q'"));
  EXPECT_THAT(Gaps(), IsEmpty());
  Tell("requirement_withdrawn");
  EXPECT_THAT(Gaps(), ElementsAre("M13/A"));
}

}  // namespace
}  // namespace loopledger
