#include "projections/loop/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "projections/loop/nodes.h"
#include "tests/projections/chronicle.h"
#include "tests/projections/gossip.h"

namespace loopledger {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class LoopTest : public testing::Test {
 protected:
  v1::LoopNodeRow Row(absl::string_view node,
                      std::optional<Position> as_of = {}) {
    return told_.Row("loop", loop::kNodes, node, as_of);
  }
  // "cites report/R".
  std::vector<std::string> Links(absl::string_view node) {
    std::vector<std::string> links;
    const v1::LoopNodeRow row = Row(node);
    for (const v1::LoopLink& link : row.links()) {
      links.push_back(absl::StrCat(link.kind(), " ", link.to()));
    }
    return links;
  }
  Position Assess(uint64_t version, absl::string_view more = "") {
    return told_.Assess(
        "A", version, 2,
        absl::StrCat("supporting { ref { report_id: 'R' version: 2 item: 1 } }",
                     more));
  }

  Chronicle told_;
};

TEST_F(LoopTest, TellsTheWholeChainOnceRound) {
  told_.Report("R");
  EXPECT_THAT(Row("report/R").missing(), ElementsAre("cited_by"));
  Assess(1);
  EXPECT_THAT(Row("report/R").missing(), IsEmpty());
  EXPECT_THAT(Row("assessment/A/1").missing(), ElementsAre("justifies"));
  told_.Tell("S", "objective_added { objective { id: 'O' } }");
  told_.Tell("S", "strategy_adopted { }");
  EXPECT_THAT(Row("objective/O").missing(), ElementsAre("served_by"));
  told_.Tell("K",
             "control_strategy_proposed { priorities { id: 'P' objective_ids: "
             "'O' based_on { assessment_id: 'A' version: 1 } } }");
  told_.Tell("K", "control_strategy_agreed { }");
  EXPECT_THAT(Row("priority/P").missing(), ElementsAre("served_by"));
  told_.Tell("T",
             "tasking_proposed { tasking_id: 'T' title: 'Look' priority_ids: "
             "'P' justification { assessment_id: 'A' version: 1 } }");
  told_.Approve("T");
  told_.Outcome("X", "T");
  told_.Tell("T", "tasking_completed { tasking_id: 'T' }");
  EXPECT_THAT(Row("tasking/T").missing(), ElementsAre("reviewed_by"));
  EXPECT_THAT(Row("outcome/X").missing(), ElementsAre("considered_by"));
  told_.Tell("V", "review_opened { review_id: 'V' tasking_id: 'T' }");
  told_.Tell("V",
             "findings_recorded { review_id: 'V' considered_outcomes: 'X' "
             "recommendation: 'REASSESS' }");
  EXPECT_THAT(Row("review/V").missing(), ElementsAre("led_to"));
  EXPECT_EQ(Row("tasking/T").state(), "UNDER_REVIEW");
  Assess(2, " considered_outcomes: 'X'");
  for (const char* node :
       {"report/R", "assessment/A/1", "objective/O", "priority/P", "tasking/T",
        "outcome/X", "review/V"}) {
    EXPECT_THAT(Row(node).missing(), IsEmpty()) << node;
  }
  EXPECT_THAT(
      Links("tasking/T"),
      UnorderedElementsAre("justified_by assessment/A/1", "serves priority/P",
                           "came_to outcome/X", "reviewed_by review/V"));
  EXPECT_THAT(Links("assessment/A/2"),
              UnorderedElementsAre("cites report/R", "version_of threat/A",
                                   "supersedes assessment/A/1",
                                   "considers outcome/X", "followed review/V"));
}

TEST_F(LoopTest, ADraftConsidersNothingYet) {
  told_.Outcome("X", "T");
  told_.Tell("A",
             "assessment_drafted { assessment_id: 'A' version: 1 "
             "considered_outcomes: 'X' }");
  EXPECT_THAT(Row("outcome/X").missing(), ElementsAre("considered_by"));
  told_.Tell("A", "assessment_published { assessment_id: 'A' version: 1 }");
  EXPECT_THAT(Row("outcome/X").missing(), IsEmpty());
}

TEST_F(LoopTest, WhatIsJustifiedAnewLeavesItsOldGrounds) {
  Assess(1);
  told_.Propose("T", "A", 1);
  Assess(2);
  const Position before = told_.Tick();
  told_.Tell("T",
             "tasking_rejustified { tasking_id: 'T' justification { "
             "assessment_id: 'A' version: 2 } }");
  EXPECT_THAT(Links("tasking/T"), ElementsAre("justified_by assessment/A/2"));
  EXPECT_THAT(Links("assessment/A/1"), Not(Contains("justifies tasking/T")));
  const v1::LoopNodeRow then = Row("tasking/T", before);
  ASSERT_THAT(then.links(), SizeIs(1));
  EXPECT_EQ(then.links(0).to(), "assessment/A/1");
}

TEST_F(LoopTest, TheRiskOfAThreatMayBeAcceptedInSession) {
  Assess(1);
  told_.Tell("TCG",
             "decision_recorded { decision: 'NO_ACTION_RISK_ACCEPTED' "
             "assessments { assessment_id: 'A' version: 1 } }");
  EXPECT_THAT(Row("assessment/A/1").missing(), IsEmpty());
}

TEST_F(LoopTest, ShowsSoManyLinksOfAKindAndCountsThemAll) {
  for (int i = 0; i < loop::kLinksShownMax + 5; ++i) {
    told_.Tell(absl::StrCat("T", i),
               absl::StrCat("tasking_proposed { tasking_id: 'T", i,
                            "' objective_ids: 'O' }"));
  }
  const v1::LoopNodeRow row = Row("objective/O");
  EXPECT_THAT(row.links(), SizeIs(loop::kLinksShownMax));
  ASSERT_THAT(row.counts(), SizeIs(1));
  EXPECT_EQ(row.counts(0).count(), loop::kLinksShownMax + 5);
  EXPECT_THAT(Links("tasking/T36"), ElementsAre("serves objective/O"));
}

TEST_F(LoopTest, ARowIsMarkedAsHighAsWhatItNames) {
  told_.Report("R");
  Assess(1);
  EXPECT_EQ(Row("report/R").marking().gsc(), "OFFICIAL");
  told_.ledger().AddEvent(
      "stream_id: 'A' marking { gsc: 'SECRET' } "
      "assessment_reviewed { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Row("assessment/A/1").marking().gsc(), "SECRET");
  EXPECT_EQ(Row("report/R").marking().gsc(), "SECRET");
  told_.Propose("T", "A", 1);
  EXPECT_EQ(Row("tasking/T").marking().gsc(), "SECRET");
}

TEST_F(LoopTest, ASanitisedReportDoesNotTellWhatItWasMadeFrom) {
  told_.Report("R");
  told_.Tell("D", "report_sanitised { report_id: 'R' derived_report_id: 'D' }");
  EXPECT_THAT(Links("report/D"), IsEmpty());
  EXPECT_THAT(Links("report/R"), IsEmpty());
}

TEST(Loop, EachLinkHasItsInverse) {
  std::map<std::string, std::string> inverse;
  for (const loop::Kind& kind : loop::kKinds) {
    inverse[kind.onward] = kind.back;
    inverse[kind.back] = kind.onward;
  }
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    Chronicle told;
    Gossip(random, told).Go(300);
    std::set<std::vector<std::string>> links;
    std::set<std::string> full;
    for (const std::string& key : told.Keys("loop", Describe(loop::kNodes))) {
      const auto row = told.Get("loop", loop::kNodes, key);
      ASSERT_TRUE(row.has_value());
      for (const v1::LoopLink& link : row->links()) {
        links.insert({key, link.kind(), link.to()});
      }
      for (const v1::LoopCount& count : row->counts()) {
        if (count.count() > loop::kLinksShownMax) {
          full.insert(absl::StrCat(key, " ", count.kind()));
        }
      }
    }
    EXPECT_THAT(links, Not(IsEmpty()));
    for (const auto& link : links) {
      const std::string& back = inverse.at(link[1]);
      if (full.contains(absl::StrCat(link[2], " ", back))) continue;
      EXPECT_THAT(links,
                  Contains(std::vector<std::string>{link[2], back, link[0]}));
    }
  }
}

}  // namespace
}  // namespace loopledger
