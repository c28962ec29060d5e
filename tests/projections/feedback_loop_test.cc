#include "projections/gaps/feedback_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/keys.h"
#include "tests/projections/gapped.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class FeedbackLoopTest : public Gapped {
 protected:
  void Tell(absl::string_view stream, absl::string_view body) {
    told_.Tell(stream, body);
  }
  // The same, marked higher than all that is told otherwise.
  void TellSecret(absl::string_view stream, absl::string_view body) {
    told_.ledger().AddEvent(absl::StrCat("stream_id: '", stream,
                                         "' marking { gsc: 'SECRET' } ", body));
  }
  // What the projection remembers of an outcome.
  state::v1::OutcomeState Remembered(absl::string_view outcome) {
    constexpr uint8_t kOutcomes = 2;
    rocksdb::PinnableSlice value;
    const auto found = told_.Folded("feedback_loop")
                           .Find(LatestKey(kOutcomes, outcome), value);
    EXPECT_TRUE(found.ok() && *found);
    state::v1::OutcomeState state;
    EXPECT_TRUE(state.ParseFromString(value.ToString()));
    return state;
  }
  // A live tasking T that cites A version 1, in band 1.
  void LiveTasking(absl::string_view draft = "") {
    told_.Assess("A", 1, 1, draft);
    told_.Propose("T", "A", 1);
    told_.Approve("T");
  }
};

// --- M1

TEST_F(FeedbackLoopTest, AHighThreatThatNobodyTasksIsAGapAfter28Days) {
  const Position published = told_.Assess("A", 1, 2);
  const int64_t since = told_.now();
  EXPECT_THAT(GapsAfter(28 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M1/A"));
  const v1::GapRow gap = Gap("M1/A");
  EXPECT_EQ(gap.metric(), "M1");
  EXPECT_EQ(gap.name(), "UNTASKED_HIGH_THREAT");
  EXPECT_EQ(gap.subject_id(), "A");
  EXPECT_EQ(gap.title(), "Group A");
  EXPECT_EQ(gap.owner_org(), "police");
  EXPECT_THAT(gap.next_action(), HasSubstr("cites A version 1"));
  EXPECT_THAT(gap.caused_by(), ElementsAre(published));
  EXPECT_EQ(gap.marking().gsc(), "OFFICIAL");
  EXPECT_EQ(absl::FromUnixSeconds(gap.started().seconds()),
            absl::FromUnixMicros(since));
  EXPECT_EQ(absl::FromUnixSeconds(gap.since().seconds()) +
                absl::Nanoseconds(gap.since().nanos()),
            absl::FromUnixMicros(since) + 28 * kDay + kMicro);
}

TEST_F(FeedbackLoopTest, OnlyATickMakesAnythingLate) {
  told_.Assess("A", 1, 1);
  told_.Later(60 * kDay).Report("R");
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(absl::ZeroDuration()), ElementsAre("M1/A"));
}

TEST_F(FeedbackLoopTest, AThreatThatIsNotHighMayWait) {
  told_.Assess("A", 1, 3);
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
}

TEST_F(FeedbackLoopTest, AnApprovalThatCitesTheThreatEndsTheWait) {
  told_.Assess("A", 1, 1);
  told_.Propose("T", "A", 1);
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
  told_.Approve("T");
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
}

TEST_F(FeedbackLoopTest, AcceptingTheRiskEndsTheWaitToo) {
  told_.Assess("A", 1, 1);
  told_.Propose("T", "A", 1);
  Tell("T",
       "tasking_risk_accepted { tasking_id: 'T' decision { session: 'S' } }");
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
}

TEST_F(FeedbackLoopTest, ARejectionDoesNotEndTheWait) {
  told_.Assess("A", 1, 1);
  told_.Propose("T", "A", 1);
  Tell("T", "tasking_rejected { tasking_id: 'T' decision { session: 'S' } }");
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
}

TEST_F(FeedbackLoopTest, TheHighRunGoesOnFromVersionToVersion) {
  told_.Assess("A", 1, 1);
  told_.Later(20 * kDay).Assess("A", 2, 2);
  EXPECT_THAT(GapsAfter(9 * kDay), ElementsAre("M1/A"));
  told_.Assess("A", 3, 3);
  EXPECT_THAT(Gaps(), IsEmpty()) << "it is no longer high";
  told_.Assess("A", 4, 1);
  EXPECT_THAT(GapsAfter(28 * kDay), IsEmpty()) << "a new run";
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M1/A"));
}

TEST_F(FeedbackLoopTest, ADecisionOnAVersionBeforeTheRunDoesNotCount) {
  told_.Assess("A", 1, 3);
  told_.Propose("T", "A", 1);
  told_.Assess("A", 2, 1);
  told_.Approve("T");
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
}

TEST_F(FeedbackLoopTest, ADecisionInTheRunCountsOnceItCitesTheRun) {
  told_.Assess("A", 1, 3);
  told_.Propose("T", "A", 1);
  told_.Assess("A", 2, 1);
  told_.Approve("T");
  Tell("T",
       "tasking_rejustified { tasking_id: 'T' justification { "
       "assessment_id: 'A' version: 2 } }");
  EXPECT_THAT(GapsAfter(29 * kDay), IsEmpty());
}

TEST_F(FeedbackLoopTest, ADecisionBeforeTheRunDoesNotCount) {
  told_.Assess("A", 1, 3);
  told_.Propose("T", "A", 1);
  told_.Approve("T");
  told_.Assess("A", 2, 1);
  Tell("T",
       "tasking_rejustified { tasking_id: 'T' justification { "
       "assessment_id: 'A' version: 2 } }");
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
}

TEST_F(FeedbackLoopTest, AWithdrawnThreatIsNotUntasked) {
  told_.Assess("A", 1, 1);
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
  Tell("A", "assessment_withdrawn { assessment_id: 'A' version: 1 }");
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
}

TEST(FeedbackLoop, TakesItsDaysFromThePolicy) {
  Chronicle chronicle("untasked_after_days: 2 unreassessed_after_days: 5");
  const TableInfo gaps = Describe(feedback_loop::kGaps);
  chronicle.Assess("A", 1, 1);
  chronicle.Later(2 * kDay + kMicro).Tick();
  EXPECT_THAT(chronicle.Keys("feedback_loop", gaps), ElementsAre("M1/A"));
  chronicle.Propose("T", "A", 1);
  chronicle.Approve("T");
  chronicle.Outcome("O", "T");
  chronicle.Later(5 * kDay + kMicro).Tick();
  EXPECT_THAT(chronicle.Keys("feedback_loop", gaps), ElementsAre("M4/O/A"));
}

// --- M2

std::string DueIn(const Chronicle& chronicle, absl::Duration wait) {
  return absl::StrCat("review_due { seconds: ",
                      chronicle.now() / 1000000 + wait / absl::Seconds(1),
                      " }");
}

TEST_F(FeedbackLoopTest, AVersionPastItsReviewIsStale) {
  const Position published = told_.Assess("A", 1, 4, DueIn(told_, 10 * kDay));
  EXPECT_THAT(GapsAfter(10 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M2/A"));
  EXPECT_EQ(Gap("M2/A").name(), "STALE_ASSESSMENT");
  EXPECT_THAT(Gap("M2/A").caused_by(), ElementsAre(published));
  EXPECT_THAT(Gap("M2/A").next_action(), HasSubstr("Reaffirm A version 1"));
}

TEST_F(FeedbackLoopTest, ReaffirmingOrPublishingEndsStaleness) {
  told_.Assess("A", 1, 4, DueIn(told_, 10 * kDay));
  EXPECT_THAT(GapsAfter(11 * kDay), ElementsAre("M2/A"));
  Tell("A", absl::StrCat("assessment_reaffirmed { assessment_id: 'A' "
                         "version: 1 ",
                         DueIn(told_, 10 * kDay), " }"));
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(9 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(2 * kDay), ElementsAre("M2/A"));
  told_.Assess("A", 2, 4, DueIn(told_, 10 * kDay));
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(11 * kDay), ElementsAre("M2/A"));
  Tell("A", "assessment_archived { assessment_id: 'A' version: 2 }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(FeedbackLoopTest, PublishingEndsStalenessEvenWithTheSameReviewDate) {
  const std::string due = DueIn(told_, 10 * kDay);
  told_.Assess("A", 1, 4, due);
  EXPECT_THAT(GapsAfter(11 * kDay), ElementsAre("M2/A"));
  told_.Assess("A", 2, 4, due);
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M2/A")) << "it is past again";
}

// --- M3

TEST_F(FeedbackLoopTest, ALowerBandLapsesALiveTasking) {
  LiveTasking();
  told_.Assess("A", 2, 1);
  EXPECT_THAT(Gaps(), IsEmpty()) << "superseded by its like";
  const Position lower = told_.Assess("A", 3, 2);
  EXPECT_THAT(Gaps(), ElementsAre("M3/T"));
  const v1::GapRow gap = Gap("M3/T");
  EXPECT_EQ(gap.name(), "LAPSED_JUSTIFICATION");
  EXPECT_EQ(gap.subject_type(), "tasking");
  EXPECT_EQ(gap.title(), "Task T");
  EXPECT_EQ(gap.owner_org(), "police");
  EXPECT_THAT(gap.caused_by(), testing::Contains(lower));
  EXPECT_THAT(gap.related_ids(), ElementsAre("A"));
  EXPECT_THAT(gap.explanation(), HasSubstr("lowers the band from 1 to 2"));
  EXPECT_EQ(gap.since().seconds() * 1000000, told_.now());
  told_.Assess("A", 4, 1);
  EXPECT_THAT(Gaps(), ElementsAre("M3/T")) << "only an event on T ends it";
}

TEST_F(FeedbackLoopTest, AJudgementThatMovesTwoTermsLapsesIt) {
  const auto judged = [](const char* term, const char* confidence) {
    return absl::StrCat("judgements { id: 'J' term: '", term,
                        "' confidence { rating: '", confidence, "' } }");
  };
  LiveTasking(judged("Highly likely", "Moderate"));
  told_.Assess("A", 2, 1, judged("Likely or probable", "High"));
  EXPECT_THAT(Gaps(), IsEmpty()) << "one term";
  told_.Assess("A", 3, 1, judged("Realistic possibility", "Moderate"));
  EXPECT_THAT(Gap("M3/T").explanation(),
              HasSubstr("moved from \"Highly likely\" to \"Realistic "
                        "possibility\""));
}

TEST_F(FeedbackLoopTest, ConfidenceThatFallsLapsesIt) {
  LiveTasking("judgements { id: 'J' confidence { rating: 'Moderate' } }");
  told_.Assess("A", 2, 1,
               "judgements { id: 'J' confidence { rating: 'High' } }");
  EXPECT_THAT(Gaps(), IsEmpty());
  told_.Assess("A", 3, 1,
               "judgements { id: 'J' confidence { rating: 'Low' } }");
  EXPECT_THAT(Gap("M3/T").explanation(),
              HasSubstr("fell from Moderate to Low"));
}

TEST_F(FeedbackLoopTest, AJudgementThatIsNamedAndNoLongerMadeLapsesIt) {
  told_.Assess("A", 1, 1, "judgements { id: 'J' } judgements { id: 'K' }");
  for (const char* id : {"T", "U"}) {
    Tell(id,
         absl::StrCat("tasking_proposed { tasking_id: '", id,
                      "' justification { assessment_id: 'A' version: 1 ",
                      id == absl::string_view("T") ? "judgement_ids: 'J'" : "",
                      " } }"));
    told_.Approve(id);
  }
  told_.Assess("A", 2, 1, "judgements { id: 'J' }");
  EXPECT_THAT(Gaps(), IsEmpty()) << "K was not named";
  told_.Assess("A", 3, 1, "judgements { id: 'K' }");
  EXPECT_THAT(Gaps(), ElementsAre("M3/T"));
  EXPECT_THAT(Gap("M3/T").explanation(),
              HasSubstr("superseded by version 3, which no longer makes "
                        "judgement J"));
}

TEST_F(FeedbackLoopTest, WithdrawingTheAssessmentLapsesIt) {
  LiveTasking();
  Tell("A", "assessment_withdrawn { assessment_id: 'A' version: 1 }");
  EXPECT_THAT(Gap("M3/T").explanation(), HasSubstr("A was withdrawn"));
}

TEST_F(FeedbackLoopTest, ARegradedItemThatIsCitedLapsesIt) {
  told_.Report("R");
  LiveTasking("supporting { ref { report_id: 'R' version: 2 item: 1 } }");
  Tell("R", "report_regraded { report_id: 'R' item: 2 }");
  EXPECT_THAT(Gaps(), IsEmpty()) << "another item";
  Tell("R", "report_regraded { report_id: 'R' item: 1 }");
  EXPECT_THAT(Gap("M3/T").explanation(),
              HasSubstr("item 1 of report R was regraded"));
}

TEST_F(FeedbackLoopTest, AWithdrawnReportLapsesWhatRestsOnItAndItsDerivates) {
  told_.Report("R");
  Tell("S", "report_sanitised { report_id: 'R' derived_report_id: 'S' }");
  LiveTasking("supporting { ref { report_id: 'S' version: 1 item: 1 } }");
  Tell("R", "report_withdrawn { report_id: 'R' }");
  EXPECT_THAT(Gap("M3/T").explanation(),
              HasSubstr("the original was withdrawn of report S"));
  EXPECT_THAT(Gap("M3/T").explanation(), Not(HasSubstr("report R")))
      << "who may see S may not learn of R";
}

TEST_F(FeedbackLoopTest, AWithdrawalReachesHoweverLongAChainOfDerivates) {
  constexpr int kLinks = 20000;
  for (int link = 0; link < kLinks; ++link) {
    Tell(absl::StrCat("S", link + 1),
         absl::StrCat("report_sanitised { report_id: 'S", link,
                      "' derived_report_id: 'S", link + 1, "' }"));
  }
  LiveTasking(absl::StrCat("supporting { ref { report_id: 'S", kLinks,
                           "' version: 1 item: 1 } }"));
  Tell("S0", "report_withdrawn { report_id: 'S0' }");
  EXPECT_THAT(Gaps(), ElementsAre("M3/T"));
  told_.Assess("A", 2, 1);
  Tell("T",
       "tasking_rejustified { tasking_id: 'T' justification { "
       "assessment_id: 'A' version: 1 } }");
  EXPECT_THAT(Gaps(), ElementsAre("M3/T")) << "it is tainted still";
}

TEST_F(FeedbackLoopTest, TaintCountsForTheVersionThatIsCited) {
  told_.Report("R");
  LiveTasking("supporting { ref { report_id: 'R' version: 2 item: 1 } }");
  told_.Assess("A", 2, 1);
  EXPECT_THAT(Gaps(), IsEmpty());
  Tell("R", "report_withdrawn { report_id: 'R' }");
  EXPECT_THAT(Gaps(), ElementsAre("M3/T")) << "T cites version 1";
}

TEST_F(FeedbackLoopTest, ATaskingThatIsNotLiveDoesNotLapse) {
  told_.Assess("A", 1, 1);
  told_.Propose("T", "A", 1);
  told_.Assess("A", 2, 4);
  EXPECT_THAT(Gaps(), IsEmpty());
  told_.Approve("T");
  EXPECT_THAT(Gaps(), ElementsAre("M3/T")) << "approved on what was superseded";
}

TEST(FeedbackLoop, ALapseEndsWithNewJustificationOrWithTheTasking) {
  for (const char* event :
       {"tasking_cancelled { tasking_id: 'T' }",
        "tasking_completed { tasking_id: 'T' }",
        "tasking_rejustified { tasking_id: 'T' justification { "
        "assessment_id: 'A' version: 2 } }"}) {
    Chronicle chronicle;
    const auto gaps = [&] {
      return chronicle.Keys("feedback_loop", Describe(feedback_loop::kGaps));
    };
    chronicle.Assess("A", 1, 1);
    chronicle.Propose("T", "A", 1);
    chronicle.Approve("T");
    chronicle.Assess("A", 2, 3);
    EXPECT_THAT(gaps(), ElementsAre("M3/T"));
    chronicle.Tell("T", event);
    EXPECT_THAT(gaps(), IsEmpty()) << event;
  }
}

TEST_F(FeedbackLoopTest, ALapseIsMarkedAsHighAsWhatItTellsOf) {
  LiveTasking();
  told_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' caveats: 'UK EYES ONLY' } "
      "assessment_drafted { assessment_id: 'A' version: 2 scorecard { band: 4 "
      "} }");
  Tell("A", "assessment_published { assessment_id: 'A' version: 2 }");
  EXPECT_THAT(Gap("M3/T").marking(),
              EqualsProto("gsc: 'SECRET' caveats: 'UK EYES ONLY'"));
}

// --- M4

TEST_F(FeedbackLoopTest, AnOutcomeThatNobodyConsidersIsAGapAfter30Days) {
  LiveTasking();
  const Position outcome = told_.Outcome("O", "T");
  EXPECT_THAT(GapsAfter(30 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M4/O/A"));
  const v1::GapRow gap = Gap("M4/O/A");
  EXPECT_EQ(gap.name(), "OUTCOME_WITHOUT_REASSESSMENT");
  EXPECT_EQ(gap.subject_type(), "outcome");
  EXPECT_EQ(gap.subject_id(), "O");
  EXPECT_THAT(gap.related_ids(), ElementsAre("A", "T"));
  EXPECT_THAT(gap.caused_by(), ElementsAre(outcome));
}

TEST_F(FeedbackLoopTest, AVersionThatConsidersTheOutcomeEndsTheWait) {
  LiveTasking();
  told_.Outcome("O", "T");
  told_.Assess("A", 2, 1);
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M4/O/A"))
      << "that version did not consider it";
  Tell("A",
       "assessment_drafted { assessment_id: 'A' version: 3 "
       "considered_outcomes: 'O' }");
  EXPECT_THAT(Gaps(), ElementsAre("M4/O/A")) << "a draft is not enough";
  Tell("A", "assessment_published { assessment_id: 'A' version: 3 }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(FeedbackLoopTest, AReaffirmationThatConsidersTheOutcomeEndsTheWait) {
  LiveTasking();
  told_.Outcome("O", "T");
  Tell("A",
       "assessment_reaffirmed { assessment_id: 'A' version: 1 "
       "considered_outcomes: 'O' }");
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
}

TEST_F(FeedbackLoopTest, EachAssessmentThatIsCitedIsToConsiderTheOutcome) {
  told_.Assess("A", 1, 3);
  told_.Assess("B", 1, 3);
  Tell("T",
       "tasking_proposed { tasking_id: 'T' justification { assessment_id: "
       "'A' version: 1 } justification { assessment_id: 'B' version: 1 } "
       "}");
  told_.Outcome("O", "T");
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M4/O/A", "M4/O/B"));
  Tell("A",
       "assessment_reaffirmed { assessment_id: 'A' version: 1 "
       "considered_outcomes: 'O' }");
  EXPECT_THAT(Gaps(), ElementsAre("M4/O/B"));
}

TEST_F(FeedbackLoopTest, AnOutcomeCorrectedToAnotherTaskingWaitsForItsThreat) {
  LiveTasking();
  told_.Assess("B", 1, 3);
  told_.Propose("U", "B", 1);
  told_.Outcome("O", "T");
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M4/O/A"));
  Tell("O", "outcome_corrected { outcome_id: 'O' tasking_id: 'U' }");
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M4/O/B"));
}

TEST_F(FeedbackLoopTest, ArchivingTheThreatEndsTheWait) {
  LiveTasking();
  told_.Outcome("O", "T");
  told_.Outcome("P", "T");
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M4/O/A", "M4/P/A"));
  Tell("A",
       "assessment_reaffirmed { assessment_id: 'A' version: 1 "
       "considered_outcomes: 'P' }");
  told_.Outcome("Q", "T");
  EXPECT_THAT(Gaps(), ElementsAre("M4/O/A"));
  Tell("A", "assessment_archived { assessment_id: 'A' version: 1 }");
  EXPECT_THAT(Gaps(), IsEmpty());
  EXPECT_THAT(GapsAfter(31 * kDay), IsEmpty()) << "Q was not late yet";
  told_.Outcome("R", "T");
  EXPECT_THAT(GapsAfter(31 * kDay), IsEmpty()) << "R came after the archive";
}

TEST_F(FeedbackLoopTest, AWithdrawnThreatMayComeBackSoItsOutcomesWait) {
  LiveTasking();
  told_.Outcome("O", "T");
  Tell("A", "assessment_withdrawn { assessment_id: 'A' version: 1 }");
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M3/T", "M4/O/A"));
}

TEST_F(FeedbackLoopTest, AnOutcomeIsConsideredOnceHoweverOftenItIsListed) {
  LiveTasking();
  told_.Outcome("O", "T");
  for (int time = 0; time < 3; ++time) {
    Tell("A",
         "assessment_reaffirmed { assessment_id: 'A' version: 1 "
         "considered_outcomes: 'O' considered_outcomes: 'O' }");
  }
  EXPECT_THAT(Remembered("O").considered_by(), ElementsAre("A"));
}

// --- Markings: a row is marked as high as all that it names.

class LapseTest : public FeedbackLoopTest,
                  public testing::WithParamInterface<const char*> {};

TEST_P(LapseTest, IsMarkedAnewWhenItsAssessmentIs) {
  LiveTasking();
  told_.Assess("A", 2, 3);
  EXPECT_EQ(Gap("M3/T").marking().gsc(), "OFFICIAL");
  TellSecret("A", GetParam());
  EXPECT_EQ(Gap("M3/T").marking().gsc(), "SECRET");
}

INSTANTIATE_TEST_SUITE_P(
    Events, LapseTest,
    testing::Values("assessment_drafted { assessment_id: 'A' version: 3 }",
                    "assessment_reaffirmed { assessment_id: 'A' version: 2 }"));

TEST_F(FeedbackLoopTest, ALapseIsMarkedAnewWhenTheReportIs) {
  told_.Report("R");
  LiveTasking("supporting { ref { report_id: 'R' version: 2 item: 1 } }");
  Tell("R", "report_regraded { report_id: 'R' item: 1 }");
  EXPECT_EQ(Gap("M3/T").marking().gsc(), "OFFICIAL");
  TellSecret("R", "report_corrected { report_id: 'R' }");
  EXPECT_EQ(Gap("M3/T").marking().gsc(), "SECRET");
}

TEST_F(FeedbackLoopTest, ALapseIsMarkedAsTheWithdrawalThatItTellsOf) {
  told_.Report("R");
  LiveTasking("supporting { ref { report_id: 'R' version: 2 item: 1 } }");
  TellSecret("R", "report_withdrawn { report_id: 'R' }");
  EXPECT_EQ(Gap("M3/T").marking().gsc(), "SECRET");
}

TEST_F(FeedbackLoopTest, AnUntaskedThreatIsMarkedAnewWithItsDraft) {
  told_.Assess("A", 1, 1);
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
  TellSecret("A", "assessment_drafted { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Gap("M1/A").marking().gsc(), "SECRET");
}

// A stream, and an event of it.
using Telling = std::pair<const char*, const char*>;
class OutcomeThatWaitsTest : public FeedbackLoopTest,
                             public testing::WithParamInterface<Telling> {};

TEST_P(OutcomeThatWaitsTest, IsMarkedAnewWithWhatItNames) {
  LiveTasking();
  told_.Outcome("O", "T");
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M4/O/A"));
  EXPECT_EQ(Gap("M4/O/A").marking().gsc(), "OFFICIAL");
  TellSecret(GetParam().first, GetParam().second);
  EXPECT_EQ(Gap("M4/O/A").marking().gsc(), "SECRET");
  EXPECT_THAT(Gaps(), ElementsAre("M4/O/A"));
}

INSTANTIATE_TEST_SUITE_P(
    Events, OutcomeThatWaitsTest,
    testing::Values(
        Telling("O", "outcome_corrected { outcome_id: 'O' tasking_id: 'T' }"),
        Telling("O", "outcome_moderated { outcome_id: 'O' }"),
        Telling("T", "tasking_started { tasking_id: 'T' }"),
        Telling("A", "assessment_drafted { assessment_id: 'A' version: 2 }")));

TEST_F(FeedbackLoopTest, AnOutcomeMarkedHigherBeforeItIsLateIsLateSo) {
  LiveTasking();
  told_.Outcome("O", "T");
  TellSecret("O", "outcome_disputed { outcome_id: 'O' }");
  EXPECT_THAT(GapsAfter(31 * kDay), ElementsAre("M4/O/A"));
  EXPECT_EQ(Gap("M4/O/A").marking().gsc(), "SECRET");
}

// --- All of them

TEST_F(FeedbackLoopTest, AnOpenGapFollowsWhatItTellsOf) {
  told_.Assess("A", 1, 1);
  EXPECT_THAT(GapsAfter(29 * kDay), ElementsAre("M1/A"));
  told_.Assess("A", 2, 1);
  EXPECT_THAT(Gap("M1/A").next_action(), HasSubstr("version 2"));
}

TEST_F(FeedbackLoopTest, TheListAsOfAPositionIsTheListThen) {
  told_.Assess("A", 1, 1);
  told_.Propose("T", "A", 1);
  told_.Later(29 * kDay);
  const Position tick = told_.Tick();
  const Position approved = told_.Approve("T");
  EXPECT_THAT(Gaps(tick - 1), IsEmpty());
  EXPECT_THAT(Gaps(tick), ElementsAre("M1/A"));
  EXPECT_THAT(Gaps(approved), IsEmpty());
}

}  // namespace
}  // namespace loopledger
