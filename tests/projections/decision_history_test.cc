#include "projections/registers/decision_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projections/registers/decision_basis.h"
#include "tests/projections/chronicle.h"

namespace loopledger {
namespace {

using registers::kDecisions;
using testing::ElementsAre;

constexpr char kView[] = "decision_history";
constexpr char kCites[] =
    "summary: 's' supporting { ref { report_id: 'R' version: 2 item: 1 } }"
    " judgements { id: 'J' term: 'Likely or probable' confidence { rating: "
    "'High' } }";

// Assessment A version 1 cites item 1 of report R; T rests on it and is
// approved in session S-1.
class DecisionHistoryTest : public testing::Test {
 protected:
  DecisionHistoryTest() {
    told_.Report("R");
    told_.Assess("A", 1, 2, kCites);
    told_.Tell("S-1",
               "session_called { session_id: 'S-1' body: 'tcg' chair_org: "
               "'crown' chair_person: 'c' }");
    told_.Propose("T", "A", 1);
    approved_ = told_.Approve("T");
  }
  v1::DecisionRow Row(const char* id = "T@2") {
    return told_.Row(kView, kDecisions, id);
  }
  void Regrade() {
    told_.Tell("R",
               "report_regraded { report_id: 'R' item: 1 from { source: '1' "
               "intelligence: 'B' } to { source: '3' intelligence: 'D' } }");
  }

  Chronicle told_;
  Position approved_ = 0;
};

TEST_F(DecisionHistoryTest, TellsWhoDecidedWhatAndOnWhat) {
  const v1::DecisionRow row = Row();
  EXPECT_EQ(row.decision(), "APPROVED");
  EXPECT_EQ(row.subject_id(), "T");
  EXPECT_EQ(row.title(), "Task T");
  EXPECT_EQ(row.body(), "tcg");
  EXPECT_EQ(row.chair_org(), "crown");
  EXPECT_EQ(row.decided_by().person(), "p");
  EXPECT_EQ(row.rationale(), "r");
  EXPECT_FALSE(row.urgent());
  ASSERT_EQ(row.grounds_size(), 1);
  const v1::GroundRow& ground = row.grounds(0);
  EXPECT_EQ(ground.assessment_id(), "A");
  EXPECT_EQ(ground.relied_on_as(), "JUSTIFICATION");
  EXPECT_EQ(ground.band(), 2u);
  EXPECT_TRUE(ground.in_force());
  EXPECT_EQ(ground.effective_action_code(), "P");
  EXPECT_EQ(ground.judgements(0).confidence(), "High");
  ASSERT_EQ(ground.items_size(), 1);
  EXPECT_EQ(ground.items(0).grade().intelligence(), "B");
  EXPECT_FALSE(row.tainted());
}

TEST_F(DecisionHistoryTest, WhatItRestedOnStaysAsItWasAndTaintIsToldBeside) {
  const std::string before = Row().grounds(0).SerializeAsString();
  Regrade();
  const Position since = told_.ledger().head().next - 1;
  EXPECT_EQ(Row().grounds(0).SerializeAsString(), before);
  EXPECT_TRUE(Row().tainted());
  ASSERT_EQ(Row().since_size(), 1);
  EXPECT_EQ(Row().since(0).what(), "REGRADED");
  EXPECT_EQ(Row().since(0).from().intelligence(), "B");
  EXPECT_EQ(Row().since(0).to().intelligence(), "D");
  EXPECT_EQ(Row().since(0).since_position(), since);
  // A decision after that rests on the grade as it is by then.
  told_.Tell("T", "tasking_deferred { tasking_id: 'T' }");
  EXPECT_EQ(Row("T@3").grounds(0).items(0).grade().intelligence(), "D");
  EXPECT_TRUE(Row("T@3").grounds(0).items(0).regraded());
  EXPECT_FALSE(Row("T@3").tainted());
}

TEST_F(DecisionHistoryTest, AnItemThatIsNotCitedTaintsNothing) {
  told_.Tell("R", "report_regraded { report_id: 'R' item: 2 }");
  EXPECT_EQ(Row().since_count(), 0u);
}

TEST_F(DecisionHistoryTest, TellsWhatWasSupersededWithdrawnAndDisposedOf) {
  told_.Assess("A", 2, 3);
  EXPECT_TRUE(Row().superseded());
  EXPECT_FALSE(Row().tainted());
  EXPECT_EQ(Row().since(0).superseded_by(), 2u);
  told_.Assess("A", 3, 3);
  EXPECT_EQ(Row().since_count(), 1u);
  told_.Tell("R", "report_withdrawn { report_id: 'R' }");
  told_.Tell("D", "disposal_approved { record_id: 'report:R' }");
  ASSERT_EQ(Row().since_size(), 3);
  EXPECT_EQ(Row().since(1).what(), "WITHDRAWN");
  EXPECT_EQ(Row().since(2).what(), "DISPOSED");
  told_.Tell("A", "assessment_withdrawn { assessment_id: 'A' version: 3 }");
  EXPECT_EQ(Row().since(3).assessment_id(), "A");
}

TEST_F(DecisionHistoryTest, AWithdrawnOriginalIsToldAsTheOneMadeFromIt) {
  told_.Tell("R",
             "report_sanitised { report_id: 'R' derived_report_id: 'R2' "
             "items { number: 1 grade { source: '2' } } }");
  told_.Assess("B", 1, 2,
               "supporting { ref { report_id: 'R2' version: 1 item: 1 } }");
  told_.Propose("U", "B", 1);
  told_.Approve("U");
  EXPECT_EQ(Row("U@2").grounds(0).items(0).grade().source(), "2");
  told_.Tell("R", "report_withdrawn { report_id: 'R' }");
  ASSERT_EQ(Row("U@2").since_size(), 1);
  EXPECT_EQ(Row("U@2").since(0).report_id(), "R2");
}

TEST_F(DecisionHistoryTest, PermissionsCountAsTheyWereAtTheDecision) {
  const auto tell = [this](const char* body) {
    told_.ledger().AddEvent(
        std::string("stream_id: 'R3' marking { gsc: "
                    "'OFFICIAL' handling { code: 'C' "
                    "action: 'A1' sanitisation: 'S2' } } ") +
        body);
  };
  tell("report_submitted { report_id: 'R3' items { number: 1 } }");
  told_.Assess("C", 1, 2,
               "supporting { ref { report_id: 'R3' version: 1 item: 1 } }");
  const auto decide = [this](const char* id) {
    told_.Tell(id,
               "tasking_proposed { mode: 'OVERT' justification { "
               "assessment_id: 'C' version: 1 } }");
    told_.Approve(id);
  };
  decide("V");
  EXPECT_EQ(Row("V@2").grounds(0).action_code(), "A1");
  EXPECT_EQ(Row("V@2").grounds(0).effective_action_code(), "A1");
  tell(
      "originator_permission { report_id: 'R3' action: 'OVERT' granted: true "
      "}");
  decide("W");
  EXPECT_EQ(Row("W@2").grounds(0).action_code(), "A1");
  EXPECT_EQ(Row("W@2").grounds(0).effective_action_code(), "P");
  EXPECT_TRUE(Row("W@2").grounds(0).permissions(0).granted());
  EXPECT_EQ(Row("V@2").grounds(0).permissions_size(), 0);
  EXPECT_EQ(Row("V@2").marking().handling().action(), "A1");
}

TEST_F(DecisionHistoryTest, NoActionOfASessionIsADecisionToo) {
  told_.Tell("S-1",
             "decision_recorded { session_id: 'S-1' decision_id: 'D-7' "
             "subject: 'group A' assessments { assessment_id: 'A' version: 1 } "
             "decision: 'NO_ACTION_RISK_ACCEPTED' record { rationale: 'low' "
             "dissent: 'north disagrees' } }");
  const v1::DecisionRow row = Row("S-1/D-7");
  EXPECT_EQ(row.decision(), "NO_ACTION_RISK_ACCEPTED");
  EXPECT_EQ(row.title(), "group A");
  EXPECT_EQ(row.session(), "S-1");
  EXPECT_EQ(row.grounds(0).relied_on_as(), "SUBJECT");
  EXPECT_THAT(row.dissent(), ElementsAre("north disagrees"));
  EXPECT_THAT(told_.Get(kView, registers::kNamed, "D-7")->decision_ids(),
              ElementsAre("S-1/D-7"));
}

TEST_F(DecisionHistoryTest, AnUrgentOneIsRatifiedByAnother) {
  told_.Propose("U", "A", 1);
  told_.Tell("U", "tasking_approved { tasking_id: 'U' }");
  EXPECT_TRUE(Row("U@2").urgent());
  EXPECT_EQ(Row("U@2").ratified_by(), "");
  told_.Tell("U", "tasking_ratified { decision { session: 'S-1' } }");
  EXPECT_EQ(Row("U@2").ratified_by(), "U@3");
  told_.Tell("U",
             "tasking_varied { decision { session: 'S-1' } mode: 'COVERT' }");
  EXPECT_EQ(Row("U@4").decision(), "VARIED");
  EXPECT_EQ(Row("U@4").mode(), "COVERT");
  told_.Tell("U", "tasking_varied { reason: 'within its scope' }");
  EXPECT_THAT(told_.Get(kView, registers::kNamed, "U")->decision_ids(),
              ElementsAre("U@2", "U@3", "U@4"));
}

TEST_F(DecisionHistoryTest, CountsTheOutcomesOfTheTasking) {
  told_.Outcome("O-1", "T");
  told_.Outcome("O-2", "T");
  EXPECT_EQ(Row().outcomes(), 2u);
  told_.Tell("O-2", "outcome_corrected { outcome_id: 'O-2' tasking_id: 'U' }");
  EXPECT_EQ(Row().outcomes(), 1u);
}

TEST_F(DecisionHistoryTest, IsMarkedAsHighAsAllThatItTellsOf) {
  EXPECT_EQ(Row().marking().gsc(), "OFFICIAL");
  told_.ledger().AddEvent(
      "stream_id: 'R' marking { gsc: 'SECRET' } report_corrected { report_id: "
      "'R' }");
  EXPECT_EQ(Row().marking().gsc(), "SECRET");
  EXPECT_EQ(told_.Get(kView, registers::kNamed, "T")->marking().gsc(),
            "SECRET");
  EXPECT_EQ(told_.Get(kView, kDecisions, "T@2", approved_)->marking().gsc(),
            "OFFICIAL");
}

TEST_F(DecisionHistoryTest, TellsOfStrategiesToo) {
  told_.Tell("K",
             "control_strategy_proposed { title: 'k' body: 'board' "
             "based_on { assessment_id: 'A' version: 1 } }");
  told_.Tell("K", "control_strategy_agreed { decision { rationale: 'x' } }");
  EXPECT_EQ(Row("control_strategy/K@2").body(), "board");
  EXPECT_EQ(Row("control_strategy/K@2").grounds(0).assessment_id(), "A");
  told_.Tell("G", "strategy_drafted { title: 'g' }");
  told_.Tell("G", "strategy_adopted { decision { rationale: 'x' } }");
  EXPECT_EQ(Row("strategy/G@2").decision(), "ADOPTED");
}

}  // namespace
}  // namespace loopledger
