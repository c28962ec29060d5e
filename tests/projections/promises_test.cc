#include "projections/gaps/promises.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/gapped.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A commitment C of hmrc to tasking T.
class PromisesTest : public Gapped {
 protected:
  PromisesTest() {
    told_.Assess("A", 1, 3);
    told_.Propose("T", "A", 1);
    told_.Approve("T");
  }
  std::string Terms(absl::Duration from_now) {
    return absl::StrCat("terms { deliverable: 'two officers' due { seconds: ",
                        (told_.now() + from_now / kMicro) / 1000000, " } } ");
  }
  Position Request(absl::Duration due_in) {
    return told_.Tell("C",
                      absl::StrCat("commitment_requested { commitment_id: 'C' "
                                   "tasking_id: 'T' promising_org: 'hmrc' ",
                                   Terms(due_in), "}"));
  }
  Position Tell(absl::string_view event) {
    return told_.Tell("C", absl::StrCat(event, " { commitment_id: 'C' }"));
  }
};

TEST_F(PromisesTest, WhatIsNotKeptInTimeIsAGapUntilItIsDelivered) {
  Request(90 * kDay);
  Tell("commitment_offered");
  const Position accepted = Tell("commitment_accepted");
  EXPECT_THAT(GapsAfter(89 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(2 * kDay), ElementsAre("M11/C"));
  const v1::GapRow gap = Gap("M11/C");
  EXPECT_EQ(gap.name(), "COMMITMENT_BREACH");
  EXPECT_EQ(gap.owner_org(), "hmrc");
  EXPECT_EQ(gap.title(), "two officers");
  EXPECT_EQ(gap.next_action(), "Deliver C, or have police release it");
  EXPECT_THAT(gap.caused_by(), ElementsAre(accepted));
  EXPECT_THAT(gap.related_ids(), ElementsAre("T"));
  Tell("commitment_delivered");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(PromisesTest, WhatIsVariedWaitsForItsNewTime) {
  Request(20 * kDay);
  Tell("commitment_offered");
  Tell("commitment_accepted");
  const Position varied =
      told_.Tell("C", absl::StrCat("commitment_varied { commitment_id: 'C' ",
                                   Terms(40 * kDay), "}"));
  EXPECT_THAT(GapsAfter(30 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(11 * kDay), ElementsAre("M11/C"));
  EXPECT_THAT(Gap("M11/C").caused_by(), ElementsAre(varied));
}

TEST_F(PromisesTest, WhatIsOnlyProposedMovesNothing) {
  Request(20 * kDay);
  Tell("commitment_offered");
  Tell("commitment_accepted");
  told_.Tell("C", absl::StrCat("commitment_variation_proposed { "
                               "commitment_id: 'C' ",
                               Terms(40 * kDay), "}"));
  EXPECT_THAT(GapsAfter(21 * kDay), ElementsAre("M11/C"));
}

TEST_F(PromisesTest, ARequestIsToBeAnsweredInFiveDays) {
  const Position asked = Request(90 * kDay);
  EXPECT_THAT(GapsAfter(5 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M11/C/SILENT"));
  EXPECT_EQ(Gap("M11/C/SILENT").name(), "COMMITMENT_SILENT");
  EXPECT_THAT(Gap("M11/C/SILENT").caused_by(), ElementsAre(asked));
  Tell("commitment_declined");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(PromisesTest, AGapIsMarkedAnewWithItsTasking) {
  Request(90 * kDay);
  EXPECT_THAT(GapsAfter(6 * kDay), ElementsAre("M11/C/SILENT"));
  EXPECT_EQ(Gap("M11/C/SILENT").marking().gsc(), "OFFICIAL");
  told_.ledger().AddEvent(
      "stream_id: 'T' marking { gsc: 'SECRET' } "
      "tasking_varied { tasking_id: 'T' }");
  EXPECT_EQ(Gap("M11/C/SILENT").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
