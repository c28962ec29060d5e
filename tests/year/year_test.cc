#include "tests/year/year.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/reason.pb.h"
#include "tests/year/figuring.h"
#include "tests/year/judging.h"
#include "tests/year/laws.h"
#include "tests/year/lifecycles.h"
#include "tests/year/reckoning.h"

namespace loopledger::year {
namespace {

constexpr uint64_t kSeed = 7;

// Lived once for all tests, for it takes a while.
Taskforce& Lived() {
  static const std::unique_ptr<Taskforce> force = [] {
    auto lived = std::make_unique<Taskforce>(kSeed);
    EXPECT_TRUE(LiveTheYear(*lived).ok());
    return lived;
  }();
  return *force;
}

std::vector<v1::Record> Records() {
  const auto records = Lived().office.stage().Records();
  EXPECT_TRUE(records.ok());
  return *records;
}

// In three years at least one thing of each kind happens.
const std::vector<Verdict>& ThreeYears() {
  static const std::vector<Verdict> years = {Judge(kSeed, 0, nullptr),
                                             Judge(kSeed + 1, 0, nullptr),
                                             Judge(kSeed + 2, 0, nullptr)};
  return years;
}

TEST(Year, HoldsEveryLaw) {
  constexpr int kCuts = 8;
  const Verdict verdict = Judge(kSeed, kCuts, nullptr);
  EXPECT_EQ(absl::StrJoin(verdict.wrongs, "\n"), "");
  EXPECT_GT(verdict.records, 5000u);
  EXPECT_GT(verdict.refusals, 100);
}

TEST(Year, IsTheSameFromTheSameSeed) {
  EXPECT_EQ(ThreeYears()[0].head, Judge(kSeed, 0, nullptr).head);
  EXPECT_NE(ThreeYears()[0].head, ThreeYears()[1].head);
}

TEST(Year, IsLivedUnderRolesThatWereGranted) {
  EXPECT_FALSE(Records()[0].ledger_founded().policy().open_membership());
  EXPECT_TRUE(Records()[0].ledger_founded().policy().require_session());
}

TEST(Year, HasDeadlinesThatFire) {
  int ticks = 0;
  for (const v1::Record& record : Records()) ticks += record.has_tick();
  EXPECT_GT(ticks, 50);
}

TEST(Year, HasEveryKindOfEvent) {
  std::set<std::string> kinds;
  for (const Verdict& year : ThreeYears()) {
    kinds.insert(year.kinds.begin(), year.kinds.end());
  }
  const google::protobuf::OneofDescriptor& bodies =
      *v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < bodies.field_count(); ++i) {
    const std::string& name = bodies.field(i)->message_type()->name();
    EXPECT_EQ(kinds.count(name), 1u) << name;
  }
}

TEST(Year, SeesEveryRefusal) {
  std::set<std::string> refused;
  for (const Verdict& year : ThreeYears()) {
    refused.insert(year.refused.begin(), year.refused.end());
  }
  const google::protobuf::EnumDescriptor& reasons = *v1::Reason_descriptor();
  for (int i = 0; i < reasons.value_count(); ++i) {
    const int reason = reasons.value(i)->number();
    if (reason == v1::REASON_UNSPECIFIED) continue;
    const std::string& name = reasons.value(i)->name();
    EXPECT_EQ(refused.count(name), 1u) << name;
  }
}

// The laws find what breaks them.

TEST(YearsLaws, SeeViewsOfAnotherYear) {
  Taskforce another(kSeed + 1);
  ASSERT_TRUE(LiveTheYear(another).ok());
  Dice moments(1);
  const std::string wrong =
      CheckCuts(Lived().office.stage(), another.office.reading(), 1, moments);
  EXPECT_NE(wrong, "");
}

TEST(YearsLaws, SeeAGapThatIsNotListed) {
  std::vector<v1::Record> records = Records();
  EXPECT_EQ(CheckReckoning(records, Lived().office.reading()), "");
  std::erase_if(records, [](const v1::Record& record) {
    return record.event().has_requirement_agreed();
  });
  EXPECT_TRUE(absl::StrContains(
      CheckReckoning(records, Lived().office.reading()), "M13/"));
}

TEST(YearsLaws, SeeAFigureThatIsWrong) {
  std::vector<v1::Record> records = Records();
  EXPECT_EQ(CheckFigures(records, Lived().office.reading()), "");
  records.erase(std::find_if(records.begin(), records.end(),
                             [](const v1::Record& record) {
                               return record.event().has_tasking_started();
                             }));
  EXPECT_TRUE(absl::StrContains(CheckFigures(records, Lived().office.reading()),
                                "M6 says"));
}

TEST(YearsLaws, SeeAShareThatIsWrong) {
  std::vector<v1::Record> records = Records();
  std::erase_if(records, [](const v1::Record& record) {
    return record.event().has_control_strategy_agreed();
  });
  EXPECT_TRUE(absl::StrContains(CheckFigures(records, Lived().office.reading()),
                                "M12 says"));
}

TEST(YearsLaws, SeeAnEventThatIsMissing) {
  std::vector<v1::Record> records = Records();
  size_t started = 0;
  while (!records[started].event().has_tasking_started()) ++started;
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(started));
  const std::vector<std::string> wrongs = CheckLifecycles(records);
  ASSERT_FALSE(wrongs.empty());
  EXPECT_TRUE(absl::StrContains(wrongs[0], "is ACCEPTED")) << wrongs[0];
  EXPECT_NE(CheckDecidedAgain(records, Lived().office.stage().world()), "");
}

TEST(YearsLaws, SeeAnEventThatSaysSomethingElse) {
  std::vector<v1::Record> records = Records();
  for (v1::Record& record : records) {
    if (!record.event().has_tasking_approved()) continue;
    record.mutable_event()->set_stream_version(99);
    break;
  }
  EXPECT_TRUE(absl::StrContains(
      CheckDecidedAgain(records, Lived().office.stage().world()),
      "is decided otherwise"));
}

TEST(YearsLaws, SeeAnotherWorld) {
  std::vector<v1::Record> records = Records();
  records.pop_back();
  EXPECT_NE(CheckDecidedAgain(records, Lived().office.stage().world()), "");
}

TEST(YearsOffice, CallsItAFaultWhenWhatIsForbiddenIsGranted) {
  Office office(kSeed, Founding());
  ASSERT_TRUE(office.Open().ok());
  office.Forbidden(v1::NOT_AUTHORISED, Secretary(),
                   R"(admit_organisation { org_id: "crime-agency"
                       name: "FICTITIOUS" kind: "POLICE" })");
  ASSERT_EQ(office.faults().size(), 1u);
  EXPECT_TRUE(absl::StrContains(office.faults()[0], "granted instead of"));
}

}  // namespace
}  // namespace loopledger::year
