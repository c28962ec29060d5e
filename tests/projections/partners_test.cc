#include "projections/registers/partners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/projections/chronicle.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kView[] = "partners";
constexpr absl::Duration kDay = absl::Hours(24);

// A commitment C of hmrc to tasking T, which police lead.
class PartnersTest : public testing::Test {
 protected:
  PartnersTest() {
    told_.Tell("T", "tasking_proposed { lead_org: 'police' }");
    told_.Tell("C", absl::StrCat("commitment_requested { tasking_id: 'T' "
                                 "promising_org: 'hmrc' terms { deliverable: "
                                 "'two officers' due { seconds: ",
                                 told_.now() / 1000000 + 20 * 86400, " } } }"));
  }
  v1::CommitmentRow Commitment() {
    return told_.Row(kView, registers::kCommitments, "C");
  }
  v1::OrganisationRow Org(const char* id) {
    return told_.Row(kView, registers::kOrganisations, id);
  }
  void Accept() {
    told_.Tell("C", "commitment_offered { }");
    told_.Tell("C", "commitment_accepted { }");
  }

  Chronicle told_;
};

TEST_F(PartnersTest, ACommitmentWaitsForOnePartyAfterTheOther) {
  EXPECT_EQ(Commitment().state(), "REQUESTED");
  EXPECT_EQ(Commitment().waits_for(), "hmrc");
  EXPECT_THAT(Org("hmrc").waiting_on_them_ids(), ElementsAre("C"));
  EXPECT_THAT(Org("police").they_wait_for_ids(), ElementsAre("C"));
  told_.Tell("C", "commitment_offered { }");
  EXPECT_EQ(Commitment().waits_for(), "police");
  EXPECT_THAT(Org("police").waiting_on_them_ids(), ElementsAre("C"));
  EXPECT_THAT(Org("hmrc").waiting_on_them_ids(), IsEmpty());
  told_.Tell("C", "commitment_accepted { }");
  EXPECT_EQ(Commitment().waits_for_what(), "to deliver");
  told_.Tell("C", "commitment_delivered { delivered: 'both' }");
  EXPECT_EQ(Commitment().waits_for(), "");
  EXPECT_EQ(Org("hmrc").waiting_on_them(), 0u);
  EXPECT_EQ(Org("police").they_wait_for(), 0u);
  EXPECT_EQ(Org("hmrc").asked(), 1u);
  EXPECT_EQ(Org("hmrc").offered(), 1u);
  EXPECT_EQ(Org("hmrc").kept(), 1u);
}

TEST_F(PartnersTest, IsBreachedByATickAlone) {
  Accept();
  told_.Later(21 * kDay);
  EXPECT_EQ(Commitment().state(), "ACCEPTED");
  told_.Tick();
  EXPECT_EQ(Commitment().state(), "BREACHED");
  EXPECT_TRUE(Commitment().has_breached_since());
  EXPECT_EQ(Org("hmrc").breached(), 1u);
  told_.Tick();
  EXPECT_EQ(Org("hmrc").breached(), 1u);
  told_.Tell("C", "commitment_delivered { }");
  EXPECT_EQ(Org("hmrc").kept(), 0u);
  EXPECT_EQ(Org("hmrc").kept_late(), 1u);
}

TEST_F(PartnersTest, WhatIsVariedInTimeIsNotBreached) {
  Accept();
  told_.Tell("C", "commitment_variation_proposed { reason: 'snow' }");
  EXPECT_EQ(Commitment().waits_for(), "hmrc");
  told_.Tell("C", absl::StrCat("commitment_varied { terms { due { seconds: ",
                               told_.now() / 1000000 + 40 * 86400, " } } }"));
  EXPECT_EQ(Commitment().variation_by(), "");
  EXPECT_EQ(Commitment().deliverable(), "two officers");
  told_.Later(30 * kDay).Tick();
  EXPECT_EQ(Commitment().state(), "ACCEPTED");
}

TEST_F(PartnersTest, AnotherLeadIsPromisedToFromThenOn) {
  told_.Tell("C", "commitment_offered { }");
  told_.Tell("T", "tasking_assigned { lead_org: 'north' }");
  EXPECT_EQ(Commitment().waits_for(), "north");
  EXPECT_THAT(Org("north").waiting_on_them_ids(), ElementsAre("C"));
  EXPECT_THAT(Org("police").waiting_on_them_ids(), IsEmpty());
}

TEST_F(PartnersTest, DeclinedAndReleasedAreCounted) {
  told_.Tell("C", "commitment_declined { reason: 'no one free' }");
  EXPECT_EQ(Commitment().reason(), "no one free");
  EXPECT_EQ(Org("hmrc").declined(), 1u);
  told_.Tell("C", "commitment_released { }");
  EXPECT_EQ(Org("hmrc").released(), 1u);
}

TEST_F(PartnersTest, MembersComeAndGo) {
  EXPECT_EQ(Org("hmrc").state(), "NOT_ADMITTED");
  told_.Tell("hmrc",
             "organisation_admitted { org_id: 'hmrc' name: 'Revenue' kind: "
             "'REVENUE' clearance: 'SECRET' }");
  EXPECT_EQ(Org("hmrc").state(), "MEMBER");
  EXPECT_EQ(Org("hmrc").asked(), 1u);
  told_.Tell("hmrc", "organisation_suspended { reason: 'breach' }");
  EXPECT_EQ(Org("hmrc").state(), "SUSPENDED");
  EXPECT_EQ(Org("hmrc").reason(), "breach");
  told_.Tell("hmrc", "organisation_withdrawn { }");
  EXPECT_EQ(Org("hmrc").state(), "WITHDRAWN");
}

TEST_F(PartnersTest, EachDisclosureIsARow) {
  told_.Report("R");
  told_.Tell("R",
             "report_disclosed { to: 'hmrc' purpose: 'joint work' "
             "lawful_basis: 'DPA s.35' }");
  const auto row = told_.Get(kView, registers::kDisclosures, "R@3");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->from_org(), "police");
  EXPECT_EQ(row->to_org(), "hmrc");
  EXPECT_EQ(row->lawful_basis(), "DPA s.35");
  EXPECT_EQ(Org("hmrc").disclosed_to(), 1u);
  told_.ledger().AddEvent(
      "stream_id: 'R' marking { gsc: 'SECRET' } report_corrected { }");
  EXPECT_EQ(told_.Get(kView, registers::kDisclosures, "R@3")->marking().gsc(),
            "SECRET");
}

TEST_F(PartnersTest, IsMarkedAsHighAsTheTaskingThatItNames) {
  told_.ledger().AddEvent(
      "stream_id: 'T' marking { gsc: 'SECRET' } tasking_varied { }");
  EXPECT_EQ(Commitment().marking().gsc(), "SECRET");
  EXPECT_EQ(Org("hmrc").marking().gsc(), "SECRET");
}

}  // namespace
}  // namespace loopledger
