#include "tools/import/attack_reports.h"

#include <gtest/gtest.h>

#include "tests/tools/import/changes.h"

namespace loopledger::import {
namespace {

constexpr absl::string_view kGroup = "intrusion-set--1";

TEST(Reports, AreSubmittedByOneAndAcceptedByAnother) {
  Reports reports;
  const Plan plan = reports.Map(Uses(5));
  ASSERT_EQ(plan.commands.size(), 2u);
  const v1::Command& submit = plan.commands[0];
  const v1::Command& accept = plan.commands[1];
  EXPECT_EQ(submit.submit_report().report_id(), "R-1");
  EXPECT_EQ(submit.submit_report().items(0).grade().intelligence(), "C");
  EXPECT_NE(
      submit.submit_report().provenance().text().find("not by an officer"),
      std::string::npos);
  EXPECT_EQ(accept.accept_report().report_id(), "R-1");
  EXPECT_NE(submit.actor().person(), accept.actor().person());
  EXPECT_EQ(submit.occurred_at().seconds(),
            absl::ToUnixSeconds(Utc("2020-03-01T12:00:00Z")));
  EXPECT_EQ(submit.recorded_at().seconds(),
            absl::ToUnixSeconds(Utc("2020-03-31T12:00:00Z")));
}

TEST(Reports, NeedACitedWork) {
  Reports reports;
  Change change = Uses(5);
  change.citations.clear();
  EXPECT_EQ(reports.Map(change).skipped, "relationship without a citation");
  EXPECT_EQ(reports.Map(Uses(6)).commands.size(), 2u);
}

TEST(Reports, AreNotRepeatedWhenNothingChanged) {
  Reports reports;
  reports.Map(Uses(5));
  Change again = Uses(6);
  again.modified = Utc("2020-03-20T12:00:00Z");
  EXPECT_EQ(reports.Map(again).skipped, "unchanged");
}

TEST(Reports, AreCorrectedWhenTheTextChanges) {
  Reports reports;
  reports.Map(Uses(5));
  const Plan plan = reports.Map(Uses(6, "It phishes by voice."));
  ASSERT_EQ(plan.commands.size(), 1u);
  EXPECT_EQ(plan.commands[0].correct_report().report_id(), "R-1");
  EXPECT_EQ(reports.About(kGroup)[0].version, 3u);
}

TEST(Reports, AreCorrectedWhenTheyPointElsewhere) {
  Reports reports;
  reports.Map(Uses(5));
  Change moved = Uses(6);
  moved.target = "attack-pattern--2";
  EXPECT_TRUE(reports.Map(moved).commands.at(0).has_correct_report());
}

TEST(Reports, AreRegradedWhenAnotherPublisherSaysSo) {
  Reports reports;
  reports.Map(Uses(5));
  Change more = Uses(6);
  more.citations.push_back({.name = "ESET", .host = "eset.com"});
  const Plan plan = reports.Map(more);
  ASSERT_EQ(plan.commands.size(), 1u);
  EXPECT_EQ(plan.commands[0].regrade_report().from().intelligence(), "C");
  EXPECT_EQ(plan.commands[0].regrade_report().to().intelligence(), "B");
}

TEST(Reports, SayWhenOnlyTheCitedWorksChanged) {
  Reports reports;
  reports.Map(Uses(5));
  Change other = Uses(6);
  other.citations[0].name = "FireEye, second edition";
  EXPECT_EQ(reports.Map(other).skipped,
            "only the cited works changed, not the grade");
}

TEST(Reports, AreWithdrawnOnce) {
  Reports reports;
  reports.Map(Uses(5));
  Change dead = Uses(6);
  dead.deprecated = true;
  const Plan plan = reports.Map(dead);
  ASSERT_EQ(plan.commands.size(), 1u);
  EXPECT_EQ(plan.commands[0].withdraw_report().report_id(), "R-1");
  EXPECT_TRUE(reports.About(kGroup).empty());
  dead.line = 7;
  EXPECT_EQ(reports.Map(dead).skipped, "already withdrawn");
  EXPECT_EQ(reports.Map(Uses(8)).skipped, "its report is withdrawn for good");
}

TEST(Reports, WithdrawnBeforeTheFirstAreNone) {
  Reports reports;
  Change dead = Uses(5);
  dead.revoked = true;
  EXPECT_EQ(reports.Map(dead).skipped, "withdrawn before there was a report");
}

TEST(Reports, AreTriedAgainAfterTheSubmissionWasRefused) {
  Reports reports;
  const Plan plan = reports.Map(Uses(5));
  reports.Refused(plan.commands[0]);
  reports.Refused(plan.commands[1]);
  EXPECT_TRUE(reports.About(kGroup).empty());
  EXPECT_EQ(reports.Map(Uses(6)).commands.size(), 2u);
}

TEST(Reports, WhoseAcceptanceWasRefusedAreLeftAlone) {
  Reports reports;
  const Plan plan = reports.Map(Uses(5));
  reports.Refused(plan.commands[1]);
  EXPECT_TRUE(reports.About(kGroup).empty());
  EXPECT_EQ(reports.Map(Uses(6, "new")).skipped,
            "its report was refused earlier");
}

TEST(Reports, AreCorrectedAgainAfterACorrectionWasRefused) {
  Reports reports;
  reports.Map(Uses(5));
  const Plan plan = reports.Map(Uses(6, "new"));
  reports.Refused(plan.commands[0]);
  EXPECT_EQ(reports.About(kGroup)[0].version, 2u);
  EXPECT_EQ(reports.Map(Uses(7, "new")).commands.size(), 1u);
}

TEST(Reports, SumUpWhatIsKnownOfAThreat) {
  Reports reports;
  reports.Map(Uses(5));
  Change second = Uses(6);
  second.id = "relationship--2";
  second.target = "malware--1";
  second.citations = {{.name = "ESET",
                       .host = "eset.com",
                       .published = Utc("2020-02-01T00:00:00Z")},
                      {.name = "CISA", .host = "cisa.gov"}};
  reports.Map(second);
  Change uncited = Uses(7);
  uncited.id = "relationship--3";
  uncited.target = "attack-pattern--9";
  uncited.citations.clear();
  reports.Map(uncited);
  const Evidence sum = reports.Sum(kGroup);
  EXPECT_EQ(sum.techniques, 2u);
  EXPECT_EQ(sum.software, 1u);
  EXPECT_EQ(sum.reports, 2u);
  EXPECT_EQ(sum.corroborated, 1u);
  EXPECT_EQ(sum.publications, 2u);
  EXPECT_EQ(sum.newest, Utc("2020-02-01T00:00:00Z"));
  EXPECT_EQ(reports.About(kGroup)[0].report_id, "R-2");
  EXPECT_EQ(reports.Sum("intrusion-set--9").reports, 0u);
}

TEST(Reports, FollowARelationshipToAnotherThreat) {
  Reports reports;
  reports.Map(Uses(5));
  Change moved = Uses(6);
  moved.source = "intrusion-set--2";
  reports.Map(moved);
  EXPECT_TRUE(reports.About(kGroup).empty());
  EXPECT_EQ(reports.About("intrusion-set--2").size(), 1u);
  reports.Map(Uses(7));
  EXPECT_EQ(reports.About(kGroup).size(), 1u);
}

}  // namespace
}  // namespace loopledger::import
