#include "tools/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/matchers.h"

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

}  // namespace
}  // namespace loopledger
