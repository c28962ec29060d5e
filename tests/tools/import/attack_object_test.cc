#include "tools/import/attack_object.h"

#include <gtest/gtest.h>

#include "tests/tools/import/changes.h"

namespace loopledger::import {
namespace {

TEST(ChangeParser, ReadsARelationship) {
  const auto change = ParseLine(
      R"({"recorded_at":"2018-04-18T11:24:20-07:00","domain":"d","object":{)"
      R"("type":"relationship","id":"relationship--7",)"
      R"("modified":"2018-04-17T10:00:00.123Z","relationship_type":"uses",)"
      R"("source_ref":"intrusion-set--1","target_ref":"malware--2",)"
      R"("description":"caf\u00e9","revoked":false,"x_mitre_deprecated":true,)"
      R"("external_references":[{"source_name":"A",)"
      R"("description":"B, C. (2017, March 7). D.",)"
      R"("url":"https://www.a.org/x"},{"source_name":"no address"}]}})");
  ASSERT_TRUE(change.ok()) << change.status();
  EXPECT_EQ(change->recorded_at, Utc("2018-04-18T18:24:20Z"));
  EXPECT_EQ(change->modified, Utc("2018-04-17T10:00:00.123Z"));
  EXPECT_EQ(change->verb, "uses");
  EXPECT_EQ(change->target, "malware--2");
  EXPECT_EQ(change->description, "caf\xc3\xa9");
  EXPECT_FALSE(change->revoked);
  EXPECT_TRUE(change->deprecated);
  ASSERT_EQ(change->citations.size(), 1u);
  EXPECT_EQ(change->citations[0].host, "a.org");
  EXPECT_EQ(change->citations[0].published, Utc("2017-03-07T00:00:00Z"));
}

TEST(ChangeParser, TakesAGroupsAttackIdFromMitresOwnReference) {
  const auto change = ParseLine(
      R"({"recorded_at":"2018-04-18T11:24:20Z","object":{)"
      R"("type":"intrusion-set","id":"intrusion-set--1","name":"FIN7",)"
      R"("modified":"2018-04-17T10:00:00Z","aliases":["FIN7","Carbon Spider"],)"
      R"("external_references":[{"source_name":"mitre-attack",)"
      R"("external_id":"G0046","url":"https://attack.mitre.org/groups/G0046"},)"
      R"({"source_name":"other","external_id":"X1"}]}})");
  ASSERT_TRUE(change.ok()) << change.status();
  EXPECT_EQ(change->attack_id, "G0046");
  EXPECT_EQ(change->aliases.size(), 2u);
  EXPECT_TRUE(change->citations.empty());
}

TEST(ChangeParser, SaysWhatIsWrongWithALine) {
  const struct {
    const char* line;
    const char* message;
  } kCases[] = {
      {"", "no JSON"},
      {"{\"a\":", "no JSON"},
      {"[]", "the JSON object is missing"},
      {R"({"object":{}})", "recorded_at is missing"},
      {R"({"recorded_at":"yesterday","object":{}})", "recorded_at is missing"},
      {R"({"recorded_at":"2018-04-18T11:24:20Z"})", "object is missing"},
      {R"({"recorded_at":"2018-04-18T11:24:20Z","object":{"id":"x"}})",
       "object.type is missing"},
      {R"({"recorded_at":"2018-04-18T11:24:20Z","object":{"type":"tool"}})",
       "object.id is missing"},
      {R"({"recorded_at":"2018-04-18T11:24:20Z","object":)"
       R"({"type":"campaign","id":"campaign--1"}})",
       "object.modified is missing"},
  };
  for (const auto& [line, message] : kCases) {
    const auto change = ParseLine(line);
    EXPECT_EQ(change.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(change.status().message().find(message), absl::string_view::npos)
        << line << " gave " << change.status();
  }
}

TEST(ChangeParser, AsksNothingMoreOfATypeNobodyReads) {
  const auto change = ParseLine(
      R"({"recorded_at":"2018-04-18T11:24:20Z","object":)"
      R"({"type":"marking-definition","id":"marking-definition--1"}})");
  ASSERT_TRUE(change.ok()) << change.status();
  EXPECT_EQ(change->type, "marking-definition");
}

TEST(PublishedIn, FindsTheDateOfACitation) {
  EXPECT_EQ(PublishedIn("A. (2017, March 7). B."), Utc("2017-03-07T00:00:00Z"));
  EXPECT_EQ(PublishedIn("A (x) (2017, May 31)"), Utc("2017-05-31T00:00:00Z"));
  EXPECT_EQ(PublishedIn("A. (2017, June). B."), Utc("2017-06-01T00:00:00Z"));
  EXPECT_EQ(PublishedIn("A. (2019). B."), Utc("2019-01-01T00:00:00Z"));
  EXPECT_EQ(PublishedIn("A. (n.d.). B. Retrieved March 1, 2019."),
            absl::InfinitePast());
  EXPECT_EQ(PublishedIn("(20"), absl::InfinitePast());
  EXPECT_EQ(PublishedIn(""), absl::InfinitePast());
}

TEST(HostOf, NamesThePublisher) {
  EXPECT_EQ(HostOf("https://www.FireEye.com/blog/http-spoofing"),
            "fireeye.com");
  EXPECT_EQ(HostOf("http://a.org:8080?x"), "a.org");
  EXPECT_EQ(HostOf("https://web.archive.org/web/2017/http://b.org/x"), "b.org");
  EXPECT_EQ(HostOf("https://web.archive.org/web/2018/https:/c.org/x"), "c.org");
  EXPECT_EQ(HostOf(""), "");
}

TEST(TypeOf, IsWhatStandsBeforeTheUuid) {
  EXPECT_EQ(TypeOf("attack-pattern--0042-1"), "attack-pattern");
  EXPECT_EQ(TypeOf("odd"), "odd");
}

}  // namespace
}  // namespace loopledger::import
