#include "tools/import/attack_history.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/clock.h"
#include "ledger/log/memory_log.h"
#include "ledger/log/rule.h"
#include "tests/support/matchers.h"

namespace loopledger::import {
namespace {

using testing::HasSubstr;

std::string Reference(absl::string_view name, absl::string_view host) {
  return absl::StrCat(R"({"source_name":")", name, R"(","url":"https://)", host,
                      R"(/x","description":"A. (2019, May 2). B."})");
}

std::string Line(absl::string_view recorded_at, absl::string_view object) {
  return absl::StrCat(R"({"recorded_at":")", recorded_at,
                      R"(","domain":"enterprise-attack","object":{)", object,
                      "}}");
}

std::string Relation(absl::string_view id, absl::string_view text,
                     absl::string_view references,
                     absl::string_view more = "") {
  return absl::StrCat(
      R"("type":"relationship","id":"relationship--)", id,
      R"(","relationship_type":"uses","source_ref":"intrusion-set--1",)",
      R"("target_ref":"attack-pattern--)", id, R"(","description":")", text,
      R"(","modified":"2020-01-01T00:00:00Z","external_references":[)",
      references, "]", more);
}

std::string GroupObject(absl::string_view description,
                        absl::string_view more = "") {
  return absl::StrCat(
      R"("type":"intrusion-set","id":"intrusion-set--1","name":"FIN7",)",
      R"("description":")", description,
      R"(","modified":"2020-01-01T00:00:00Z","external_references":[)",
      R"({"source_name":"mitre-attack","external_id":"G0046",)",
      R"("url":"https://attack.mitre.org/groups/G0046"}])", more);
}

constexpr absl::string_view kFirst = "2020-02-01T10:00:00-05:00";
constexpr absl::string_view kSecond = "2020-06-01T10:00:00-05:00";
constexpr absl::string_view kThird = "2021-06-01T10:00:00-05:00";
constexpr absl::string_view kFourth = "2022-06-01T10:00:00-05:00";

// A history with something of everything: what is recorded, what is refused by
// a rule, what is malformed, what is skipped.
std::vector<std::string> SmallHistory() {
  const std::string a = Reference("A", "a.org"), b = Reference("B", "b.org");
  return {
      // The group stands before what it does, and still can cite it.
      Line(kFirst, GroupObject("Criminals who hit banks.")),
      Line(kFirst, Relation("1", "It phishes.", a)),
      Line(kFirst, Relation("2", "It uses macros.", "")),
      Line(kFirst, R"("type":"course-of-action","id":"course-of-action--1")"),
      "not json",
      Line(kFirst, Relation("3", std::string(9000, 'x'), a)),
      Line(kSecond, Relation("1", "It phishes by voice.", a)),
      Line(kSecond, Relation("1", "It phishes by voice.", a + "," + b)),
      Line(kSecond, GroupObject("Ransom and energy firms.")),
      Line(kSecond, GroupObject("Ransom and energy firms.")),
      Line(kThird, Relation("1", "x", a, R"(,"x_mitre_deprecated":true)")),
      Line(kThird, GroupObject("Gone.", R"(,"revoked":true)")),
  };
}

std::string WriteFile(const std::string& name,
                      const std::vector<std::string>& lines) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << absl::StrJoin(lines, "\n") << "\n";
  return path;
}

std::string ReadFile(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> EntriesOf(const LogReader& log) {
  std::vector<std::string> entries;
  Offset next = 0;
  while (next < *log.End()) {
    next = *log.Read(next, 1000, [&](Offset, absl::string_view entry) {
      entries.emplace_back(entry);
      return true;
    });
  }
  return entries;
}

Head HeadOf(const std::vector<std::string>& entries) {
  Head head;
  for (const std::string& entry : entries) head.Judge(entry);
  return head;
}

class AttackHistory : public testing::Test {
 protected:
  absl::StatusOr<ImportSummary> Import(EventLog& log) {
    return ImportAttackHistory(log, clock_, options_);
  }

  SystemClock clock_;
  ImportOptions options_ = {
      .file = WriteFile("small.ndjson", SmallHistory()),
      .rejects = testing::TempDir() + "small.rejects",
  };
};

TEST_F(AttackHistory, AccountsForEveryLine) {
  MemoryLog log;
  const auto summary = Import(log);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->lines, 12u);
  EXPECT_EQ(summary->imported, 7u);
  EXPECT_EQ(summary->refused, 2u);
  EXPECT_EQ(summary->skipped, 3u);
  EXPECT_EQ(summary->imported + summary->refused + summary->skipped,
            summary->lines);
  EXPECT_TRUE(summary->closed);
  EXPECT_EQ(summary->found, 0u);
}

TEST_F(AttackHistory, SaysWhyALineWasRefused) {
  MemoryLog log;
  ASSERT_THAT(Import(log), IsOk());
  const std::string rejects = ReadFile(options_.rejects);
  EXPECT_THAT(rejects, HasSubstr(R"("line":5,"reason":"MALFORMED_LINE")"));
  EXPECT_THAT(rejects, HasSubstr(R"("line":6,"command_id":"attack:6:submit",)"
                                 R"("reason":"FIELD_INVALID")"));
  EXPECT_THAT(rejects, HasSubstr(R"("line":6,"command_id":"attack:6:accept")"));
}

TEST_F(AttackHistory, EndsWithTheSameLedgerWhereverItWasInterrupted) {
  MemoryLog whole;
  ASSERT_THAT(Import(whole), IsOk());
  const std::vector<std::string> entries = EntriesOf(whole);
  const std::string rejects = ReadFile(options_.rejects);
  for (size_t cut = 0; cut <= entries.size(); ++cut) {
    MemoryLog log;
    const std::vector<std::string> kept(
        entries.begin(), entries.begin() + static_cast<ptrdiff_t>(cut));
    ASSERT_THAT(log.Append(kept), IsOk());
    log.TakeDeliveries();
    const auto summary = Import(log);
    ASSERT_THAT(summary, IsOk()) << "cut at " << cut;
    EXPECT_EQ(HeadOf(EntriesOf(log)), HeadOf(entries)) << "cut at " << cut;
    EXPECT_EQ(ReadFile(options_.rejects), rejects) << "cut at " << cut;
    EXPECT_EQ(summary->imported, 7u) << "cut at " << cut;
  }
}

TEST_F(AttackHistory, FindsEverythingTheSecondTime) {
  MemoryLog log;
  const auto first = Import(log);
  ASSERT_THAT(first, IsOk());
  const auto second = Import(log);
  ASSERT_THAT(second, IsOk());
  uint64_t recorded = 0;
  for (const auto& [kind, count] : first->events) recorded += count;
  EXPECT_EQ(second->found, recorded);
  EXPECT_TRUE(second->closed);
}

TEST_F(AttackHistory, CanLeaveTheBackfillOpenForMore) {
  MemoryLog log;
  options_.keep_open = true;
  EXPECT_FALSE(Import(log)->closed);
  std::vector<std::string> longer = SmallHistory();
  longer.push_back(
      Line(kFourth, Relation("4", "New.", Reference("A", "a.org"))));
  options_.file = WriteFile("longer.ndjson", longer);
  options_.keep_open = false;
  const auto summary = Import(log);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->imported, 8u);
  EXPECT_TRUE(summary->closed);
}

TEST_F(AttackHistory, RefusesALongerFileOnceClosed) {
  MemoryLog log;
  ASSERT_THAT(Import(log), IsOk());
  std::vector<std::string> longer = SmallHistory();
  longer.push_back(
      Line(kFourth, Relation("4", "New.", Reference("A", "a.org"))));
  options_.file = WriteFile("longer.ndjson", longer);
  EXPECT_THAT(Import(log), StatusIs(absl::StatusCode::kFailedPrecondition,
                                    HasSubstr("backfill was closed")));
}

TEST_F(AttackHistory, RefusesAnotherFile) {
  MemoryLog log;
  ASSERT_THAT(Import(log), IsOk());
  std::vector<std::string> other = SmallHistory();
  other[1] = Line(kFirst, Relation("1", "Other.", Reference("A", "a.org")));
  options_.file = WriteFile("other.ndjson", other);
  EXPECT_THAT(Import(log), StatusIs(absl::StatusCode::kFailedPrecondition,
                                    HasSubstr("attack:2:submit")));
}

TEST_F(AttackHistory, RefusesAShorterFile) {
  MemoryLog log;
  ASSERT_THAT(Import(log), IsOk());
  std::vector<std::string> shorter = SmallHistory();
  shorter.resize(8);
  options_.file = WriteFile("shorter.ndjson", shorter);
  EXPECT_THAT(Import(log), StatusIs(absl::StatusCode::kFailedPrecondition,
                                    HasSubstr("made from a longer one")));
}

TEST_F(AttackHistory, NeverMovesBackInTime) {
  MemoryLog log;
  std::vector<std::string> lines = SmallHistory();
  lines.push_back(Line(kFirst, Relation("4", "Late.", "")));
  options_.file = WriteFile("back.ndjson", lines);
  const auto summary = Import(log);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->refused, 3u);
  EXPECT_THAT(ReadFile(options_.rejects),
              HasSubstr("recorded_at is before that of an earlier line"));
}

TEST_F(AttackHistory, OfNothingFoundsNothing) {
  MemoryLog log;
  options_.file = WriteFile("empty.ndjson", {});
  const auto summary = Import(log);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(*log.End(), 0u);
}

TEST_F(AttackHistory, StopsWhenTheLogHasNoRoomAndGoesOnWhenItHas) {
  std::vector<std::string> lines = SmallHistory();
  const std::string tool = R"("type":"tool","id":"tool--1")";
  lines.resize(600, Line(kThird, tool));
  lines.push_back(
      Line(kFourth, Relation("4", "New.", Reference("A", "a.org"))));
  options_.file = WriteFile("long.ndjson", lines);
  MemoryLog log;
  options_.progress = [&](const ImportProgress&) {
    log.RefuseAppends(absl::ResourceExhaustedError("no room"));
  };
  EXPECT_THAT(Import(log), StatusIs(absl::StatusCode::kResourceExhausted,
                                    HasSubstr("no room")));
  log.RefuseAppends(absl::OkStatus());
  options_.progress = nullptr;
  EXPECT_THAT(Import(log), IsOk());
  MemoryLog whole;
  ASSERT_THAT(Import(whole), IsOk());
  EXPECT_EQ(HeadOf(EntriesOf(log)), HeadOf(EntriesOf(whole)));
}

TEST_F(AttackHistory, TellsItsProgress) {
  MemoryLog log;
  ImportProgress last;
  options_.progress = [&](const ImportProgress& now) { last = now; };
  ASSERT_THAT(Import(log), IsOk());
  EXPECT_EQ(last.lines, 12u);
  EXPECT_EQ(last.bytes_read, last.bytes_total);
}

}  // namespace
}  // namespace loopledger::import
