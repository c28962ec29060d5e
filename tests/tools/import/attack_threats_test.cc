#include "tools/import/attack_threats.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/tools/import/changes.h"

namespace loopledger::import {
namespace {

TEST(Threats, AreDraftedReviewedAndPublishedByThreePeople) {
  Reports reports;
  Threats threats(reports);
  reports.Map(Uses(1));
  const Plan plan = threats.Map(Group(2));
  ASSERT_EQ(plan.commands.size(), 3u);
  const v1::DraftAssessment& draft = plan.commands[0].draft_assessment();
  EXPECT_EQ(draft.assessment_id(), "G0046");
  EXPECT_EQ(draft.threat().kind(), "GROUP");
  ASSERT_EQ(draft.supporting_size(), 1);
  EXPECT_EQ(draft.supporting(0).ref().report_id(), "R-1");
  EXPECT_EQ(draft.supporting(0).ref().version(), 2u);
  EXPECT_FALSE(draft.assumption_only());
  EXPECT_TRUE(draft.change_reason().empty());
  EXPECT_EQ(draft.considered_outcomes_size(), 0);
  EXPECT_EQ(
      draft.review_due().seconds() - plan.commands[0].recorded_at().seconds(),
      absl::ToInt64Seconds(ReviewLimit(draft.scorecard().band())));
  EXPECT_EQ(plan.commands[1].review_assessment().version(), 1u);
  EXPECT_EQ(plan.commands[2].publish_assessment().version(), 1u);
  EXPECT_NE(plan.commands[0].actor().person(),
            plan.commands[1].actor().person());
  EXPECT_NE(plan.commands[1].actor().person(),
            plan.commands[2].actor().person());
}

TEST(Threats, WithoutAReportRestOnAnAssumption) {
  Reports reports;
  Threats threats(reports);
  const Plan plan = threats.Map(Group(2));
  const v1::DraftAssessment& draft = plan.commands[0].draft_assessment();
  EXPECT_TRUE(draft.assumption_only());
  EXPECT_EQ(draft.judgements(0).confidence().rating(), "Low");
}

TEST(Threats, AreNotAssessedAnewWhenNothingChanged) {
  Reports reports;
  Threats threats(reports);
  threats.Map(Group(2));
  Change again = Group(3);
  again.modified = Utc("2020-03-20T12:00:00Z");
  EXPECT_EQ(threats.Map(again).skipped, "unchanged");
  again.version = "1.1";
  EXPECT_EQ(threats.Map(again).commands.size(), 3u);
}

TEST(Threats, SayWhyABandOrTermChanged) {
  Reports reports;
  Threats threats(reports);
  reports.Map(Uses(1));
  threats.Map(Group(2));
  Change report = Uses(3);
  report.id = "relationship--2";
  reports.Map(report);
  const Plan plan = threats.Map(Group(4, "They extort hospitals."));
  const v1::DraftAssessment& draft = plan.commands[0].draft_assessment();
  EXPECT_NE(draft.change_reason().find("band 3 to 2"), std::string::npos)
      << draft.change_reason();
  ASSERT_EQ(draft.changed_by_size(), 1);
  EXPECT_EQ(draft.changed_by(0), "R-2");
  EXPECT_EQ(plan.commands[2].publish_assessment().version(), 2u);
}

TEST(Threats, AreWithdrawnWhenMitreDoes) {
  Reports reports;
  Threats threats(reports);
  threats.Map(Group(2));
  Change dead = Group(3);
  dead.revoked = true;
  const Plan plan = threats.Map(dead);
  ASSERT_EQ(plan.commands.size(), 1u);
  EXPECT_EQ(plan.commands[0].withdraw_assessment().reason(),
            "revoked in MITRE ATT&CK");
  dead.line = 4;
  EXPECT_EQ(threats.Map(dead).skipped, "already withdrawn");
}

TEST(Threats, WithdrawnBeforeTheFirstAreNone) {
  Reports reports;
  Threats threats(reports);
  Change dead = Group(2);
  dead.deprecated = true;
  EXPECT_EQ(threats.Map(dead).skipped,
            "withdrawn before there was an assessment");
}

TEST(Threats, WithTheSameAttackIdAreToldApart) {
  Reports reports;
  Threats threats(reports);
  threats.Map(Group(2));
  Change other = Group(3);
  other.id = "intrusion-set--2";
  const Plan plan = threats.Map(other);
  EXPECT_EQ(plan.commands[0].draft_assessment().assessment_id(),
            "intrusion-set--2");
}

TEST(Threats, KeepTheIdTheyHadFirst) {
  Reports reports;
  Threats threats(reports);
  threats.Map(Group(2));
  Change renumbered = Group(3, "Other words.");
  renumbered.attack_id = "G1002";
  EXPECT_EQ(
      threats.Map(renumbered).commands[0].draft_assessment().assessment_id(),
      "G0046");
}

TEST(Threats, GiveARefusedVersionsNumberToTheNext) {
  Reports reports;
  Threats threats(reports);
  const Plan first = threats.Map(Group(2));
  for (const v1::Command& command : first.commands) threats.Refused(command);
  const Plan second = threats.Map(Group(3));
  ASSERT_EQ(second.commands.size(), 3u);
  EXPECT_EQ(second.commands[2].publish_assessment().version(), 1u);
  EXPECT_TRUE(second.commands[0].draft_assessment().change_reason().empty());
}

TEST(Threats, CountTheReportsThatDidNotFit) {
  Reports reports;
  Threats threats(reports);
  for (size_t i = 0; i < kCitedReportsMax + 3; ++i) {
    Change change = Uses(i + 1);
    change.id = "relationship--" + std::to_string(i);
    reports.Map(change);
  }
  const Plan plan = threats.Map(Group(1000));
  EXPECT_EQ(static_cast<size_t>(
                plan.commands[0].draft_assessment().supporting_size()),
            kCitedReportsMax);
  EXPECT_EQ(threats.uncited(), 3u);
  EXPECT_LT(plan.commands[0].ByteSizeLong(), 60u * 1024);
}

}  // namespace
}  // namespace loopledger::import
