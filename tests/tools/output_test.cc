#include "tools/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/matchers.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::Not;

Json Parse(absl::string_view text) {
  auto json = ParseJson(text);
  EXPECT_THAT(json, IsOk());
  return json.ok() ? *json : Json();
}

constexpr Column kColumns[] = {
    {"ID", "id"}, {"NAME", "name"}, {"TAGS", "tags"}};

TEST(Table, AlignsByCharactersNotBytes) {
  const std::vector<Json> rows = {
      Parse(R"({"id":"1","name":"Müller","tags":["a","b"]})"),
      Parse(R"({"id":"22","name":"Reid"})")};
  EXPECT_EQ(TableText(kColumns, rows),
            "ID  NAME    TAGS\n"
            "1   Müller  a, b\n"
            "22  Reid    \n");
}

TEST(Table, ShowsNoControlCharactersAndCutsLongCells) {
  const std::vector<Json> rows = {Parse(R"({"id":"\u001b[31mred\n","name":")" +
                                        std::string(200, 'x') + "\"}")};
  const std::string text = TableText(kColumns, rows);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("…"));
  EXPECT_THAT(text, Not(HasSubstr(std::string(100, 'x'))));
}

TEST(Table, ShowsTimesToTheMinute) {
  const std::vector<Json> rows = {
      Parse(R"({"id":"2026-03-04T10:02:59.632844Z","name":"2026-03-04Z"})")};
  const std::string text = TableText(kColumns, rows);
  EXPECT_THAT(text, HasSubstr("2026-03-04 10:02Z  2026-03-04Z"));
}

TEST(Table, IsItsHeadersWhenEmpty) {
  EXPECT_EQ(TableText(kColumns, {}), "ID  NAME  TAGS\n");
}

TEST(Csv, QuotesWhatNeedsIt) {
  const std::vector<std::string> paths = {"id", "name", "tags"};
  EXPECT_EQ(CsvHeader(paths), "id,name,tags\r\n");
  EXPECT_EQ(CsvLine(paths, Parse(R"({"id":"a,b","name":"say \"hi\"\n"})")),
            "\"a,b\",\"say \"\"hi\"\"\n\",\r\n");
}

TEST(HighWater, IsTheHighestOfAll) {
  HighWater mark;
  EXPECT_TRUE(mark.Take(nullptr));
  EXPECT_EQ(mark.Text(), "OFFICIAL/P");
  const Json official = Parse(R"({"gsc":"OFFICIAL"})");
  EXPECT_FALSE(mark.Take(&official));
  const Json secret = Parse(
      R"({"gsc":"SECRET","caveats":["UK EYES ONLY"],"handling":{"code":"C"},
          "tlp":"TLP:AMBER"})");
  EXPECT_TRUE(mark.Take(&secret));
  EXPECT_FALSE(mark.Take(&official));
  EXPECT_EQ(mark.Text(), "SECRET [UK EYES ONLY]/C TLP:AMBER");
  const Json unknown = Parse(R"({"gsc":"COSMIC"})");
  EXPECT_TRUE(mark.Take(&unknown));
  EXPECT_THAT(mark.Text(), HasSubstr("COSMIC"));
}

TEST(Card, ShowsWhatIsInsideAsCardsOfItsOwn) {
  const Json row = Parse(
      R"({"by":{"org":"north","none":"","no":false,"person":"a"},"empty":{},
          "cites":[{"id":"A","of":{"n":1,"m":2}},{"id":"B"}],
          "marking":{"gsc":"SECRET","handling":{"code":"C"}}})");
  EXPECT_EQ(CardText(row),
            "by       org     north\n"
            "         person  a\n"
            "empty    \n"
            "cites    id  A\n"
            "         of  n  1\n"
            "             m  2\n"
            "cites    id  B\n"
            "marking  SECRET/C\n");
}

// What older records hold must not steer the terminal of who reads them.
TEST(Output, ShowsWhatCommandsATerminalAsText) {
  Json row = Json::Object();
  row.Add("title", Json::String("a\x1b[2Jb\xc2\x9b"
                                "c\xe2\x80\xae"
                                "d\xe2\x81\xa9\x7f\r"));
  row.Add("text", Json::String("one\nstate  APPROVED\r\nthree"));
  const std::string shown = "a\\u001b[2Jb\\u009bc\\u202ed\\u2069\\u007f\\u000d";
  const Column columns[] = {{"T", "title"}, {"TEXT", "text"}};
  EXPECT_EQ(TableText(columns, {&row, 1}),
            "T" + std::string(shown.size() + 1, ' ') + "TEXT\n" + shown +
                "  one state  APPROVED three\n");
  // Lines of a text stand below its first: none of them looks like a field.
  EXPECT_EQ(CardText(row), "title  " + shown +
                               "\ntext   one\n       state  APPROVED\n"
                               "       three\n");
  EXPECT_EQ(CsvLine({"title"}, row), shown + "\r\n");
  EXPECT_EQ(ToJsonText(*row.Find("title")), "\"" + shown + "\"");
  EXPECT_EQ(ToJsonText(Json::String("\xe2\x80\x8f\xe2\x82\xac")),
            "\"\xe2\x80\x8f\xe2\x82\xac\"");
  EXPECT_EQ(ErrorText(absl::NotFoundError("no \x1b[31m\n\"x\""), false),
            "error[NOT_FOUND]: no \\u001b[31m \"x\"\n");
}

}  // namespace
}  // namespace loopledger
