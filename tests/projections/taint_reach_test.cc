#include "projections/measures/taint_reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TaintReachTest : public Measured {
 protected:
  // A version of band 3 that cites the item of R.
  void Citing(const char* id, uint64_t version, const char* report, int item) {
    Edition(
        id, version,
        absl::StrCat("scorecard { band: 3 } supporting { ref { report_id: '",
                     report, "' item: ", item, " } }"));
  }
  void Live(const char* id, const char* assessment, uint64_t version = 1) {
    told_.Propose(id, assessment, version);
    told_.Approve(id);
  }
  std::vector<std::string> Reached() {
    std::vector<std::string> keys;
    for (const std::string& key : Keys()) {
      if (key.starts_with("M17")) keys.push_back(key);
    }
    return keys;
  }
};

TEST_F(TaintReachTest, ItCountsTheLiveTaskingsThatRestOnAnItem) {
  told_.Report("R");
  Citing("A", 1, "R", 2);
  told_.Propose("T", "A", 1);
  EXPECT_THAT(Reached(), IsEmpty()) << "nothing is decided yet";
  told_.Approve("T");
  Live("U", "A");
  EXPECT_THAT(Reached(), ElementsAre("M17/R/2"));
  EXPECT_EQ(Row("M17/R/2").n(), 2);
  EXPECT_EQ(Row("M17/R/2").subject(), "R/2");
  EXPECT_THAT(Row("M17/R/2").exceptions(), ElementsAre("T", "U"));
  EXPECT_EQ(Row("M17/R/2").tells(), "2 live decisions rest on it");
  Tasking("tasking_cancelled", "T");
  EXPECT_THAT(Row("M17/R/2").exceptions(), ElementsAre("U"));
  Tasking("tasking_completed", "U");
  EXPECT_THAT(Reached(), IsEmpty());
}

TEST_F(TaintReachTest, ItReachesThroughSanitisedReports) {
  told_.Report("R");
  for (const auto& [id, source] : {std::pair("S", "R"), std::pair("Z", "S")}) {
    told_.Tell(id, absl::StrCat("report_sanitised { report_id: '", source,
                                "' derived_report_id: '", id,
                                "' items { number: 1 } }"));
  }
  Citing("A", 1, "Z", 1);
  Live("T", "A");
  EXPECT_THAT(Reached(),
              ElementsAre("M17/R/1", "M17/R/2", "M17/S/1", "M17/Z/1"));
}

TEST_F(TaintReachTest, AnyItemIsEveryItem) {
  told_.Report("R");
  Citing("A", 1, "R", 0);
  Live("T", "A");
  EXPECT_THAT(Reached(), ElementsAre("M17/R/1", "M17/R/2"));
}

TEST_F(TaintReachTest, JustifiedAnewItRestsOnSomethingElse) {
  told_.Report("R");
  Citing("A", 1, "R", 1);
  Citing("A", 2, "R", 2);
  Live("T", "A");
  Tasking("tasking_rejustified", "T",
          "justification { assessment_id: 'A' version: 2 }");
  EXPECT_THAT(Reached(), ElementsAre("M17/R/2"));
}

TEST_F(TaintReachTest, TwoWaysToAnItemAreOneDecision) {
  told_.Report("R");
  Citing("A", 1, "R", 1);
  Citing("B", 1, "R", 1);
  told_.Tell("T",
             "tasking_proposed { tasking_id: 'T' justification { "
             "assessment_id: 'A' version: 1 } justification { assessment_id: "
             "'B' version: 1 } }");
  told_.Approve("T");
  EXPECT_EQ(Row("M17/R/1").n(), 1);
}

TEST_F(TaintReachTest, TheRowIsMarkedAsHighAsItsReport) {
  told_.Report("R");
  Citing("A", 1, "R", 1);
  Live("T", "A");
  EXPECT_EQ(Row("M17/R/1").marking().gsc(), "OFFICIAL");
  TellSecret("R", "report_corrected { report_id: 'R' }");
  EXPECT_EQ(Row("M17/R/1").marking().gsc(), "SECRET");
}

TEST_F(TaintReachTest, TheRowIsMarkedAsHighAsWhatCitesTheReport) {
  told_.Report("R");
  Citing("A", 1, "R", 1);
  Live("T", "A");
  TellSecret("A", "assessment_reviewed { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Row("M17/R/1").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
