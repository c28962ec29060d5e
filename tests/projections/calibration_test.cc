#include "projections/measures/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kUnlikely[] = "Unlikely";     // 0.25 to 0.35.
constexpr char kHighly[] = "Highly likely";  // 0.80 to 0.90.

class CalibrationTest : public Measured {
 protected:
  // With judgements J1, J2, ... of these terms; `more` goes into each.
  void Judge(const char* id, uint64_t version,
             std::initializer_list<const char*> terms,
             absl::string_view more = "") {
    std::string draft =
        "scorecard { band: 3 } threat { areas: 'FRAUD' areas: 'DRUGS' } ";
    int number = 0;
    for (const char* term : terms) {
      absl::StrAppend(&draft, "judgements { id: 'J", ++number, "' term: '",
                      term, "' ", more, " } ");
    }
    Edition(id, version, draft);
  }
  void Resolve(const char* id, uint64_t version, int number,
               const char* result) {
    told_.Tell(id, absl::StrCat("judgement_resolved { assessment_id: '", id,
                                "' version: ", version, " judgement_id: 'J",
                                number, "' result: '", result, "' }"));
  }
};

TEST_F(CalibrationTest, AJudgementIsOpenOnceItsVersionIsInForce) {
  told_.Tell("A",
             "assessment_drafted { assessment_id: 'A' version: 1 judgements { "
             "id: 'J1' term: 'Unlikely' } }");
  EXPECT_THAT(Keys(), IsEmpty());
  told_.Tell("A", "assessment_published { assessment_id: 'A' version: 1 }");
  EXPECT_THAT(Keys(),
              ElementsAre("M16", "M16/org/police", "M16/term/Unlikely"));
  EXPECT_EQ(Counts("M16"), "0 1 0");
  EXPECT_FALSE(Row("M16").has_brier());
}

TEST_F(CalibrationTest, TheHitRateStandsBesideTheTermsRange) {
  Judge("A", 1, {kHighly, kHighly, kHighly, kUnlikely});
  Resolve("A", 1, 1, "TRUE");
  Resolve("A", 1, 2, "TRUE");
  Resolve("A", 1, 3, "FALSE");
  Resolve("A", 1, 4, "FALSE");
  EXPECT_EQ(Share("M16"), "2/4");
  const v1::MeasureRow term = Row("M16/term/Highly likely");
  EXPECT_EQ(Counts(term), "3 0 0");
  EXPECT_DOUBLE_EQ(term.share(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(term.expected_low(), 0.8);
  EXPECT_DOUBLE_EQ(term.expected_high(), 0.9);
  EXPECT_DOUBLE_EQ(term.brier(), (0.15 * 0.15 + 0.15 * 0.15 + 0.85 * 0.85) / 3);
  EXPECT_THAT(term.tells(),
              HasSubstr("2 of 3 came true, 67 % where 80 to 90 % were expec"));
  EXPECT_DOUBLE_EQ(Row("M16/term/Unlikely").brier(), 0.3 * 0.3);
  EXPECT_EQ(Share("M16/area/FRAUD"), "2/4");
  EXPECT_EQ(Share("M16/area/DRUGS"), "2/4");
  EXPECT_EQ(Share("M16/org/police"), "2/4");
  EXPECT_DOUBLE_EQ(Row("M16/org/police").forecast(), (3 * 0.85 + 0.3) / 4);
  EXPECT_FALSE(Row("M16/org/police").has_expected_high());
}

TEST_F(CalibrationTest, ANumberIsTakenBeforeTheMiddleOfTheTerm) {
  Judge("A", 1, {kHighly}, "probability: 0.9");
  Resolve("A", 1, 1, "TRUE");
  EXPECT_NEAR(Row("M16").brier(), 0.01, 1e-12);
}

TEST_F(CalibrationTest, AVoidOneHasEndedWithout) {
  Judge("A", 1, {kHighly});
  Resolve("A", 1, 1, "VOID");
  EXPECT_EQ(Counts("M16"), "0 0 1");
  EXPECT_EQ(Share("M16"), "0/0");
}

TEST_F(CalibrationTest, ANewerVersionTakesThePlaceOfWhatWasOpen) {
  Judge("A", 1, {kHighly, kUnlikely});
  Resolve("A", 1, 1, "TRUE");
  Judge("A", 2, {kUnlikely});
  EXPECT_EQ(Counts("M16"), "1 1 1");
  Resolve("A", 1, 2, "TRUE");
  EXPECT_EQ(Counts("M16"), "2 1 0") << "it can be resolved all the same";
  told_.Tell("A", "assessment_withdrawn { assessment_id: 'A' version: 2 }");
  EXPECT_EQ(Counts("M16"), "2 0 1");
}

TEST_F(CalibrationTest, OneIsResolvedOnce) {
  Judge("A", 1, {kHighly});
  Resolve("A", 1, 1, "TRUE");
  Resolve("A", 1, 1, "FALSE");
  Resolve("A", 1, 7, "FALSE");
  EXPECT_EQ(Share("M16"), "1/1");
}

TEST_F(CalibrationTest, RaisingAnAssessmentsMarkingRaisesItsRows) {
  Judge("A", 1, {kHighly});
  Judge("A", 2, {kUnlikely});
  TellSecret("A", "assessment_reviewed { assessment_id: 'A' version: 3 }");
  EXPECT_EQ(Row("M16/term/Highly likely").marking().gsc(), "SECRET");
  EXPECT_EQ(Row("M16/area/FRAUD").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
