#include "projections/grounds/high_water.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/matchers.h"

namespace loopledger {
namespace {

v1::Marking Parse(const std::string& text) {
  v1::Marking marking;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &marking));
  return marking;
}

v1::Marking Raised(const std::string& marking, const std::string& other) {
  static const Vocabularies vocabularies = Vocabularies::BuiltIn();
  v1::Marking raised = Parse(marking);
  RaiseTo(Parse(other), vocabularies, 1767225600000000, raised);
  return raised;
}

TEST(HighWater, TakesTheHigherClassificationAndTlp) {
  EXPECT_THAT(Raised("gsc: 'OFFICIAL' tlp: 'TLP:GREEN'",
                     "gsc: 'SECRET' tlp: 'TLP:CLEAR'"),
              EqualsProto("gsc: 'SECRET' tlp: 'TLP:GREEN'"));
  EXPECT_THAT(Raised("gsc: 'SECRET'", "gsc: 'OFFICIAL-SENSITIVE'"),
              EqualsProto("gsc: 'SECRET'"));
  EXPECT_THAT(Raised("", "gsc: 'OFFICIAL'"), EqualsProto("gsc: 'OFFICIAL'"));
}

TEST(HighWater, KeepsAllCaveatsOnce) {
  EXPECT_THAT(Raised("caveats: 'A' caveats: 'B'", "caveats: 'B' caveats: 'C'"),
              EqualsProto("caveats: 'A' caveats: 'B' caveats: 'C'"));
}

TEST(HighWater, TakesTheStricterPartsOfHandling) {
  EXPECT_THAT(
      Raised("handling { code: 'P' }",
             "handling { code: 'C' action: 'A3' sanitisation: 'S1' }"),
      EqualsProto("handling { code: 'C' action: 'A3' sanitisation: 'S1' }"));
  EXPECT_THAT(
      Raised("handling { code: 'C' action: 'A1' sanitisation: 'S1' }",
             "handling { code: 'C' action: 'A3' sanitisation: 'S2' }"),
      EqualsProto("handling { code: 'C' action: 'A1' sanitisation: 'S2' }"));
  EXPECT_THAT(
      Raised("handling { code: 'C' action: 'A2' sanitisation: 'S1' }",
             "handling { code: 'P' }"),
      EqualsProto("handling { code: 'C' action: 'A2' sanitisation: 'S1' }"));
}

TEST(HighWater, KnowsWhatAMarkingCovers) {
  const Vocabularies vocabularies = Vocabularies::BuiltIn();
  const auto covers = [&](const char* own, const char* other) {
    return Covers(Parse(own), Parse(other), vocabularies, 0);
  };
  EXPECT_TRUE(covers("", ""));
  EXPECT_TRUE(covers("", "gsc: 'OFFICIAL'"));
  EXPECT_TRUE(
      covers("gsc: 'SECRET'", "gsc: 'OFFICIAL' handling { code: 'P' }"));
  EXPECT_FALSE(covers("", "gsc: 'SECRET'"));
  EXPECT_FALSE(covers("gsc: 'SECRET'", "caveats: 'UK EYES ONLY'"));
  EXPECT_FALSE(covers("gsc: 'SECRET'", "tlp: 'TLP:RED'"));
  EXPECT_FALSE(
      covers("handling { code: 'P' }",
             "handling { code: 'C' action: 'A1' sanitisation: 'S2' }"));
}

}  // namespace
}  // namespace loopledger
