#include "projections/grounds/lapse.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace loopledger::grounds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

state::v1::VersionState Version(const std::string& text) {
  return Parse<state::v1::VersionState>(text);
}

v1::AssessmentRef Ref(const std::string& more = "") {
  return Parse<v1::AssessmentRef>("assessment_id: 'A' version: 1 " + more);
}

TEST(Lapse, AHigherBandCarriesWhatRestedOnALower) {
  EXPECT_THAT(LapsesBetween(Ref(), Version("band: 2"), Version("band: 1")),
              IsEmpty());
  EXPECT_THAT(LapsesBetween(Ref(), Version("band: 2"), Version("band: 2")),
              IsEmpty());
}

TEST(Lapse, AJudgementMayMoveEitherWay) {
  const auto ranked = [](int rank) {
    return Version("judgements { id: 'J' likelihood { rank: " +
                   std::to_string(rank) + " } }");
  };
  for (int to = 1; to <= 7; ++to) {
    const bool far = to <= 2 || to >= 6;
    EXPECT_EQ(LapsesBetween(Ref(), ranked(4), ranked(to)).size(), far ? 1u : 0u)
        << to;
  }
}

TEST(Lapse, AJudgementThatIsGoneCountsWhenItIsNamed) {
  const auto cited = Version("judgements { id: 'J' } judgements { id: 'K' }");
  const auto newer = Version("version: 2 judgements { id: 'K' }");
  EXPECT_THAT(LapsesBetween(Ref(), cited, newer), IsEmpty());
  EXPECT_THAT(LapsesBetween(Ref("judgement_ids: 'K'"), cited, newer),
              IsEmpty());
  EXPECT_THAT(LapsesBetween(Ref("judgement_ids: 'J'"), cited, newer),
              ElementsAre("A version 1 was superseded by version 2, which no "
                          "longer makes judgement J"));
}

TEST(Lapse, OnlyTheJudgementsThatAreNamedCount) {
  const auto cited = Version(
      "judgements { id: 'J' likelihood { rank: 7 } } "
      "judgements { id: 'K' confidence { rank: 3 } }");
  const auto newer = Version(
      "judgements { id: 'J' likelihood { rank: 1 } } "
      "judgements { id: 'K' confidence { rank: 1 } }");
  EXPECT_EQ(LapsesBetween(Ref(), cited, newer).size(), 2u);
  EXPECT_THAT(LapsesBetween(Ref("judgement_ids: 'K'"), cited, newer),
              ElementsAre(HasSubstr("confidence in judgement K")));
}

TEST(Lapse, ATermThatNoVocabularyKnowsIsNotCompared) {
  EXPECT_THAT(
      LapsesBetween(Ref(), Version("judgements { id: 'J' }"),
                    Version("judgements { id: 'J' likelihood { rank: 7 } }")),
      IsEmpty());
}

TEST(Lapse, AnItemIsTaintedByALaterRegradeOfItself) {
  const auto report =
      Parse<state::v1::ReportState>("regrades { item: 2 stream_version: 5 }");
  const auto cited = [](const std::string& text) {
    return Parse<v1::ReportItemRef>(text);
  };
  EXPECT_TRUE(IsRegraded(cited("version: 4 item: 2"), report));
  EXPECT_FALSE(IsRegraded(cited("version: 5 item: 2"), report));
  EXPECT_FALSE(IsRegraded(cited("version: 4 item: 1"), report));
  EXPECT_TRUE(IsRegraded(cited("version: 4"), report)) << "any item";
}

}  // namespace
}  // namespace loopledger::grounds
