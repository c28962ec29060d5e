#include "tools/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

std::string Again(absl::string_view text) {
  const auto json = ParseJson(text);
  EXPECT_THAT(json, IsOk()) << text;
  return json.ok() ? ToJsonText(*json) : "";
}

TEST(Json, KeepsOrderAndTheTextOfNumbers) {
  const std::string text =
      R"({"z":1,"a":[true,null,-1.50e3],"m":{"x":"18446744073709551615"}})";
  EXPECT_EQ(Again(text), text);
  EXPECT_EQ(Again(" { \"a\" : [ ] , \"b\" : { } } "), R"({"a":[],"b":{}})");
}

TEST(Json, UnderstandsEscapes) {
  const auto json = ParseJson(R"("a\"\\\/\n\t\u00e9\ud83d\ude00")");
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(json->text, "a\"\\/\n\t\xc3\xa9\xf0\x9f\x98\x80");
  EXPECT_EQ(QuoteJson("\x01\n\""), "\"\\u0001\\n\\\"\"");
}

TEST(Json, QuotesWhatIsNoText) {
  EXPECT_EQ(QuoteJson("a\xff\xc3"), "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(QuoteJson("\xed\xa0\x80"),
            "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(QuoteJson("\xc0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(QuoteJson("\xc2\x80\xc2\x9f\xc2\xa0\x7f"),
            "\"\\u0080\\u009f\xc2\xa0\\u007f\"");
  EXPECT_EQ(QuoteJson("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"");
}

TEST(Json, RefusesWhatIsNone) {
  for (const char* text : {"", "{", "[1,", "{\"a\"}", "nul", "1 2", "\"open",
                           "{\"a\":1,}", "\"\\x\"", "{a:1}"}) {
    EXPECT_THAT(ParseJson(text).status(),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
  EXPECT_THAT(
      ParseJson(std::string(5000, '[')).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nesting")));
}

TEST(Json, FindsByPath) {
  const auto json = ParseJson(R"({"a":{"b":[{"c":"x"},{"c":"y"}]}})");
  ASSERT_THAT(json, IsOk());
  ASSERT_NE(json->Find("a.b.1.c"), nullptr);
  EXPECT_EQ(json->Find("a.b.1.c")->text, "y");
  EXPECT_EQ(json->Find("a.b.2.c"), nullptr);
  EXPECT_EQ(json->Find("a.x"), nullptr);
}

TEST(Json, WritesYaml) {
  const auto json =
      ParseJson(R"({"a":"1","b":[{"c":2,"d":[]},"x"],"e":{"f":null}})");
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(ToYaml(*json),
            "a: \"1\"\n"
            "b:\n"
            "  -\n"
            "    c: 2\n"
            "    d: []\n"
            "  - \"x\"\n"
            "e:\n"
            "  f: null\n");
}

}  // namespace
}  // namespace loopledger
