#include "tools/repeated_key.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

TEST(RepeatedKey, IsNamedByItsPath) {
  EXPECT_EQ(RepeatedKey(R"({"a":1,"b":2,"a":3})"), "a");
  EXPECT_EQ(RepeatedKey(R"({"actor":{"org":"x","org":"y"}})"), "actor.org");
  EXPECT_EQ(
      RepeatedKey(R"({"t":{"list":[{"n":1},{"n":1,"m":{"z":1,"z":2}}]}})"),
      "t.list.m.z");
}

TEST(RepeatedKey, IsOneKeyHoweverItIsSpelt) {
  EXPECT_EQ(RepeatedKey(R"({"tasking_id":"T","taskingId":"U"})"), "tasking_id");
  EXPECT_EQ(RepeatedKey(R"({"org":"x","\u006frg":"y"})"), "org");
}

TEST(RepeatedKey, MayStandInObjectsBesideAndBelow) {
  EXPECT_EQ(RepeatedKey(R"({"id":{"id":1},"x":[{"id":1},{"id":1}]})"), "");
  EXPECT_EQ(RepeatedKey(R"({"a":"{\"b\":1,\"b\":2}","c":["a","a"]})"), "");
  EXPECT_EQ(RepeatedKey(R"({"a":"b","b":"a"})"), "");
}

TEST(RepeatedKey, IsNotLookedForInWhatIsNoJson) {
  for (const char* text :
       {"", "}", "]]", "{", R"({"a)", R"({"a\)", R"({"a":1,"a")", "nothing"}) {
    EXPECT_EQ(RepeatedKey(text), "") << text;
  }
}

// Time that grows with the square of the text would not end.
TEST(RepeatedKey, IsFoundAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) absl::StrAppend(&text, "\"k", i, "\":1,");
  EXPECT_EQ(RepeatedKey(text + "\"z\":1}"), "");
  EXPECT_EQ(RepeatedKey(text + "\"k5000\":1}"), "k5000");
  std::string escapes;
  for (int i = 0; i < 500'000; ++i) escapes += "\\n";
  EXPECT_EQ(RepeatedKey("{\"a\":\"" + escapes + "\",\"a\":1}"), "a");
}

}  // namespace
}  // namespace loopledger
