#include "projections/picture/threat_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/chronicle.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;

class ThreatPictureTest : public testing::Test {
 protected:
  v1::ThreatRow Threat(const char* id, std::optional<Position> as_of = {}) {
    return chronicle_.Row("threat_picture", threat_picture::kThreats, id,
                          as_of);
  }
  v1::ReportRow Report(const char* id) {
    return chronicle_.Row("threat_picture", threat_picture::kReports, id);
  }

  Chronicle chronicle_;
};

TEST_F(ThreatPictureTest, ShowsADraftUntilAVersionIsPublished) {
  chronicle_.Tell("A",
                  R"pb(assessment_drafted {
                         assessment_id: "A"
                         version: 1
                         threat { name: "Grey" kind: "GROUP" areas: "drugs" }
                         layer: "TACTICAL"
                         product: "SUBJECT"
                         scorecard { band: 2 total: 9 harm: 5 likelihood: 4 }
                         judgements {
                           id: "J1"
                           proposition: "It grows"
                           term: "Unlikely"
                           confidence { rating: "Low" }
                         }
                         summary: "first"
                       })pb");
  EXPECT_THAT(Threat("A"), EqualsProto(R"pb(
                assessment_id: "A"
                name: "Grey"
                kind: "GROUP"
                areas: "drugs"
                layer: "TACTICAL"
                product: "SUBJECT"
                state: "DRAFTED"
                draft_version: 1
                band: 2
                score_total: 9
                harm: 5
                likelihood: 4
                judgements {
                  id: "J1"
                  proposition: "It grows"
                  term: "Unlikely"
                  confidence: "Low"
                }
                owner_org: "police"
                marking { gsc: "OFFICIAL" }
                summary: "first"
              )pb"));
  chronicle_.Tell("A", "assessment_reviewed { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Threat("A").state(), "REVIEWED");
  chronicle_.Tell("A",
                  "assessment_published { assessment_id: 'A' version: 1 }");
  const v1::ThreatRow published = Threat("A");
  EXPECT_EQ(published.state(), "PUBLISHED");
  EXPECT_EQ(published.version(), 1u);
  EXPECT_EQ(published.trend(), "NEW");
  EXPECT_EQ(published.published_at().seconds() * 1000000, chronicle_.now());
  EXPECT_EQ(published.high_since().seconds() * 1000000, chronicle_.now());
}

TEST_F(ThreatPictureTest, KeepsThePublishedVersionWhileTheNextIsDrafted) {
  chronicle_.Assess("A", 1, 3, "summary: 'one'");
  chronicle_.Tell("A",
                  "assessment_drafted { assessment_id: 'A' version: 2 "
                  "summary: 'two' scorecard { band: 1 } }");
  EXPECT_EQ(Threat("A").summary(), "one");
  EXPECT_EQ(Threat("A").draft_version(), 2u);
  EXPECT_EQ(Threat("A").state(), "PUBLISHED");
}

TEST_F(ThreatPictureTest, TellsTheTrendOfTheBand) {
  const Position first = chronicle_.Assess("A", 1, 3);
  const Position up = chronicle_.Assess("A", 2, 1);
  const Position steady = chronicle_.Assess("A", 3, 1);
  const Position down = chronicle_.Assess("A", 4, 4);
  EXPECT_EQ(Threat("A", first).trend(), "NEW");
  EXPECT_EQ(Threat("A", up).trend(), "UP");
  EXPECT_EQ(Threat("A", steady).trend(), "STEADY");
  EXPECT_EQ(Threat("A", down).trend(), "DOWN");
}

TEST_F(ThreatPictureTest, TellsSinceWhenAThreatIsHigh) {
  chronicle_.Assess("A", 1, 2);
  const int64_t since = chronicle_.now();
  chronicle_.Later(absl::Hours(1)).Assess("A", 2, 1);
  EXPECT_EQ(Threat("A").high_since().seconds() * 1000000, since);
  chronicle_.Later(absl::Hours(1)).Assess("A", 3, 3);
  EXPECT_FALSE(Threat("A").has_high_since());
  chronicle_.Later(absl::Hours(1)).Assess("A", 4, 1);
  EXPECT_EQ(Threat("A").high_since().seconds() * 1000000, chronicle_.now());
}

TEST_F(ThreatPictureTest, CountsLiveTaskings) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Propose("T", "A", 1);
  EXPECT_EQ(Threat("A").live_taskings(), 0u);
  chronicle_.Approve("T");
  EXPECT_EQ(Threat("A").live_taskings(), 1u);
  chronicle_.Tell("T",
                  "tasking_assigned { tasking_id: 'T' lead_org: 'revenue' }");
  EXPECT_EQ(Threat("A").live_taskings(), 1u);
  chronicle_.Tell("T", "tasking_cancelled { tasking_id: 'T' reason: 'r' }");
  EXPECT_EQ(Threat("A").live_taskings(), 0u);
}

TEST_F(ThreatPictureTest, CountsWhatIsTaintedOfWhatTheVersionCites) {
  chronicle_.Report("R1");
  chronicle_.Report("R2");
  chronicle_.Assess(
      "A", 1, 1,
      "supporting { ref { report_id: 'R1' version: 2 item: 1 } } "
      "supporting { ref { report_id: 'R2' version: 2 item: 2 } }");
  EXPECT_EQ(Threat("A").reports_cited(), 2u);
  EXPECT_EQ(Threat("A").reports_tainted(), 0u);
  chronicle_.Tell("R1", "report_regraded { report_id: 'R1' item: 2 }");
  EXPECT_EQ(Threat("A").reports_tainted(), 0u) << "another item";
  chronicle_.Tell("R1", "report_regraded { report_id: 'R1' item: 1 }");
  EXPECT_EQ(Threat("A").reports_tainted(), 1u);
  chronicle_.Tell("R2", "report_withdrawn { report_id: 'R2' }");
  EXPECT_EQ(Threat("A").reports_tainted(), 2u);
  chronicle_.Assess(
      "A", 2, 1, "supporting { ref { report_id: 'R1' version: 4 item: 1 } }");
  EXPECT_EQ(Threat("A").reports_tainted(), 0u) << "cited as it is now";
}

TEST_F(ThreatPictureTest, SeesTaintThroughASanitisedReport) {
  chronicle_.Report("R");
  chronicle_.Tell("S",
                  "report_sanitised { report_id: 'R' derived_report_id: 'S' "
                  "items { number: 1 } }");
  chronicle_.Assess("A", 1, 1,
                    "supporting { ref { report_id: 'S' version: 1 item: 1 } }");
  chronicle_.Tell("R", "report_withdrawn { report_id: 'R' }");
  EXPECT_EQ(Threat("A").reports_tainted(), 1u);
  EXPECT_EQ(Report("S").derived_from(), "R");
}

TEST_F(ThreatPictureTest, ShowsTheEndOfAnAssessment) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.Tell("A",
                  "assessment_withdrawn { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Threat("A").state(), "WITHDRAWN");
  EXPECT_EQ(Threat("A").version(), 1u);
  EXPECT_FALSE(Threat("A").has_high_since());
  chronicle_.Assess("A", 2, 3);
  EXPECT_EQ(Threat("A").state(), "PUBLISHED");
  chronicle_.Tell("A", "assessment_archived { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Threat("A").state(), "ARCHIVED");
}

TEST_F(ThreatPictureTest, ShowsReaffirmationsAndResolutions) {
  chronicle_.Assess("A", 1, 1,
                    "judgements { id: 'J1' } judgements { id: 'J2' }");
  chronicle_.Tell("A",
                  "assessment_reaffirmed { assessment_id: 'A' version: 1 "
                  "review_due { seconds: 99 } }");
  chronicle_.Tell("A",
                  "judgement_resolved { assessment_id: 'A' version: 1 "
                  "judgement_id: 'J2' result: 'TRUE' }");
  EXPECT_EQ(Threat("A").review_due().seconds(), 99);
  EXPECT_EQ(Threat("A").judgements(0).resolution(), "");
  EXPECT_EQ(Threat("A").judgements(1).resolution(), "TRUE");
}

TEST_F(ThreatPictureTest, TakesItsMarkingFromThePublishedDraft) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' } "
      "assessment_drafted { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Threat("A").marking().gsc(), "OFFICIAL");
  chronicle_.Tell("A",
                  "assessment_published { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Threat("A").marking().gsc(), "SECRET");
}

TEST_F(ThreatPictureTest, IsMarkedAsHighAsTheEventsThatItTellsOf) {
  chronicle_.Assess("A", 1, 1);
  chronicle_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' } "
      "assessment_reaffirmed { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Threat("A").marking().gsc(), "SECRET");
}

TEST_F(ThreatPictureTest, FollowsAReport) {
  chronicle_.Report("R");
  EXPECT_THAT(Report("R"), EqualsProto(R"pb(
                report_id: "R"
                state: "ACCEPTED"
                stream_version: 2
                grades {
                  item: 1
                  grade { source: "1" intelligence: "B" }
                }
                grades {
                  item: 2
                  grade { source: "2" intelligence: "C" }
                }
                owner_org: "police"
                marking { gsc: "OFFICIAL" }
              )pb"));
  chronicle_.Tell("R",
                  "report_regraded { report_id: 'R' item: 2 to { source: '3' "
                  "intelligence: 'D' } }");
  chronicle_.Tell("R", "report_disclosed { report_id: 'R' to: 'x' }");
  EXPECT_EQ(Report("R").grades(1).grade().source(), "3");
  EXPECT_EQ(Report("R").grades(1).regraded_version(), 3u);
  EXPECT_EQ(Report("R").stream_version(), 4u);
  chronicle_.Tell("R", "report_withdrawn { report_id: 'R' }");
  EXPECT_EQ(Report("R").state(), "WITHDRAWN");
}

TEST_F(ThreatPictureTest, CountsByHowManyAssessmentsInForceAReportIsCited) {
  const std::string cite =
      "supporting { ref { report_id: 'R' version: 2 item: 1 } } "
      "supporting { ref { report_id: 'R' version: 2 item: 2 } }";
  chronicle_.Report("R");
  chronicle_.Assess("A", 1, 1, cite);
  chronicle_.Assess("B", 1, 1, cite);
  EXPECT_EQ(Report("R").cited_by(), 2u);
  chronicle_.Assess("A", 2, 1, cite);
  EXPECT_EQ(Report("R").cited_by(), 2u);
  chronicle_.Assess("A", 3, 1);
  EXPECT_EQ(Report("R").cited_by(), 1u);
  chronicle_.Tell("B",
                  "assessment_withdrawn { assessment_id: 'B' version: 1 }");
  EXPECT_EQ(Report("R").cited_by(), 0u);
}

TEST_F(ThreatPictureTest, ListsThreatsByTheirIds) {
  chronicle_.Assess("B", 1, 1);
  chronicle_.Assess("A", 1, 1);
  EXPECT_THAT(
      chronicle_.Keys("threat_picture", Describe(threat_picture::kThreats)),
      ElementsAre("A", "B"));
}

}  // namespace
}  // namespace loopledger
