#include "ledger/domain/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/log/temporary_directory.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

constexpr absl::string_view kColours = R"(
  id: "colour" version: 1 valid_from: "2020-01-01" source: "a test"
  terms { code: "RED" rank: 1 }
  terms { code: "GREEN" rank: 2 traits: "calm" }
  terms { list: "dark" code: "RED" })";

absl::Time Day(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone());
}

TEST(Vocabularies, OfTheBinaryAreAllThere) {
  const Vocabularies& vocabularies = BuiltInVocabularies();
  for (const char* id :
       {"3x5x2",      "5x5x5",        "admiralty",    "caveat",
        "confidence", "currency",     "disruption",   "gsc",
        "layer",      "nature",       "outcome_kind", "phia",
        "product",    "resolution",   "role",         "scorecard",
        "strand",     "tasking_mode", "threat_area",  "threat_kind",
        "tlp",        "unit"}) {
    ASSERT_NE(vocabularies.Find(id, 1), nullptr) << id;
    EXPECT_FALSE(vocabularies.Find(id, 1)->source().empty()) << id;
  }
  EXPECT_EQ(vocabularies.Find("gsc", 99), nullptr);
  EXPECT_EQ(vocabularies.Find("taste", 1), nullptr);
}

TEST(Vocabularies, OrderTheClassifications) {
  const v1::Vocabulary& gsc = *BuiltInVocabularies().Find("gsc", 1);
  uint32_t before = 0;
  for (const char* code :
       {"OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"}) {
    ASSERT_NE(FindTerm(gsc, "", code), nullptr) << code;
    EXPECT_GT(FindTerm(gsc, "", code)->rank(), before) << code;
    before = FindTerm(gsc, "", code)->rank();
  }
}

TEST(Vocabularies, LeaveGapsBetweenTheTermsOfLikelihood) {
  const v1::Vocabulary& phia = *BuiltInVocabularies().Find("phia", 1);
  ASSERT_EQ(phia.terms_size(), 7);
  for (int i = 1; i < phia.terms_size(); ++i) {
    EXPECT_LT(phia.terms(i - 1).range().high(), phia.terms(i).range().low())
        << phia.terms(i).code();
  }
}

TEST(Vocabularies, WeighTheScorecardToOneHundred) {
  const v1::Vocabulary& model = *BuiltInVocabularies().Find("scorecard", 1);
  uint32_t most = 0;
  for (const auto& section : model.model().sections()) {
    for (const auto& dimension : section.dimensions()) {
      most += dimension.weight() * dimension.max();
    }
  }
  EXPECT_EQ(most, 100u);
}

TEST(Vocabularies, KeepListsOfOneVocabularyApart) {
  Vocabularies vocabularies;
  ASSERT_TRUE(vocabularies.Add("colours", kColours).ok());
  const v1::Vocabulary& colour = *vocabularies.Find("colour", 1);
  EXPECT_EQ(FindTerm(colour, "", "RED")->rank(), 1u);
  EXPECT_EQ(FindTerm(colour, "dark", "RED")->rank(), 0u);
  EXPECT_EQ(FindTerm(colour, "dark", "GREEN"), nullptr);
  EXPECT_TRUE(Has(*FindTerm(colour, "", "GREEN"), "calm"));
  EXPECT_FALSE(Has(*FindTerm(colour, "", "RED"), "calm"));
}

TEST(Vocabularies, AreInForceFromTheirDay) {
  Vocabularies vocabularies;
  ASSERT_TRUE(vocabularies
                  .Add("2", R"(id: "colour" version: 2 source: "a test"
                               valid_from: "2021-06-01" terms { code: "BLUE" })")
                  .ok());
  ASSERT_TRUE(vocabularies.Add("1", kColours).ok());
  EXPECT_EQ(vocabularies.InForce("colour", Day(2020, 5, 1))->version(), 1u);
  EXPECT_EQ(vocabularies.InForce("colour", Day(2021, 5, 31))->version(), 1u);
  EXPECT_EQ(vocabularies.InForce("colour", Day(2021, 6, 1))->version(), 2u);
  // History from before the first version takes the first.
  EXPECT_EQ(vocabularies.InForce("colour", Day(1999, 1, 1))->version(), 1u);
  EXPECT_EQ(vocabularies.InForce("taste", Day(2021, 6, 1)), nullptr);
  ASSERT_EQ(vocabularies.Pins(Day(2021, 6, 1)).size(), 1u);
  EXPECT_EQ(vocabularies.Pins(Day(2021, 6, 1))[0].version(), 2u);
}

TEST(Vocabularies, SayWhatIsWrongWithOne) {
  Vocabularies vocabularies;
  const auto why = [&](absl::string_view text) {
    const absl::Status status = vocabularies.Add("x.textproto", text);
    EXPECT_FALSE(status.ok()) << std::string(text);
    EXPECT_THAT(std::string(status.message()), HasSubstr("x.textproto"));
    return std::string(status.message());
  };
  EXPECT_THAT(why("id: colour"), HasSubstr("1:5"));
  EXPECT_THAT(why(R"(version: 1 source: "s" terms { code: "A" })"),
              HasSubstr("no id"));
  EXPECT_THAT(why(R"(id: "a" source: "s" terms { code: "A" })"),
              HasSubstr("no version"));
  EXPECT_THAT(why(R"(id: "a" version: 1 terms { code: "A" })"),
              HasSubstr("no source"));
  EXPECT_THAT(why(R"(id: "a" version: 1 source: "s")"), HasSubstr("no terms"));
  EXPECT_THAT(why(R"(id: "a" version: 1 source: "s" terms { code: "A" })"),
              HasSubstr("valid_from"));
  EXPECT_THAT(why(R"(id: "a" version: 1 source: "s" valid_from: "2020-01-01"
                     terms { code: "A" } terms { code: "A" })"),
              HasSubstr("twice"));
  EXPECT_THAT(why(R"(id: "a" version: 1 source: "s" valid_from: "2020-01-01"
                     model {})"),
              HasSubstr("three sections"));
  ASSERT_TRUE(vocabularies.Add("colours", kColours).ok());
  EXPECT_THAT(why(kColours), HasSubstr("another colour version 1"));
}

TEST(Vocabularies, AreReadFromADirectory) {
  const std::string directory = MakeTemporaryDirectory();
  std::ofstream(absl::StrCat(directory, "/colour.textproto")) << kColours;
  std::ofstream(absl::StrCat(directory, "/README")) << "no vocabulary";
  Vocabularies vocabularies = Vocabularies::BuiltIn();
  ASSERT_TRUE(LoadDirectory(directory, vocabularies).ok());
  EXPECT_NE(vocabularies.Find("colour", 1), nullptr);
  EXPECT_NE(vocabularies.Find("gsc", 1), nullptr);
  // A second time there is one of that version already.
  EXPECT_THAT(std::string(LoadDirectory(directory, vocabularies).message()),
              HasSubstr("colour.textproto"));
  EXPECT_FALSE(LoadDirectory(directory + "/none", vocabularies).ok());
  RemoveDirectory(directory);
}

TEST(Codes, PinWhatWasUsedAndNothingElse) {
  Codes codes(BuiltInVocabularies(), Day(2026, 1, 1));
  EXPECT_FALSE(codes.Known("gsc", "", "SECRET", {"marking.gsc"}));
  EXPECT_FALSE(codes.Known("gsc", "", "OFFICIAL", {"marking.gsc"}));
  EXPECT_FALSE(codes.Known("tlp", "", "", {"marking.tlp"}));
  v1::Event event;
  codes.Pin(event);
  ASSERT_EQ(event.vocabulary_pins_size(), 1);
  EXPECT_EQ(event.vocabulary_pins(0).id(), "gsc");
  EXPECT_EQ(event.vocabulary_pins(0).version(), 1u);
}

TEST(Codes, TellTheFieldAndTheChoice) {
  Codes codes(BuiltInVocabularies(), Day(2026, 1, 1));
  const Objection unknown =
      codes.Known("layer", "", "MIDDLE", {"items", 2, "layer"});
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->reason, v1::UNKNOWN_CODE);
  EXPECT_EQ(unknown->field, "items[2].layer");
  EXPECT_THAT(unknown->message, HasSubstr("STRATEGIC, TACTICAL, OPERATIONAL"));
  const Objection missing = codes.Given("layer", "", "", {"layer"});
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->reason, v1::FIELD_MISSING);
  // A long list is cut short.
  EXPECT_THAT(codes.Known("currency", "", "XXY", {"currency"})->message,
              HasSubstr(", ..."));
}

}  // namespace
}  // namespace loopledger
