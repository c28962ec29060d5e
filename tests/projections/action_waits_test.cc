#include "projections/measures/action_waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::IsEmpty;

// A threat that is not high, so that M5 keeps quiet.
class ActionWaitsTest : public Measured {
 protected:
  ActionWaitsTest() { told_.Assess("A", 1, 3); }
  void Approved(const std::string& id) {
    told_.Propose(id, "A", 1);
    told_.Approve(id);
  }
};

TEST_F(ActionWaitsTest, AProposalWaitsForADecisionNotForAction) {
  told_.Propose("T", "A", 1);
  EXPECT_THAT(Keys(), IsEmpty());
}

TEST_F(ActionWaitsTest, TheWholeWaitIsTheSumOfItsSteps) {
  Approved("T");
  Later(kDay);
  Tasking("tasking_assigned", "T");
  EXPECT_EQ(Counts("M6"), "0 1 0");
  EXPECT_EQ(Counts("M6/approve-assign"), "1 0 0");
  EXPECT_EQ(Counts("M6/assign-accept"), "0 1 0");
  Later(2 * kDay);
  Tasking("tasking_accepted", "T");
  Later(4 * kDay);
  Tasking("tasking_started", "T");
  EXPECT_EQ(Counts("M6"), "1 0 0");
  EXPECT_EQ(Span(Row("M6").longest()), 7 * kDay);
  EXPECT_EQ(Span(Row("M6/approve-assign").p50()), kDay);
  EXPECT_EQ(Span(Row("M6/assign-accept").p50()), 2 * kDay);
  EXPECT_EQ(Span(Row("M6/accept-start").p50()), 4 * kDay);
}

TEST_F(ActionWaitsTest, OneThatIsDeclinedWaitsToBeAssignedAnew) {
  Approved("T");
  Later(kDay);
  Tasking("tasking_assigned", "T");
  Later(kDay);
  Tasking("tasking_declined", "T");
  EXPECT_EQ(Counts("M6/approve-assign"), "1 1 0");
  EXPECT_EQ(Counts("M6/assign-accept"), "0 0 1");
  Later(3 * kDay);
  Tasking("tasking_assigned", "T");
  EXPECT_EQ(Span(Row("M6/approve-assign").longest()), 3 * kDay);
  EXPECT_EQ(Counts("M6"), "0 1 0") << "the whole wait goes on";
}

TEST_F(ActionWaitsTest, OneThatIsCancelledHasEndedWithout) {
  Approved("T");
  Approved("U");
  Tasking("tasking_assigned", "T");
  Tasking("tasking_cancelled", "T");
  EXPECT_EQ(Counts("M6"), "0 1 1");
  EXPECT_EQ(Counts("M6/assign-accept"), "0 0 1");
  EXPECT_EQ(Row("M6").tells(), "none is over; 1 open; 1 ended without");
}

TEST_F(ActionWaitsTest, WhatHappensAfterTheStartIsAnotherMatter) {
  Approved("T");
  Tasking("tasking_assigned", "T");
  Tasking("tasking_accepted", "T");
  Tasking("tasking_started", "T");
  Later(kDay);
  Tasking("tasking_suspended", "T");
  Tasking("tasking_cancelled", "T");
  EXPECT_EQ(Counts("M6"), "1 0 0");
}

TEST_F(ActionWaitsTest, TwoTaskingsAreTwoWaits) {
  Approved("T");
  Later(kDay);
  Approved("U");
  for (const char* id : {"U", "T"}) {
    Later(kDay);
    Tasking("tasking_assigned", id);
    Tasking("tasking_accepted", id);
    Tasking("tasking_started", id);
  }
  EXPECT_EQ(Counts("M6"), "2 0 0");
  EXPECT_EQ(Span(Row("M6").p50()), kDay);
  EXPECT_EQ(Span(Row("M6").p90()), 3 * kDay);
}

TEST_F(ActionWaitsTest, RaisingATaskingsMarkingRaisesTheRows) {
  Approved("T");
  TellSecret("T", "tasking_varied { tasking_id: 'T' }");
  EXPECT_EQ(Row("M6").marking().gsc(), "SECRET");
  EXPECT_EQ(Row("M6/approve-assign").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
