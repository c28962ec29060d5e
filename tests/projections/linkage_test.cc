#include "projections/measures/linkage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/projections/measured.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Priority P of area ILLEGAL_DRUGS, in a control strategy K.
class LinkageTest : public Measured {
 protected:
  void Propose(absl::string_view more = "") {
    told_.Tell("K", absl::StrCat("control_strategy_proposed { priorities { id: "
                                 "'P' threat_area: 'ILLEGAL_DRUGS' } ",
                                 more, " }"));
  }
  void Agree() { told_.Tell("K", "control_strategy_agreed { }"); }
  void InForce() {
    Propose();
    Agree();
  }
  void Submit(const std::string& id, absl::string_view more = "") {
    told_.Tell(id, absl::StrCat("report_submitted { report_id: '", id, "' ",
                                more, " }"));
  }
  void Accept(const std::string& id) {
    told_.Tell(id, absl::StrCat("report_accepted { report_id: '", id, "' }"));
  }
  void Report(const std::string& id, absl::string_view more = "") {
    Submit(id, more);
    Accept(id);
  }
  static std::string Of(absl::string_view threat_type) {
    return absl::StrCat("items { number: 1 } items { number: 2 threat_types: '",
                        threat_type, "' }");
  }
  void Raise(const std::string& id, absl::string_view parents) {
    told_.Tell(id, absl::StrCat("requirement_raised { requirement_id: '", id,
                                "' ", parents, " }"));
  }
};

TEST_F(LinkageTest, ThereIsNoFigureBeforeAReportIsAccepted) {
  InForce();
  Submit("R", Of("ILLEGAL_DRUGS"));
  EXPECT_FALSE(Has("M12"));
  told_.Tell("R", "report_rejected { report_id: 'R' }");
  EXPECT_FALSE(Has("M12"));
}

TEST_F(LinkageTest, ARequirementRaisedForThePriorityLinks) {
  InForce();
  Raise("Q", "priority_ids: 'O' priority_ids: 'P'");
  Raise("V", "tasking_ids: 'T'");
  Report("R", "requirement_ids: 'V' requirement_ids: 'Q'");
  EXPECT_EQ(Share("M12"), "1/1");
  Report("S", "requirement_ids: 'V' requirement_ids: 'X'");
  EXPECT_EQ(Share("M12"), "1/2");
  EXPECT_THAT(Row("M12").exceptions(), ElementsAre("S"));
  EXPECT_EQ(Row("M12").tells(),
            "1 of 2 accepted reports were linked to a priority in force");
  EXPECT_EQ(Row("M12").name(), "LINKED_TO_PRIORITY");
  EXPECT_DOUBLE_EQ(Row("M12").share(), 0.5);
}

TEST_F(LinkageTest, AnItemOfItsThreatAreaLinks) {
  InForce();
  Report("R", Of("ILLEGAL_DRUGS"));
  Report("S", Of("ILLEGAL_DRUGS - HEROIN"));
  Report("T", Of("ILLEGAL_DRUGS - COCAINE - 2"));
  EXPECT_EQ(Share("M12"), "3/3");
  Report("U", Of("CYBER_CRIME - MALWARE"));
  EXPECT_EQ(Share("M12"), "3/4");
}

TEST_F(LinkageTest, AnAreaThatMeansTheSameLinks) {
  InForce();
  Report("R", Of("DRUGS"));
  EXPECT_EQ(Share("M12"), "1/1") << "Scotland's word for it";
  told_.Tell("L",
             "control_strategy_proposed { priorities { id: 'Q' threat_area: "
             "'CYBERCRIME' } }");
  told_.Tell("L", "control_strategy_agreed { }");
  Report("S", Of("CYBER_CRIME - MALWARE"));
  EXPECT_EQ(Share("M12"), "2/2");
}

TEST_F(LinkageTest, APriorityLinksWhileItIsInForce) {
  const int64_t now = told_.now() / 1000000;
  Propose(absl::StrCat("from { seconds: ", now + 86400,
                       " } to { seconds: ", now + 3 * 86400, " }"));
  Report("PROPOSED", Of("ILLEGAL_DRUGS"));
  Agree();
  Report("EARLY", Of("ILLEGAL_DRUGS"));
  EXPECT_EQ(Share("M12"), "0/2");
  Later(2 * kDay);
  Report("R", Of("ILLEGAL_DRUGS"));
  EXPECT_EQ(Share("M12"), "1/3");
  Later(2 * kDay);
  Report("LATE", Of("ILLEGAL_DRUGS"));
  EXPECT_EQ(Share("M12"), "1/4");
  EXPECT_THAT(Row("M12").exceptions(),
              ElementsAre("PROPOSED", "EARLY", "LATE"));
}

TEST_F(LinkageTest, WhatTakesItsPlaceEndsAPriority) {
  InForce();
  told_.Tell("L", "control_strategy_agreed { replaces: 'K' }");
  Report("R", Of("ILLEGAL_DRUGS"));
  EXPECT_EQ(Share("M12"), "0/1");
}

TEST_F(LinkageTest, WhenItIsAcceptedCounts) {
  Submit("R", Of("ILLEGAL_DRUGS"));
  InForce();
  Accept("R");
  EXPECT_EQ(Share("M12"), "1/1");
}

TEST_F(LinkageTest, EachReportIsCountedOnce) {
  Report("R", Of("ILLEGAL_DRUGS"));
  InForce();
  Report("R", Of("ILLEGAL_DRUGS"));
  EXPECT_EQ(Share("M12"), "0/1");
  told_.Tell("R", "report_withdrawn { report_id: 'R' }");
  EXPECT_EQ(Share("M12"), "0/1");
  EXPECT_THAT(Row("M12").exceptions(), ElementsAre("R"));
}

TEST_F(LinkageTest, ASanitisedReportIsLinkedByWhatItSaysItself) {
  InForce();
  Report("R", Of("ILLEGAL_DRUGS"));
  told_.Tell("D",
             "report_sanitised { report_id: 'R' derived_report_id: 'D' items { "
             "number: 1 threat_types: 'FRAUD' } }");
  EXPECT_EQ(Share("M12"), "1/1");
  Accept("D");
  EXPECT_EQ(Share("M12"), "1/2");
}

TEST_F(LinkageTest, ItIsToldByTheOrganisationThatSubmitted) {
  InForce();
  Report("R", Of("ILLEGAL_DRUGS"));
  told_.ledger().AddEvent(
      "stream_id: 'S' actor { org: 'hmrc' } report_submitted { report_id: 'S' "
      "}");
  Accept("S");
  EXPECT_EQ(Share("M12/org/police"), "1/1");
  EXPECT_THAT(Row("M12/org/police").exceptions(), IsEmpty());
  EXPECT_EQ(Share("M12/org/hmrc"), "0/1");
  EXPECT_THAT(Row("M12/org/hmrc").exceptions(), ElementsAre("S"));
  EXPECT_EQ(Share("M12"), "1/2");
}

TEST_F(LinkageTest, TheNewestThatAreNotLinkedAreNamed) {
  for (int i = 0; i <= measures::kUnlinkedNamedMax; ++i) {
    Report(absl::StrCat("R-", i));
  }
  EXPECT_EQ(Share("M12"), "0/9");
  EXPECT_EQ(Row("M12").exceptions_size(), measures::kUnlinkedNamedMax);
  EXPECT_EQ(Row("M12").exceptions(0), "R-1");
}

TEST_F(LinkageTest, TheRowIsMarkedAsHighAsItsReports) {
  TellSecret("R", "report_submitted { report_id: 'R' }");
  Accept("R");
  EXPECT_EQ(Row("M12").marking().gsc(), "SECRET") << "as it was submitted";
  told_.ledger().AddEvent(
      "stream_id: 'S' actor { org: 'hmrc' } marking { gsc: 'OFFICIAL' } "
      "report_submitted { report_id: 'S' }");
  Accept("S");
  EXPECT_EQ(Row("M12/org/hmrc").marking().gsc(), "OFFICIAL");
  TellSecret("S", "report_disclosed { report_id: 'S' to: 'north' }");
  EXPECT_EQ(Row("M12/org/hmrc").marking().gsc(), "SECRET") << "since then";
}

}  // namespace
}  // namespace loopledger
