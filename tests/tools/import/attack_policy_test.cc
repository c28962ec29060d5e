#include "tools/import/attack_policy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/tools/import/changes.h"

namespace loopledger::import {
namespace {

TEST(Policy, GradesCorroboratedOnlyWhatTwoPublishersSay) {
  Change change = Uses(1);
  EXPECT_EQ(GradeOf(change).source(), "2");
  EXPECT_EQ(GradeOf(change).intelligence(), "C");
  change.citations.push_back({.name = "Another", .host = "fireeye.com"});
  EXPECT_EQ(GradeOf(change).intelligence(), "C");
  change.citations.push_back({.name = "A third", .host = "eset.com"});
  EXPECT_EQ(GradeOf(change).intelligence(), "B");
}

TEST(Policy, DatesIntelligenceByItsNewestWorkButNotAfterTheChange) {
  Change change = Uses(1);
  EXPECT_EQ(DateOfIntelligence(change), Utc("2019-05-01T00:00:00Z"));
  change.citations.push_back({.name = "Later",
                              .host = "a.org",
                              .published = Utc("2021-01-01T00:00:00Z")});
  EXPECT_EQ(DateOfIntelligence(change), Utc("2019-05-01T00:00:00Z"));
  change.citations.clear();
  EXPECT_EQ(DateOfIntelligence(change), *change.modified);
}

TEST(Policy, GivesTheSameJudgementForTheSameEvidence) {
  const Change change = Group(1, "Ransomware for hospitals and the military.");
  const Evidence evidence = {.techniques = 40,
                             .software = 12,
                             .reports = 50,
                             .corroborated = 20,
                             .publications = 15,
                             .newest = change.recorded_at - absl::Hours(24)};
  const Judgement one = Judge(change, evidence);
  const Judgement two = Judge(change, evidence);
  EXPECT_EQ(one.scorecard.SerializeAsString(),
            two.scorecard.SerializeAsString());
  EXPECT_EQ(one.scorecard.band(), 1u);
  EXPECT_EQ(one.term, "Highly likely");
  EXPECT_EQ(one.confidence.rating(), "High");
}

TEST(Policy, KeepsTermAndConfidenceApart) {
  const Change change = Group(1);
  Evidence evidence = {.techniques = 40,
                       .software = 12,
                       .reports = 50,
                       .corroborated = 20,
                       .publications = 15,
                       .newest = change.recorded_at - absl::Hours(24 * 3000)};
  EXPECT_EQ(Judge(change, evidence).term, "Remote chance");
  EXPECT_EQ(Judge(change, evidence).confidence.rating(), "High");
  evidence = {.reports = 1,
              .publications = 1,
              .newest = change.recorded_at - absl::Hours(24)};
  EXPECT_EQ(Judge(change, evidence).term, "Likely or probable");
  EXPECT_EQ(Judge(change, evidence).confidence.rating(), "Low");
}

TEST(Policy, NeverGivesHighConfidenceToASingleWork) {
  Evidence evidence = {.reports = 100,
                       .corroborated = 100,
                       .publications = 1,
                       .newest = Utc("2020-03-01T00:00:00Z")};
  EXPECT_EQ(Judge(Group(1), evidence).confidence.rating(), "Low");
}

TEST(Policy, ScoresRiseWithActivity) {
  const Change change = Group(1, "Criminals who hit retail.");
  Evidence evidence = {.techniques = 10,
                       .reports = 10,
                       .publications = 5,
                       .newest = change.recorded_at - absl::Hours(24 * 1500)};
  const uint32_t old_total = Judge(change, evidence).scorecard.total();
  evidence.newest = change.recorded_at - absl::Hours(24);
  EXPECT_GT(Judge(change, evidence).scorecard.total(), old_total);
}

TEST(Policy, AddsItsScoresUp) {
  const v1::Scorecard card = Judge(Group(1), {}).scorecard;
  EXPECT_EQ(card.total(), card.harm() + card.likelihood() + card.position());
  EXPECT_EQ(card.dimensions_size(), 11);
  for (const auto& dimension : card.dimensions()) {
    EXPECT_LE(dimension.score(), 5u) << dimension.id();
  }
}

TEST(Policy, GivesEachStepAnIdAndNoPersonTwoParts) {
  const Change change = Uses(17);
  EXPECT_EQ(Envelope(change, "submit", kCollector).command_id(),
            "attack:17:submit");
  EXPECT_FALSE(Envelope(change, "submit", kCollector).late_reason().empty());
  const std::set<absl::string_view> people = {
      kCollector.pseudonym, kEvaluator.pseudonym, kAuthor.pseudonym,
      kReviewer.pseudonym, kPublisher.pseudonym};
  EXPECT_EQ(people.size(), 5u);
}

TEST(Policy, FoundsALedgerThatSaysItWasFilledFromHistory) {
  const v1::LedgerFounded founding = Founding("attack");
  EXPECT_EQ(founding.ledger(), "attack");
  EXPECT_TRUE(founding.has_backfill());
  EXPECT_NE(founding.backfill().note().find("The MITRE Corporation"),
            std::string::npos);
}

TEST(Policy, LetsNoVersionGoUnreviewedBeyondItsBand) {
  EXPECT_EQ(ReviewLimit(1), absl::Hours(24 * 30));
  EXPECT_EQ(ReviewLimit(4), absl::Hours(24 * 365));
}

}  // namespace
}  // namespace loopledger::import
