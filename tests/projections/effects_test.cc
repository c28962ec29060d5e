#include "projections/measures/effects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A live tasking T that cites A, whose total is 50.
class EffectsTest : public Measured {
 protected:
  EffectsTest() {
    Version(1, 50);
    told_.Propose("T", "A", 1);
    told_.Approve("T");
  }
  void Version(uint64_t version, uint32_t total) {
    Edition("A", version,
            absl::StrCat("scorecard { band: 3 total: ", total, " }"));
  }
  void Claim(const char* id, const char* level) {
    Outcome("outcome_recorded", id, level);
  }
  void Outcome(const char* event, const char* id, const char* level) {
    told_.Tell(id, absl::StrCat(event, " { outcome_id: '", id,
                                "' tasking_id: 'T' disruption { level: '",
                                level, "' } }"));
  }
  void Moderate(const char* id, const char* level) {
    told_.Tell(id, absl::StrCat("outcome_moderated { outcome_id: '", id,
                                "' level: '", level, "' }"));
  }
};

TEST_F(EffectsTest, AClaimThatIsNotModeratedIsNotCounted) {
  Claim("O", "MAJOR");
  Version(2, 40);
  EXPECT_FALSE(Has("M15"));
}

TEST_F(EffectsTest, ItIsOpenUntilTheNextVersionTells) {
  Claim("O", "MAJOR");
  Moderate("O", "MAJOR");
  EXPECT_EQ(Row("M15").open(), 1);
  EXPECT_EQ(Share("M15"), "0/0");
  Version(2, 40);
  EXPECT_EQ(Row("M15").open(), 0);
  EXPECT_EQ(Share("M15"), "1/1");
  EXPECT_THAT(Row("M15").exceptions(), IsEmpty());
}

TEST_F(EffectsTest, ThoseWithoutEffectAreListed) {
  Claim("O", "MODERATE");
  Moderate("O", "MODERATE");
  Version(2, 50);
  Claim("P", "MAJOR");
  Version(3, 60);
  Moderate("P", "MODERATE");
  EXPECT_EQ(Share("M15"), "0/2");
  EXPECT_THAT(Row("M15").exceptions(), ElementsAre("O/A", "P/A"));
  Version(4, 10);
  EXPECT_EQ(Share("M15"), "0/2") << "only the next version counts";
}

TEST_F(EffectsTest, WhatIsModeratedDownIsNotCounted) {
  Claim("O", "MAJOR");
  Moderate("O", "MINOR");
  Version(2, 60);
  EXPECT_FALSE(Has("M15"));
}

TEST_F(EffectsTest, ADisputeTakesItOutUntilItIsSettled) {
  Claim("O", "MAJOR");
  Moderate("O", "MAJOR");
  Version(2, 60);
  EXPECT_EQ(Share("M15"), "0/1");
  told_.Tell("O", "outcome_disputed { outcome_id: 'O' }");
  EXPECT_FALSE(Has("M15"));
  told_.Tell("O", "outcome_finalised { outcome_id: 'O' }");
  EXPECT_THAT(Row("M15").exceptions(), ElementsAre("O/A"));
  Outcome("outcome_corrected", "O", "MINOR");
  EXPECT_FALSE(Has("M15"));
}

TEST_F(EffectsTest, TheRowIsMarkedAsHighAsTheOutcomesItNames) {
  Claim("O", "MAJOR");
  Moderate("O", "MAJOR");
  EXPECT_EQ(Row("M15").marking().gsc(), "OFFICIAL");
  TellSecret("O", "outcome_finalised { outcome_id: 'O' }");
  EXPECT_EQ(Row("M15").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
