#include "projections/gaps/alignment_gaps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/gapped.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A live tasking T that serves objective O.
class AlignmentGapsTest : public Gapped {
 protected:
  AlignmentGapsTest() {
    told_.Assess("A", 1, 3);
    served_ = told_.Tell(
        "T", "tasking_proposed { tasking_id: 'T' objective_ids: 'O' }");
    told_.Approve("T");
  }
  // Strategy S of the objective.
  Position Adopt(absl::string_view objective) {
    told_.Tell("S", absl::StrCat("objective_added { objective { id: '",
                                 objective, "' } }"));
    return told_.Tell("S", "strategy_adopted { strategy_id: 'S' }");
  }

  Position served_ = 0;
};

TEST_F(AlignmentGapsTest, AStrategyWithoutItsObjectiveLeavesATaskingOff) {
  EXPECT_THAT(Gaps(), IsEmpty()) << "there is nothing to be off yet";
  const Position adopted = Adopt("other");
  EXPECT_THAT(Gaps(), ElementsAre("M8/other", "M9/T"));
  EXPECT_EQ(Gap("M9/T").owner_org(), "police");
  EXPECT_THAT(Gap("M9/T").caused_by(), ElementsAre(served_, adopted));
  told_.Tell("S", "strategy_closed { strategy_id: 'S' }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(AlignmentGapsTest, AnObjectiveThatMovesHouseTakesItsTaskingsAlong) {
  Adopt("O");
  told_.Tell("S", "objective_added { objective { id: 'P' } }");
  told_.Tell("S", "objective_retired { objective_id: 'O' re_home: 'P' }");
  EXPECT_THAT(Gaps(), IsEmpty());
  told_.Tell("S", "objective_retired { objective_id: 'P' }");
  EXPECT_THAT(Gaps(), ElementsAre("M9/T"));
  told_.Tell("T", "tasking_cancelled { tasking_id: 'T' }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(AlignmentGapsTest, ADecisionOutsideASessionIsRatifiedIn72Hours) {
  const Position decided =
      told_.Tell("T", "tasking_approved { tasking_id: 'T' }");
  EXPECT_THAT(GapsAfter(absl::Hours(72)), IsEmpty());
  EXPECT_THAT(GapsAfter(absl::Microseconds(1)), ElementsAre("M9/T/UNRATIFIED"));
  EXPECT_THAT(Gap("M9/T/UNRATIFIED").caused_by(), ElementsAre(decided));
  told_.Tell("T", "tasking_ratified { tasking_id: 'T' }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(AlignmentGapsTest, AGapIsMarkedAnewWithItsTasking) {
  Adopt("other");
  told_.ledger().AddEvent(
      "stream_id: 'T' marking { gsc: 'SECRET' } "
      "tasking_varied { tasking_id: 'T' }");
  EXPECT_EQ(Gap("M9/T").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
