#include "projections/gaps/unused.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/gapped.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Reports with two items, 1B and 2C.
class UnusedTest : public Gapped {
 protected:
  // A draft that cites item `item` of report R.
  void Cite(int item) {
    told_.Tell("A", absl::StrCat("assessment_drafted { assessment_id: 'A' "
                                 "version: 1 supporting { ref { report_id: 'R' "
                                 "version: 2 item: ",
                                 item, " } } }"));
  }
  void Regrade(int item, absl::string_view source) {
    told_.Tell("R", absl::StrCat(
                        "report_regraded { report_id: 'R' item: ", item,
                        " to { source: '", source, "' intelligence: 'B' } }"));
  }
};

TEST_F(UnusedTest, WhatNobodyCitedFor60DaysIsAGapUntilSomebodyDoes) {
  told_.Report("R");
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M12/R"));
  const v1::GapRow gap = Gap("M12/R");
  EXPECT_EQ(gap.name(), "UNUSED_INTELLIGENCE");
  EXPECT_EQ(gap.owner_org(), "police");
  EXPECT_THAT(gap.explanation(), HasSubstr("items 1, 2 of it"));
  EXPECT_THAT(gap.caused_by(), ElementsAre(2));
  Cite(1);
  EXPECT_THAT(Gap("M12/R").explanation(), HasSubstr("item 2 of it"));
  Cite(2);
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(UnusedTest, WhatIsCitedInTimeNeverIsOne) {
  told_.Report("R");
  told_.Later(59 * kDay);
  Cite(0);
  EXPECT_THAT(GapsAfter(2 * kDay), IsEmpty());
}

TEST_F(UnusedTest, AnAnswerToARequirementIsAUse) {
  told_.Report("R");
  EXPECT_THAT(GapsAfter(61 * kDay), ElementsAre("M12/R"));
  told_.Tell("Q",
             "requirement_partly_satisfied { requirement_id: 'Q' answers { "
             "report_id: 'R' item: 1 } }");
  told_.Tell("Q",
             "requirement_satisfied { requirement_id: 'Q' answers { report_id: "
             "'R' item: 2 } }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(UnusedTest, WhatARequirementAskedForIsUsed) {
  told_.Tell("Q", "requirement_raised { requirement_id: 'Q' }");
  const auto submit = [this](const char* id, const char* requirement) {
    told_.Tell(id, absl::StrCat("report_submitted { report_id: '", id,
                                "' requirement_ids: '", requirement,
                                "' items { number: 1 grade { source: '1' "
                                "intelligence: 'A' } } }"));
    told_.Tell(id, absl::StrCat("report_accepted { report_id: '", id, "' }"));
  };
  submit("R", "Q");
  submit("V", "nobody raised it");
  EXPECT_THAT(GapsAfter(61 * kDay), ElementsAre("M12/V"));
}

TEST_F(UnusedTest, AWeakItemIsNotMissed) {
  told_.Report("R");
  Regrade(1, "3");
  Regrade(2, "3");
  EXPECT_THAT(GapsAfter(61 * kDay), IsEmpty());
  Regrade(2, "1");
  EXPECT_THAT(Gaps(), ElementsAre("M12/R"));
  EXPECT_THAT(Gap("M12/R").explanation(), HasSubstr("item 2 of it"));
  Regrade(2, "3");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(UnusedTest, WhatIsNotAcceptedOrNoLongerStandsIsNotMissed) {
  told_.Tell("V",
             "report_submitted { report_id: 'V' items { number: 1 grade { "
             "source: '1' intelligence: 'A' } } }");
  told_.Report("R");
  told_.Report("W");
  EXPECT_THAT(GapsAfter(61 * kDay), ElementsAre("M12/R", "M12/W"));
  told_.Tell("R", "report_withdrawn { report_id: 'R' }");
  told_.Tell("report:W", "disposal_approved { record_id: 'report:W' }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(UnusedTest, TheyGrowOldInTheOrderOfTheirAcceptance) {
  told_.Report("R");
  told_.Later(kDay);
  told_.Report("V");
  EXPECT_THAT(GapsAfter(59 * kDay + kMicro), ElementsAre("M12/R"));
  EXPECT_THAT(GapsAfter(kDay), ElementsAre("M12/R", "M12/V"));
}

TEST_F(UnusedTest, AGapIsMarkedAnewWithItsReport) {
  told_.Report("R");
  EXPECT_THAT(GapsAfter(61 * kDay), ElementsAre("M12/R"));
  told_.ledger().AddEvent(
      "stream_id: 'R' marking { gsc: 'SECRET' } "
      "report_corrected { report_id: 'R' item: 1 }");
  EXPECT_EQ(Gap("M12/R").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
