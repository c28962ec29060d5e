#include "ledger/domain/marking.h"

#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "ledger/domain/organisation.h"

namespace loopledger {
namespace {

struct Case {
  const char* what;
  const char* marking;
  const char* releasable;  // Empty: nobody is named.
  const char* clearance;   // Of the actor's organisation; null: unknown to all.
  bool there;
};

const Case kForAnotherOrganisation[] = {
    {"not marked", "", "", "OFFICIAL", true},
    {"cleared as high", "gsc: 'SECRET'", "", "SECRET", true},
    {"cleared higher", "gsc: 'SECRET'", "", "TOP SECRET", true},
    {"cleared lower", "gsc: 'SECRET'", "", "OFFICIAL", false},
    {"cleared lower, though named", "gsc: 'SECRET'", "hmrc", "OFFICIAL", false},
    {"cleared for all that is known", "gsc: 'SECRET'", "", "", true},
    {"never admitted", "gsc: 'SECRET'", "", nullptr, true},
    {"named", "gsc: 'OFFICIAL'", "hmrc", "OFFICIAL", true},
    {"another is named", "gsc: 'OFFICIAL'", "charity", "OFFICIAL", false},
    {"never admitted, and another is named", "", "charity", nullptr, false},
    {"a caveat keeps it with its owner",
     "gsc: 'OFFICIAL' caveats: 'ORGANISATIONAL USE ONLY'", "", "OFFICIAL",
     false},
    {"a caveat keeps it with its owner, though named",
     "gsc: 'OFFICIAL' caveats: 'ORGANISATIONAL USE ONLY'", "hmrc", "OFFICIAL",
     false},
    {"for those listed, and none is", "tlp: 'TLP:RED'", "", "OFFICIAL", false},
    {"for those listed, and it is", "tlp: 'TLP:RED'", "hmrc", "OFFICIAL", true},
    {"for those listed by TLP", "tlp: 'TLP:AMBER+STRICT'", "", "OFFICIAL",
     false},
    {"for those listed by a caveat", "caveats: 'RECIPIENTS ONLY'", "",
     "OFFICIAL", false},
    {"for those listed by a caveat, and it is", "caveats: 'RECIPIENTS ONLY'",
     "hmrc", "OFFICIAL", true},
    {"for the community", "tlp: 'TLP:GREEN'", "", "OFFICIAL", true},
    {"for whom it helps", "tlp: 'TLP:AMBER'", "", "OFFICIAL", true}};

class IsThereForTest : public testing::Test {
 protected:
  // Whether `org` may cite the stream, and no vocabulary is pinned by looking.
  bool Ask(const char* org, const Stream& stream) {
    v1::Command command;
    command.mutable_actor()->set_org(org);
    Codes codes(BuiltInVocabularies(), absl::FromUnixSeconds(1767225600));
    const Call call{.command = command,
                    .stamp = {},
                    .policy = policy_,
                    .codes = codes,
                    .markings = markings_,
                    .organisations = organisations_,
                    .marking = {}};
    const bool there = IsThereFor(stream, call);
    v1::Event event;
    codes.Pin(event);
    EXPECT_TRUE(event.vocabulary_pins().empty());
    return there;
  }

  Stream Recorded(const char* marking, const char* releasable) {
    v1::Marking marked;
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(marking, &marked));
    Stream stream{.version = 1,
                  .marking = markings_.Intern(marked),
                  .owner = "police",
                  .parties = {"nca"},
                  .releasable = {}};
    if (*releasable != '\0') stream.releasable.push_back(releasable);
    return stream;
  }

  v1::Policy policy_;
  Markings markings_;
  organisation::States organisations_;
};

TEST_F(IsThereForTest, TellsWhoMayCiteIt) {
  for (const Case& c : kForAnotherOrganisation) {
    SCOPED_TRACE(c.what);
    const Stream stream = Recorded(c.marking, c.releasable);
    const char* org = "stranger";
    if (c.clearance != nullptr) {
      org = "hmrc";
      organisations_.At(org).clearance = c.clearance;
    }
    EXPECT_EQ(Ask(org, stream), c.there);
  }
}

TEST_F(IsThereForTest, LetsOwnerAndPartiesCiteWhatIsTheirs) {
  organisations_.At("nca").clearance = "OFFICIAL";
  for (const Case& c : kForAnotherOrganisation) {
    SCOPED_TRACE(c.what);
    const Stream stream = Recorded(c.marking, c.releasable);
    EXPECT_TRUE(Ask("police", stream));
    EXPECT_TRUE(Ask("nca", stream));
  }
}

TEST_F(IsThereForTest, LetsNobodyCiteWhatIsNotThere) {
  EXPECT_FALSE(Ask("police", Stream{}));
  EXPECT_FALSE(Ask("", Stream{}));
}

}  // namespace
}  // namespace loopledger
