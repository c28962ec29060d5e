#include "projections/measures/cohesion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CohesionTest : public Measured {
 protected:
  void Adopt() {
    told_.Tell("S",
               "objective_added { objective { id: 'O' layer: 'STRATEGIC' } }");
    told_.Tell("S", "strategy_adopted { strategy_id: 'S' }");
  }
  // Priorities P of area FRAUD, and Q of DRUGS; P names the objective.
  void Agree(absl::string_view more = "") {
    told_.Tell("K", absl::StrCat("control_strategy_proposed { layer: "
                                 "'STRATEGIC' priorities { id: 'P' "
                                 "threat_area: 'FRAUD' objective_ids: 'O' } "
                                 "priorities { id: 'Q' threat_area: 'DRUGS' } ",
                                 more, " }"));
    told_.Tell("K", "control_strategy_agreed { }");
  }
  void Tactical(const char* id, const char* area) {
    Edition(id, 1,
            absl::StrCat("layer: 'TACTICAL' scorecard { band: 3 } threat { "
                         "areas: '",
                         area, "' }"));
  }
  void Live(const char* id, absl::string_view serving,
            const char* layer = "OPERATIONAL") {
    told_.Tell(id, absl::StrCat("tasking_proposed { tasking_id: '", id,
                                "' layer: '", layer,
                                "' justification { assessment_id: 'A' version: "
                                "1 } ",
                                serving, " }"));
    told_.Approve(id);
  }
  std::vector<std::string> Cohering() {
    std::vector<std::string> keys;
    for (const std::string& key : Keys()) {
      if (key.starts_with("M14")) keys.push_back(key);
    }
    return keys;
  }
};

TEST_F(CohesionTest, ThereIsNoIndexBeforeThereIsBoth) {
  Tactical("A", "FRAUD");
  EXPECT_THAT(Cohering(), IsEmpty());
  Adopt();
  EXPECT_THAT(Cohering(), IsEmpty());
  Agree();
  EXPECT_THAT(Cohering(), ElementsAre("M14/STRATEGIC/STRATEGIC", "M14/down"));
  EXPECT_EQ(Share("M14/down"), "0/2");
}

TEST_F(CohesionTest, TheLayersCohereByTheHarmonicMeanOfDownAndUp) {
  Tactical("A", "FRAUD");
  Adopt();
  Agree();
  Live("T", "priority_ids: 'P'");
  EXPECT_EQ(Share("M14/down"), "1/2");
  EXPECT_EQ(Share("M14/up"), "1/1") << "by way of its priority";
  EXPECT_DOUBLE_EQ(Row("M14").cohesion(), 2 * 0.5 * 1 / 1.5);
  EXPECT_EQ(Row("M14").tells(), "the layers cohere by 0.67 of 1");
  Live("U", "priority_ids: 'Q'");
  EXPECT_EQ(Share("M14/down"), "1/2") << "nothing tactical is known of DRUGS";
  EXPECT_EQ(Share("M14/up"), "1/2") << "its priority names no objective";
  EXPECT_DOUBLE_EQ(Row("M14").cohesion(), 0.5);
  Tactical("B", "DRUGS");
  EXPECT_EQ(Share("M14/down"), "2/2");
  told_.Tell("B", "assessment_withdrawn { assessment_id: 'B' version: 1 }");
  EXPECT_EQ(Share("M14/down"), "1/2");
}

TEST_F(CohesionTest, LinksAreCountedFromLayerToLayer) {
  Tactical("A", "FRAUD");
  Adopt();
  Agree();
  Live("T", "priority_ids: 'P' objective_ids: 'O'");
  Live("U", "objective_ids: 'O'", "TACTICAL");
  EXPECT_EQ(Row("M14/OPERATIONAL/TACTICAL").n(), 1);
  EXPECT_EQ(Row("M14/OPERATIONAL/STRATEGIC").n(), 2);
  EXPECT_EQ(Row("M14/TACTICAL/TACTICAL").n(), 1);
  EXPECT_EQ(Row("M14/TACTICAL/STRATEGIC").n(), 1);
  EXPECT_EQ(Row("M14/STRATEGIC/STRATEGIC").n(), 1) << "P names O";
  Tasking("tasking_cancelled", "U");
  EXPECT_FALSE(Has("M14/TACTICAL/TACTICAL"));
}

TEST_F(CohesionTest, APriorityMayBeBasedOnATacticalAssessment) {
  Tactical("A", "FRAUD");
  told_.Tell("K",
             "control_strategy_proposed { priorities { id: 'P' based_on { "
             "assessment_id: 'A' version: 1 } } }");
  told_.Tell("K", "control_strategy_agreed { }");
  Live("T", "priority_ids: 'P'");
  EXPECT_EQ(Share("M14/down"), "1/1");
  EXPECT_EQ(Share("M14/up"), "0/1");
  EXPECT_EQ(Row("M14").cohesion(), 0);
}

TEST_F(CohesionTest, AnObjectiveThatMovesHouseTakesItsTaskingsAlong) {
  Tactical("A", "FRAUD");
  Adopt();
  Live("T", "objective_ids: 'O'");
  EXPECT_EQ(Share("M14/up"), "1/1");
  told_.Tell("S", "objective_added { objective { id: 'N' } }");
  told_.Tell("S", "objective_retired { objective_id: 'O' re_home: 'N' }");
  EXPECT_EQ(Share("M14/up"), "1/1");
  told_.Tell("S", "strategy_closed { strategy_id: 'S' }");
  EXPECT_EQ(Share("M14/up"), "0/1");
}

TEST_F(CohesionTest, ATimeThatRunsOutIsSeenAtTheNextTick) {
  Tactical("A", "FRAUD");
  const int64_t now = told_.now() / 1000000;
  Agree(absl::StrCat("from { seconds: ", now, " } to { seconds: ", now + 86400,
                     " }"));
  EXPECT_EQ(Share("M14/down"), "0/2");
  told_.Later(kDay).Tick();
  EXPECT_THAT(Cohering(), IsEmpty());
}

TEST_F(CohesionTest, OneThatServesSomethingElseIsWeighedAnew) {
  Tactical("A", "FRAUD");
  Adopt();
  Agree();
  Live("T", "priority_ids: 'Q'");
  EXPECT_EQ(Share("M14/down"), "0/2");
  told_.Tell("T", "tasking_varied { tasking_id: 'T' priority_ids: 'P' }");
  EXPECT_EQ(Share("M14/down"), "1/2");
  EXPECT_EQ(Share("M14/up"), "1/1");
}

TEST_F(CohesionTest, TheRowIsMarkedAsHighAsItsTaskings) {
  Tactical("A", "FRAUD");
  Adopt();
  Live("T", "objective_ids: 'O'");
  TellSecret("T", "tasking_varied { tasking_id: 'T' }");
  EXPECT_EQ(Row("M14/up").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
