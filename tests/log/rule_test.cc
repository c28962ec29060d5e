#include "ledger/log/rule.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;

std::string Decoded(const google::protobuf::Value& base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(base64.string_value(), &bytes));
  return bytes;
}

ListValue LoadVectors() {
  std::ifstream file("tests/golden/record_vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  Struct vectors;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(text.str(), &vectors);
  EXPECT_TRUE(parsed.ok()) << parsed.ToString();
  return vectors.fields().at("vectors").list_value();
}

TEST(Rule, JudgesTheGoldenVectors) {
  const ListValue vectors = LoadVectors();
  EXPECT_GT(vectors.values_size(), 80);
  for (const auto& value : vectors.values()) {
    const auto& vector = value.struct_value().fields();
    SCOPED_TRACE(vector.at("name").string_value());
    Head head;
    for (const auto& each : vector.at("entries").list_value().values()) {
      const auto& entry = each.struct_value().fields();
      const Head before = head;
      const Verdict verdict = head.Judge(Decoded(entry.at("bytes")));
      EXPECT_EQ(std::string(VerdictName(verdict)),
                entry.at("verdict").string_value());
      EXPECT_EQ(head == before, verdict != Verdict::kInLedger);
    }
    EXPECT_EQ(absl::StrCat(head.next), vector.at("next").string_value());
    EXPECT_EQ(AsBytes(head.head), Decoded(vector.at("head")));
    EXPECT_EQ(absl::StrCat(head.time), vector.at("time").string_value());
  }
}

TEST(Rule, SurvivesRandomBytes) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  Head head;
  for (int i = 0; i < 10'000; ++i) {
    std::string entry(random() % 200, '\0');
    for (char& byte : entry) byte = static_cast<char>(random());
    EXPECT_NE(head.Judge(entry), Verdict::kInLedger);
  }
  EXPECT_EQ(head, Head{});
}

TEST(Rule, ReadsLinksWithoutJudgingThem) {
  const std::string previous(32, '\x11');
  const std::string entry =
      absl::StrCat("\x0a\x20", previous, "\x10\x07\x18\x2a");
  Links links;
  ASSERT_TRUE(ReadLinks(entry, links));
  EXPECT_EQ(AsBytes(links.previous), previous);
  EXPECT_EQ(links.position, 7u);
  EXPECT_EQ(links.recorded_at, 42);
  EXPECT_FALSE(ReadLinks(entry.substr(1), links));
}

TEST(Rule, NamesEveryVerdict) {
  for (int i = 0; i <= static_cast<int>(Verdict::kTimeWentBack); ++i) {
    EXPECT_NE(VerdictName(static_cast<Verdict>(i)), "unknown");
  }
}

}  // namespace
}  // namespace loopledger
