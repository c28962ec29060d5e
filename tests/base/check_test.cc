#include "ledger/base/check.h"

#include <gtest/gtest.h>

namespace loopledger {
namespace {

TEST(CheckDeathTest, NamesThePlaceAndTheConditionAndEndsTheProcess) {
  const int records = 1;
  EXPECT_DEATH(CHECK(records == 2),
               "check_test.cc:[0-9]+: check failed: records == 2");
}

TEST(Check, EvaluatesItsConditionOnceAndGoesOn) {
  int evaluated = 0;
  CHECK(++evaluated > 0);
  EXPECT_EQ(evaluated, 1);
}

TEST(Check, IsOneStatementAfterAnIf) {
  bool reached = false;
  if (reached)
    CHECK(false);
  else
    reached = true;
  EXPECT_TRUE(reached);
}

}  // namespace
}  // namespace loopledger
