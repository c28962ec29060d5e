#include "projections/picture/tasking_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/chronicle.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TaskingBoardTest : public testing::Test {
 protected:
  v1::TaskingRow Tasking(const char* id, std::optional<Position> as_of = {}) {
    return chronicle_.Row("tasking_board", tasking_board::kTaskings, id, as_of);
  }
  void Tell(const char* event, const char* more = "") {
    chronicle_.Tell("T",
                    absl::StrCat(event, " { tasking_id: 'T' ", more, " }"));
  }

  Chronicle chronicle_;
};

TEST_F(TaskingBoardTest, ShowsAProposal) {
  chronicle_.Assess("A", 1, 1);
  Tell("tasking_proposed", R"pb(title: "Watch the port"
                                mode: "COVERT"
                                strand: "DETECT"
                                layer: "OPERATIONAL"
                                justification { assessment_id: "A" version: 1 }
                                lead_org: "revenue"
                                participants: "prison"
                                start_by { seconds: 10 }
                                due { seconds: 20 }
                                urgent: true)pb");
  v1::TaskingRow row = Tasking("T");
  EXPECT_EQ(row.proposed_at().seconds() * 1000000, chronicle_.now());
  row.clear_proposed_at();
  EXPECT_THAT(row, EqualsProto(R"pb(
                tasking_id: "T"
                title: "Watch the port"
                state: "PROPOSED"
                mode: "COVERT"
                strand: "DETECT"
                layer: "OPERATIONAL"
                justification { assessment_id: "A" version: 1 }
                lead_org: "revenue"
                participants: "prison"
                start_by { seconds: 10 }
                due { seconds: 20 }
                proposed_by: "police"
                marking { gsc: "OFFICIAL" }
                urgent: true
              )pb"));
}

TEST_F(TaskingBoardTest, FollowsATaskingToItsEnd) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Propose("T", "A", 1);
  chronicle_.Approve("T");
  EXPECT_EQ(Tasking("T").state(), "APPROVED");
  EXPECT_EQ(Tasking("T").decision(), "APPROVED");
  EXPECT_EQ(Tasking("T").rationale(), "r");
  EXPECT_EQ(Tasking("T").session(), "S-1");
  EXPECT_TRUE(Tasking("T").has_decided_at());
  Tell("tasking_assigned", "lead_org: 'revenue'");
  EXPECT_EQ(Tasking("T").state(), "ASSIGNED");
  EXPECT_EQ(Tasking("T").lead_org(), "revenue");
  Tell("tasking_declined");
  EXPECT_EQ(Tasking("T").state(), "APPROVED");
  EXPECT_FALSE(Tasking("T").has_assigned_at());
  Tell("tasking_assigned", "lead_org: 'prison'");
  Tell("tasking_accepted");
  EXPECT_EQ(Tasking("T").state(), "ACCEPTED");
  Tell("tasking_started");
  EXPECT_EQ(Tasking("T").state(), "IN_PROGRESS");
  EXPECT_TRUE(Tasking("T").has_started_at());
  Tell("tasking_suspended");
  EXPECT_EQ(Tasking("T").state(), "SUSPENDED");
  Tell("tasking_resumed");
  EXPECT_EQ(Tasking("T").state(), "IN_PROGRESS");
  Tell("tasking_varied", "due { seconds: 7 } mode: 'OVERT'");
  EXPECT_EQ(Tasking("T").state(), "IN_PROGRESS");
  EXPECT_EQ(Tasking("T").due().seconds(), 7);
  EXPECT_EQ(Tasking("T").mode(), "OVERT");
  Tell("tasking_completed");
  EXPECT_EQ(Tasking("T").state(), "COMPLETED");
  EXPECT_TRUE(Tasking("T").has_ended_at());
}

TEST_F(TaskingBoardTest, RecordsEveryKindOfDecision) {
  const std::pair<const char*, std::pair<const char*, const char*>> kinds[] = {
      {"tasking_rejected", {"REJECTED", "REJECTED"}},
      {"tasking_deferred", {"DEFERRED", "DEFERRED"}},
      {"tasking_risk_accepted", {"NO_ACTION", "NO_ACTION_RISK_ACCEPTED"}},
      {"tasking_referred", {"PROPOSED", "REFERRED"}}};
  chronicle_.Assess("A", 1, 1);
  for (const auto& [event, expected] : kinds) {
    chronicle_.Propose(event, "A", 1);
    chronicle_.Tell(event,
                    absl::StrCat(event, " { tasking_id: '", event,
                                 "' decision { rationale: 'because' } }"));
    EXPECT_EQ(Tasking(event).state(), expected.first);
    EXPECT_EQ(Tasking(event).decision(), expected.second);
    EXPECT_EQ(Tasking(event).rationale(), "because");
  }
}

TEST_F(TaskingBoardTest, FlagsALapseUntilItIsJustifiedAnew) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Propose("T", "A", 1);
  const Position approved = chronicle_.Approve("T");
  chronicle_.Assess("A", 2, 3);
  EXPECT_TRUE(Tasking("T").justification_lapsed());
  EXPECT_THAT(Tasking("T").lapse_reason(),
              HasSubstr("A version 1 was superseded by version 2, which "
                        "lowers the band from 1 to 3"));
  EXPECT_FALSE(Tasking("T", approved).justification_lapsed());
  Tell("tasking_rejustified",
       "justification { assessment_id: 'A' version: 2 }");
  EXPECT_FALSE(Tasking("T").justification_lapsed());
  EXPECT_EQ(Tasking("T").lapse_reason(), "");
  EXPECT_EQ(Tasking("T").justification(0).version(), 2u);
  EXPECT_EQ(Tasking("T").state(), "APPROVED");
}

TEST_F(TaskingBoardTest, CountsOutcomesAndMovesACorrectedOne) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Propose("T", "A", 1);
  chronicle_.Propose("U", "A", 1);
  chronicle_.Outcome("O1", "T");
  chronicle_.Outcome("O2", "T");
  EXPECT_EQ(Tasking("T").outcomes(), 2u);
  chronicle_.Tell("O1",
                  "outcome_corrected { outcome_id: 'O1' tasking_id: 'U' }");
  chronicle_.Tell("O2",
                  "outcome_corrected { outcome_id: 'O2' tasking_id: 'T' }");
  EXPECT_THAT(Tasking("T").outcome_ids(), ElementsAre("O2"));
  EXPECT_EQ(Tasking("T").outcomes(), 1u);
  EXPECT_THAT(Tasking("U").outcome_ids(), ElementsAre("O1"));
}

TEST_F(TaskingBoardTest, DoesNotTellWhatIsMarkedHigherThanTheTasking) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Propose("T", "A", 1);
  chronicle_.Approve("T");
  chronicle_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' } "
      "assessment_drafted { assessment_id: 'A' version: 2 scorecard { band: 3 "
      "} }");
  chronicle_.Tell("A",
                  "assessment_published { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Tasking("T").marking().gsc(), "OFFICIAL");
  EXPECT_TRUE(Tasking("T").justification_lapsed());
  EXPECT_EQ(Tasking("T").lapse_reason(),
            "assessment A no longer carries it; why is marked higher than "
            "this tasking");
  chronicle_.ledger().AddEvent(
      "stream_id: 'T' marking { gsc: 'SECRET' } "
      "tasking_assigned { tasking_id: 'T' lead_org: 'police' }");
  EXPECT_THAT(Tasking("T").lapse_reason(),
              HasSubstr("lowers the band from 1 to 3"));
}

TEST_F(TaskingBoardTest, TellsAnewWhenWhatItTellsOfIsMarkedHigher) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Propose("T", "A", 1);
  chronicle_.Approve("T");
  chronicle_.Assess("A", 2, 3);
  EXPECT_THAT(Tasking("T").lapse_reason(),
              HasSubstr("lowers the band from 1 to 3"));
  chronicle_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' } "
      "assessment_reaffirmed { assessment_id: 'A' version: 2 }");
  EXPECT_THAT(Tasking("T").lapse_reason(), HasSubstr("is marked higher"));
}

}  // namespace
}  // namespace loopledger
