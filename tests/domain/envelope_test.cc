#include "ledger/domain/envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>

#include "ledger/domain/objections.h"
#include "ledger/domain/text.h"
#include "tests/support/fill.h"
#include "tests/support/story.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1767225600);

v1::Command Fine() {
  v1::Command command =
      CommandFrom(R"pb(submit_report { report_id: "R-1" })pb");
  FillBody(kNow, command);
  FillEnvelope("c-1", kNow, command);
  return command;
}

class EnvelopeTest : public testing::Test {
 protected:
  void ExpectRefused(const v1::Command& command, v1::Reason reason,
                     const std::string& field, const std::string& words = "") {
    const Objection objection = envelope_.Check(command);
    ASSERT_TRUE(objection) << field;
    EXPECT_EQ(v1::Reason_Name(objection->reason), v1::Reason_Name(reason));
    EXPECT_EQ(objection->field, field);
    EXPECT_THAT(objection->message, HasSubstr(words));
  }
  void ExpectFine(const v1::Command& command) {
    const Objection objection = envelope_.Check(command);
    EXPECT_FALSE(objection) << objection->message;
  }

  const Envelope envelope_;
};

TEST_F(EnvelopeTest, NeedsAnIdATimeAnActorAndABody) {
  ExpectFine(Fine());
  v1::Command command = Fine();
  command.clear_command_id();
  ExpectRefused(command, v1::FIELD_MISSING, "command_id");
  command = Fine();
  command.clear_occurred_at();
  ExpectRefused(command, v1::FIELD_MISSING, "occurred_at");
  command = Fine();
  command.mutable_actor()->clear_org();
  ExpectRefused(command, v1::FIELD_MISSING, "actor.org");
  command = Fine();
  command.mutable_actor()->clear_person();
  ExpectRefused(command, v1::FIELD_MISSING, "actor.person");
  command = Fine();
  command.mutable_actor()->clear_role();
  ExpectRefused(command, v1::FIELD_MISSING, "actor.role");
  command = Fine();
  command.clear_body();
  ExpectRefused(command, v1::FIELD_MISSING, "body");
}

TEST_F(EnvelopeTest, HasIdentifiersOfSomeCharactersAndNotTooMany) {
  v1::Command command = Fine();
  command.set_command_id(std::string(128, 'a'));
  ExpectFine(command);
  command.set_command_id(std::string(129, 'a'));
  ExpectRefused(command, v1::FIELD_INVALID, "command_id", "1 to 128");
  for (const char* good : {"A", "z9", "a.b_c-d:e"}) {
    command.set_command_id(good);
    ExpectFine(command);
  }
  for (const char* bad : {"a b", "a/b", "a\n", "\xC3\xA9", "a,b", "\""}) {
    command.set_command_id(bad);
    ExpectRefused(command, v1::FIELD_INVALID, "command_id");
  }
  command = Fine();
  command.add_releasable_to("hmrc");
  command.add_releasable_to("");
  ExpectRefused(command, v1::FIELD_INVALID, "releasable_to[1]");
}

TEST_F(EnvelopeTest, HasTextOfEightKibibytesAtMost) {
  v1::Command command = Fine();
  std::string& text =
      *command.mutable_submit_report()->mutable_items(0)->mutable_text();
  text = std::string(8192, 'x');
  ExpectFine(command);
  text = std::string(8193, 'x');
  ExpectRefused(command, v1::FIELD_INVALID, "submit_report.items[0].text",
                "has 8193 bytes");
}

TEST_F(EnvelopeTest, HasListsOfAThousandAtMost) {
  v1::Command command = Fine();
  for (int i = 0; i < 1000; ++i) command.add_releasable_to("hmrc");
  ExpectFine(command);
  command.add_releasable_to("hmrc");
  ExpectRefused(command, v1::FIELD_INVALID, "releasable_to",
                "has 1001 entries");
}

TEST_F(EnvelopeTest, HasTextInUtf8) {
  v1::Command command = Fine();
  std::string& text =
      *command.mutable_submit_report()->mutable_items(0)->mutable_text();
  for (const char* good :
       {"plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
        "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
    text = good;
    ExpectFine(command);
  }
  for (const char* bad :
       {"\xFF", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80",
        "\xE2\x82"}) {
    text = bad;
    ExpectRefused(command, v1::FIELD_INVALID, "submit_report.items[0].text",
                  "UTF-8");
  }
}

// Else a reader could be shown something else than what is recorded.
TEST_F(EnvelopeTest, HasNoTextThatCommandsATerminal) {
  v1::Command command = Fine();
  std::string& text =
      *command.mutable_submit_report()->mutable_items(0)->mutable_text();
  for (const char* good :
       {"a\tb\nc\r\nd", "caf\xC3\xA9", "\xC2\xA0", "\xE2\x80\xA9",
        "\xE2\x80\xAF", "\xE2\x81\xA5", "\xE3\x80\xAE"}) {
    text = good;
    ExpectFine(command);
  }
  text = std::string("a\0b", 3);
  ExpectRefused(command, v1::FIELD_INVALID, "submit_report.items[0].text",
                "U+0000");
  const std::pair<const char*, const char*> kBad[] = {
      {"\x1B[2J", "U+001B"},       {"a\rb", "U+000D"},
      {"a\r", "U+000D"},           {"a\x7F", "U+007F"},
      {"\xC2\x80", "U+0080"},      {"\xC2\x9B", "U+009B"},
      {"\xC2\x9F", "U+009F"},      {"\xE2\x80\xAA", "U+202A"},
      {"x\xE2\x80\xAE", "U+202E"}, {"\xE2\x81\xA6", "U+2066"},
      {"\xE2\x81\xA9", "U+2069"}};
  for (const auto& [bad, name] : kBad) {
    text = bad;
    ExpectRefused(command, v1::FIELD_INVALID, "submit_report.items[0].text",
                  name);
  }
}

const std::pair<const char*, const char*> kUnseen[] = {
    {"\xD8\x9C", "U+061C"},
    {"\xE1\x85\x9F", "U+115F"},
    {"\xE1\x85\xA0", "U+1160"},
    {"\xE1\xA0\x8E", "U+180E"},
    {"\xE2\x80\x8E", "U+200E"},
    {"\xE2\x80\x8F", "U+200F"},
    {"\xE2\x81\xA1", "U+2061"},
    {"\xE2\x81\xA4", "U+2064"},
    {"\xE2\x81\xAA", "U+206A"},
    {"\xE2\x81\xAF", "U+206F"},
    {"\xE3\x85\xA4", "U+3164"},
    {"\xEF\xBE\xA0", "U+FFA0"},
    {"\xEF\xBF\xB9", "U+FFF9"},
    {"\xEF\xBF\xBB", "U+FFFB"},
    {"\xF3\xA0\x80\x80", "U+E0000"},
    {"\xF3\xA0\x81\xBF", "U+E007F"},
    // Joiners that join nothing.
    {"\xE2\x80\x8D", "U+200D"},
    {"ab\xE2\x80\x8C", "U+200C"},
    {"\xD9\x85\xE2\x80\x8C\xE2\x80\x8C", "U+200C"},
    {"\xD9\x85\xE2\x80\x8C\xE2\x80\x8D", "U+200D"}};

// Else two texts that look alike would not be the same.
TEST_F(EnvelopeTest, HasNoTextThatNobodySees) {
  v1::Command command = Fine();
  std::string& text =
      *command.mutable_submit_report()->mutable_items(0)->mutable_text();
  // The neighbours of what is refused; what is copied from a page; a variant of
  // a character; joiners in Persian, in Hindi and in an emoji.
  for (const char* good :
       {"a\xC2\xADz",
        "a\xE2\x80\x8Bz",
        "a\xE2\x81\xA0z",
        "\xEF\xBB\xBFxyz",
        "\xC2\xAC",
        "\xC2\xAE",
        "\xD8\x9B",
        "\xD8\x9D",
        "\xE1\x85\x9E",
        "\xE1\x85\xA1",
        "\xE2\x80\x8A",
        "\xE2\x80\x90",
        "\xE2\x81\x9F",
        "\xE2\x81\xB0",
        "\xE3\x85\xA3",
        "\xE3\x85\xA5",
        "\xEF\xBB\xBE",
        "\xEF\xBE\x9F",
        "\xEF\xBE\xA1",
        "\xEF\xBF\xBC",
        "\xF3\x9F\xBF\xBF",
        "\xF3\xA0\x82\x80",
        "\xE2\x9D\xA4\xEF\xB8\x8F",
        "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xB1\xD9\x88\xD8\xAF",
        "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7",
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"}) {
    text = good;
    ExpectFine(command);
  }
  for (const auto& [bad, name] : kUnseen) {
    text = bad;
    ExpectRefused(command, v1::FIELD_INVALID, "submit_report.items[0].text",
                  name);
  }
}

TEST(Text, IsBlankWhenThereIsNothingToRead) {
  for (const char* blank :
       {"", " ", "\t\n\r\n", "\xC2\xA0", " \xE2\x80\x83\xE3\x80\x80",
        "\xE2\xA0\x80", "\xC2\xA0\xE2\x80\x8D"}) {
    EXPECT_TRUE(IsBlank(blank)) << blank;
  }
  for (const char* text : {"a", " .", "\xC3\xA9", "\xC2\xA0\xE2\x82\xAC"}) {
    EXPECT_FALSE(IsBlank(text)) << text;
  }
}

TEST(Text, IsMissingWhereItIsNeededAndBlank) {
  EXPECT_FALSE(NeedsText(" x", "title"));
  EXPECT_EQ(NeedsText(" \n", "title")->reason, v1::FIELD_MISSING);
  EXPECT_FALSE(NeedsReason("because"));
  EXPECT_EQ(NeedsReason("\xE3\x80\x80")->reason, v1::RATIONALE_MISSING);
}

TEST_F(EnvelopeTest, HasTimesThatAreTimes) {
  v1::Command command = Fine();
  auto& time = *command.mutable_submit_report()->mutable_date_of_intelligence();
  time.set_seconds(-62135596800);
  ExpectFine(command);
  time.set_seconds(-62135596801);
  ExpectRefused(command, v1::FIELD_INVALID,
                "submit_report.date_of_intelligence", "0001 to 9999");
  time.set_seconds(253402300799);
  time.set_nanos(999999999);
  ExpectFine(command);
  time.set_nanos(1000000000);
  ExpectRefused(command, v1::FIELD_INVALID,
                "submit_report.date_of_intelligence", "1000000000");
  time.set_nanos(0);
  time.set_seconds(253402300800);
  ExpectRefused(command, v1::FIELD_INVALID,
                "submit_report.date_of_intelligence");
}

TEST_F(EnvelopeTest, HasNumbersThatAreNumbers) {
  v1::Command command =
      CommandFrom(R"pb(record_outcome { outcome_id: "O" })pb");
  FillEnvelope("c-1", kNow, command);
  command.mutable_record_outcome()->add_quantities();
  command.mutable_record_outcome()->add_quantities()->set_amount(
      std::numeric_limits<double>::quiet_NaN());
  ExpectRefused(command, v1::FIELD_INVALID,
                "record_outcome.quantities[1].amount", "finite");
}

// Else a command could say what is the ledger's to determine.
TEST_F(EnvelopeTest, HasNoFieldThatIsNotKnown) {
  v1::Command command = Fine();
  const auto add = [](google::protobuf::Message& message, int number) {
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(number,
                                                                       1);
  };
  add(*command.mutable_submit_report()->mutable_items(0)->mutable_grade(), 77);
  ExpectRefused(command, v1::FIELD_INVALID, "submit_report.items[0].grade",
                "number 77");
  command = Fine();
  add(*command.mutable_submit_report(), 50);
  ExpectRefused(command, v1::FIELD_INVALID, "submit_report", "number 50");
  command = Fine();
  add(command, 1000);
  ExpectRefused(command, v1::FIELD_INVALID, "",
                "the command has a field with the number 1000");
  command = Fine();
  add(*command.mutable_occurred_at(), 3);
  ExpectRefused(command, v1::FIELD_INVALID, "occurred_at", "number 3");
}

TEST(ToTime, CutsWhatIsFinerThanAMicrosecond) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(5);
  timestamp.set_nanos(1999);
  EXPECT_EQ(ToTime(timestamp), absl::FromUnixMicros(5'000'001));
}

}  // namespace
}  // namespace loopledger
