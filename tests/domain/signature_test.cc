// Signatures: what breaks them, which keys may make them, and that an event
// says as much of what was signed as its command did.
#include "ledger/domain/signature.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "tests/support/fill.h"
#include "tests/support/random_message.h"
#include "tests/support/story.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

constexpr char kLedger[] = "north";
constexpr char kMarking[] = R"pb(marking { gsc: "OFFICIAL" })pb";

// A report that is submitted with all that will be recorded of it.
v1::Command Report(absl::string_view id, absl::string_view key_id) {
  v1::Command command =
      CommandFrom(absl::StrCat(kMarking, " submit_report { report_id: \"", id,
                               "\" } signature { key_id: \"", key_id, "\" }"));
  FillBody(Story().now(), command);
  return command;
}

// A ledger in which police-scotland is a member.
Story& Admitted(Story& story) {
  for (const char* org : {"police-scotland", "hmrc"}) {
    v1::Command admit = CommandFrom(absl::StrCat(
        "admit_organisation { org_id: \"", org, "\" name: \"x\" }"));
    FillBody(story.now(), admit);
    story.When(admit).Then("stream_version: 1");
  }
  return story;
}

void Rotate(Story& story, absl::string_view org, absl::string_view key_id,
            absl::string_view more = "") {
  v1::Command rotate = CommandFrom(
      absl::StrCat("actor { org: \"", org, "\" } rotate_key { org_id: \"", org,
                   "\" key_id: \"", key_id, "\" ", more, " }"));
  FillBody(story.now(), rotate);
  story.When(rotate).Then("key_rotated {}");
}

class Signature : public testing::Test {
 protected:
  Signature() {
    Admitted(story_);
    Rotate(story_, "police-scotland", "k1");
  }

  // As the story would fill it in and sign it, for a test to change.
  v1::Command Signed(v1::Command command) {
    FillEnvelope(absl::StrCat("s-", ++signed_), story_.now(), command);
    FillSignature(kLedger, command);
    return command;
  }

  Story story_;
  int signed_ = 0;
};

TEST_F(Signature, IsRecordedAndBornOutByTheEventAlone) {
  story_.When(Report("R-1", "k1")).Then(R"pb(stream_version: 1
                                             signature { key_id: "k1" })pb");
  const v1::Event& event = std::get<v1::Event>(story_.last());
  EXPECT_TRUE(IsSignedBy(KeyCalled("k1").public_key(), kLedger, event));
  EXPECT_FALSE(IsSignedBy(KeyCalled("k2").public_key(), kLedger, event));
  EXPECT_FALSE(IsSignedBy(KeyCalled("k1").public_key(), "south", event));
}

TEST_F(Signature, IsNotAskedFor) {
  v1::Command command = Report("R-1", "k1");
  command.clear_signature();
  story_.When(command).Then("stream_version: 1");
  EXPECT_FALSE(std::get<v1::Event>(story_.last()).has_signature());
  EXPECT_FALSE(IsSignedBy(KeyCalled("k1").public_key(), kLedger,
                          std::get<v1::Event>(story_.last())));
}

TEST_F(Signature, OfAKeyThatNobodyRecordedIsBad) {
  story_.When(Report("R-1", "k9"))
      .ThenRefused(v1::BAD_SIGNATURE, "signature.key_id",
                   "police-scotland has no key k9; its keys are k1");
}

TEST(Signatures, OfAnOrganisationWithoutKeysAreBad) {
  Story()
      .When(Report("R-1", "k1"))
      .ThenRefused(v1::BAD_SIGNATURE, "signature.key_id",
                   "has no key k1; rotate_key records one");
}

TEST_F(Signature, ByAnotherOrganisationsKeyIsBad) {
  Rotate(story_, "hmrc", "k2");
  story_.When(Report("R-1", "k2"))
      .ThenRefused(v1::BAD_SIGNATURE, "signature.key_id", "has no key k2");
  // Nor does it help to call it by the name of an own one.
  v1::Command command = Signed(Report("R-1", "k1"));
  Sign(kLedger, "k1", KeyCalled("k2"), command);
  story_.When(command).ThenRefused(v1::BAD_SIGNATURE, "signature.value",
                                   "no signature by key k1");
}

TEST_F(Signature, ThatNamesNoKeyIsIncomplete) {
  v1::Command command = Report("R-1", "");
  story_.When(command).ThenRefused(v1::FIELD_MISSING, "signature.key_id");
}

TEST_F(Signature, OfOtherBytesIsBad) {
  v1::Command command = Signed(Report("R-1", "k1"));
  v1::Signature& signature = *command.mutable_signature();
  signature.set_value("x");
  story_.When(command).ThenRefused(
      v1::BAD_SIGNATURE, "signature.value",
      "value has 1 bytes; an Ed25519 signature has 64");
  signature.set_value(std::string(kEd25519SignatureBytes, 'x'));
  story_.When(command).ThenRefused(v1::BAD_SIGNATURE, "signature.value",
                                   "in the ledger north");
}

TEST_F(Signature, OfAnotherCommandIsBad) {
  const v1::Command first = Signed(Report("R-1", "k1"));
  v1::Command second = Signed(Report("R-2", "k1"));
  *second.mutable_signature() = first.signature();
  story_.When(second).ThenRefused(v1::BAD_SIGNATURE, "signature.value");
  // The same words under another id are another command.
  v1::Command again = first;
  again.set_command_id("again");
  story_.When(again).ThenRefused(v1::BAD_SIGNATURE, "signature.value");
  story_.When(first).Then("stream_version: 1");
}

TEST_F(Signature, ForAnotherLedgerIsBad) {
  v1::Command command = Signed(Report("R-1", "k1"));
  Sign("south", "k1", KeyCalled("k1"), command);
  story_.When(command).ThenRefused(v1::BAD_SIGNATURE, "signature.value");
}

TEST_F(Signature, DoesNotCoverOnWhichVersionItIsDecided) {
  v1::Command command = Signed(Report("R-1", "k1"));
  command.set_expected_version(0);
  story_.When(command).Then("stream_version: 1");
}

TEST(Signatures, AreMadeWhileTheKeyIsValid) {
  Story story;
  Admitted(story);
  const int64_t start = absl::ToUnixSeconds(story.now());
  Rotate(story, "police-scotland", "k1",
         absl::StrCat("valid_from { seconds: ", start + 3600,
                      " } valid_to { seconds: ", start + 7200, " }"));
  story.After(absl::Hours(3));
  const auto at = [&](int64_t seconds) {
    v1::Command command = Report(absl::StrCat("R-", seconds), "k1");
    command.mutable_occurred_at()->set_seconds(start + seconds);
    return command;
  };
  story.When(at(3599)).ThenRefused(v1::BAD_SIGNATURE, "signature.key_id",
                                   "is valid from 2026-01-01T01:00:00");
  story.When(at(3600)).Then("stream_version: 1");
  story.When(at(7199)).Then("stream_version: 1");
  story.When(at(7200)).ThenRefused(v1::BAD_SIGNATURE, "signature.key_id",
                                   "sign with a key that was valid then");
}

TEST_F(Signature, ByAKeyRotatedAfterItOccurredIsBad) {
  const v1::Command before = Signed(Report("R-1", "k2"));
  story_.After(absl::Hours(1));
  Rotate(story_, "police-scotland", "k2");
  story_.When(before).ThenRefused(v1::BAD_SIGNATURE, "signature.key_id",
                                  "until further notice");
  story_.When(Report("R-1", "k2")).Then("stream_version: 1");
}

TEST_F(Signature, ByAKeyThatWasReplacedIsBad) {
  const v1::Command old = Signed(Report("R-1", "k1"));
  story_.When(CommandFrom(
      absl::StrCat(R"pb(rotate_key { org_id: "police-scotland" key_id: "k1"
                                     valid_from { seconds: 1 }
                                     public_key: ")pb",
                   absl::CHexEscape(KeyCalled("new").public_key()), "\" }")));
  story_.Then("key_rotated {}");
  story_.When(old).ThenRefused(v1::BAD_SIGNATURE, "signature.value");
  v1::Command anew = old;
  Sign(kLedger, "k1", KeyCalled("new"), anew);
  story_.When(anew).Then("stream_version: 1");
}

// What the ledger would fill in must be signed, or the event would not bear
// the signature out.
TEST(Signatures, AreOfAllThatIsRecorded) {
  v1::LedgerFounded founding = OpenFounding();
  founding.mutable_policy()->mutable_default_marking()->set_gsc("OFFICIAL");
  Story story(founding);
  Admitted(story);
  Rotate(story, "police-scotland", "k1");
  v1::Command command = Report("R-1", "k1");
  command.clear_marking();
  story.When(command).ThenRefused(v1::BAD_SIGNATURE, "marking",
                                  "gsc: \"OFFICIAL\"");
  command.mutable_marking()->set_gsc("OFFICIAL");
  story.When(command).Then("stream_version: 1");
}

TEST_F(Signature, OfAScorecardIsOfItsTotals) {
  v1::Command command =
      CommandFrom(absl::StrCat(kMarking, R"pb(draft_assessment {
                                                assessment_id: "T-1"
                                                scorecard { band: 1 }
                                              }
                                              signature { key_id: "k1" })pb"));
  FillBody(story_.now(), command);
  story_.When(command).ThenRefused(v1::BAD_SIGNATURE, "",
                                   "draft_assessment.scorecard.");
  v1::Command unsigned_one = command;
  unsigned_one.clear_signature();
  FillEnvelope("c-100", story_.now(), unsigned_one);
  const Decision decision = story_.world().Decide(unsigned_one, story_.now());
  *command.mutable_draft_assessment()->mutable_scorecard() =
      std::get<v1::Event>(decision).assessment_drafted().scorecard();
  story_.When(command).Then("stream_version: 1");
}

TEST_F(Signature, ByBytesThatAreNoKeyCannotComeToBe) {
  story_
      .When(R"pb(rotate_key {
                   org_id: "police-scotland"
                   key_id: "k3"
                   public_key: "0123456789abcdef0123456789abcdef"
                 })pb")
      .ThenRefused(v1::FIELD_INVALID, "public_key", "no Ed25519 public key");
  story_
      .When(R"pb(rotate_key {
                   org_id: "police-scotland"
                   key_id: "k3"
                   public_key: "short"
                 })pb")
      .ThenRefused(v1::FIELD_INVALID, "public_key", "has 5 bytes");
}

// Every command, whatever is in it.

std::mt19937_64 RandomFromSeed() {
  const char* given = std::getenv("LOOPLEDGER_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : 20260101;
  std::printf("LOOPLEDGER_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return std::mt19937_64(seed);
}

const pb::OneofDescriptor& Bodies() {
  return *v1::Event::descriptor()->FindOneofByName("body");
}

v1::Event AnyEvent(std::mt19937_64& random, const pb::FieldDescriptor* body) {
  v1::Event event;
  FillAtRandom(random, event);
  event.clear_body();
  SetAtRandom(random, body, event);
  event.mutable_signature()->set_key_id("k1");
  return event;
}

TEST(SignedBytes, AreTheSameOfACommandAndOfItsEvent) {
  std::mt19937_64 random = RandomFromSeed();
  for (int i = 0; i < Bodies().field_count(); ++i) {
    for (int round = 0; round < 10; ++round) {
      v1::Event event = AnyEvent(random, Bodies().field(i));
      v1::Command command = CommandOf(event);
      EXPECT_EQ(SignedBytes(kLedger, command), SignedBytes(kLedger, event))
          << event.DebugString();
      Sign(kLedger, "k1", KeyCalled("k1"), command);
      *event.mutable_signature() = command.signature();
      EXPECT_TRUE(IsSignedBy(KeyCalled("k1").public_key(), kLedger, event));
      EXPECT_FALSE(CheckSaid(command, event).has_value());
    }
  }
}

bool IsBody(const pb::Descriptor* type) {
  for (int i = 0; i < Bodies().field_count(); ++i) {
    if (Bodies().field(i)->message_type() == type) return true;
  }
  return false;
}

// The example of docs/formats/signature.md, which was encoded and signed by
// another program.
TEST(SignedBytes, AreThoseOfTheExample) {
  v1::Command command = CommandFrom(R"pb(
    command_id: "c-1"
    occurred_at { seconds: 1767225600 }
    expected_version: 3
    actor { org: "north" person: "a.reid" role: "ANALYST" }
    marking { gsc: "OFFICIAL" }
    archive_assessment { assessment_id: "SOCG-17" reason: "over" }
  )pb");
  Sign(kLedger, "k1",
       *SigningKey::FromSeed(absl::HexStringToBytes(
           "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")),
       command);
  EXPECT_EQ(
      absl::BytesToHexString(SignedBytes(kLedger, command)),
      absl::BytesToHexString("loopledger signed command 1\n5\nnorth\n") +
          "0a03632d3112060880f2d6ca061a180a056e6f7274681206612e726569641a07"
          "414e414c5953544a0a0a084f4646494349414c6a040a026b31da090f0a07534f"
          "43472d313712046f766572");
  EXPECT_EQ(absl::BytesToHexString(command.signature().value()),
            "b41b34d49fabb6cd1ebafc1e800047a63d073a205293cc90d28095b4e0a2ac37"
            "e23f03307c62a8dd5966969146d5423b9abb5fb0aef2813dd82db15868a73608");
}

// What somebody adds is seen also where it is not understood.
TEST(SignedBytes, ChangeWithFieldsThatAreNotKnown) {
  std::mt19937_64 random = RandomFromSeed();
  for (int i = 0; i < Bodies().field_count(); ++i) {
    v1::Event event = AnyEvent(random, Bodies().field(i));
    const std::string bytes = SignedBytes(kLedger, event);
    pb::Message& body =
        *event.GetReflection()->MutableMessage(&event, Bodies().field(i));
    for (pb::Message* place : {static_cast<pb::Message*>(&event), &body}) {
      pb::UnknownFieldSet& unknown =
          *place->GetReflection()->MutableUnknownFields(place);
      unknown.AddVarint(49, 1);
      EXPECT_NE(SignedBytes(kLedger, event), bytes)
          << Bodies().field(i)->name();
      unknown.Clear();
      EXPECT_EQ(SignedBytes(kLedger, event), bytes);
    }
  }
}

// What the ledger determines and nobody signs: of the envelope by name, of a
// body by number.
bool IsDetermined(const pb::FieldDescriptor* field) {
  static const std::set<std::string> kEnvelope = {
      "event_id",  "command_digest", "stream_type",
      "stream_id", "stream_version", "vocabulary_pins"};
  if (field->containing_type() == v1::Event::descriptor()) {
    return kEnvelope.count(field->name()) == 1;
  }
  return field->number() >= 50 && IsBody(field->containing_type());
}

// Changes one field after another, at every depth, and calls `see` at each.
class Changes {
 public:
  using See = std::function<void(bool determined, const std::string& what)>;
  Changes(std::mt19937_64& random, See see)
      : random_(random), see_(std::move(see)) {}

  void Walk(pb::Message& here, bool determined) {
    const pb::Descriptor& type = *here.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const pb::FieldDescriptor* field = type.field(i);
      if (field->full_name() == "loopledger.v1.Signature.value") continue;
      const bool set = IsSet(here, field);
      // Another body would be another event.
      if (field->real_containing_oneof() != nullptr && !set) continue;
      const bool is_determined = determined || IsDetermined(field);
      ChangeOne(here, field, set, is_determined);
      if (set) WalkInto(here, field, is_determined);
    }
  }

 private:
  static bool IsSet(const pb::Message& here, const pb::FieldDescriptor* field) {
    return field->is_repeated()
               ? here.GetReflection()->FieldSize(here, field) > 0
               : here.GetReflection()->HasField(here, field);
  }

  void ChangeOne(pb::Message& here, const pb::FieldDescriptor* field, bool set,
                 bool determined) {
    const std::unique_ptr<pb::Message> before(here.New());
    before->CopyFrom(here);
    if (set) {
      here.GetReflection()->ClearField(&here, field);
      see_(determined, field->full_name() + " taken away");
      here.CopyFrom(*before);
    }
    if (!set || field->is_repeated()) {
      SetAtRandom(random_, field, here);
      see_(determined, field->full_name() + " added");
      here.CopyFrom(*before);
    }
  }

  void WalkInto(pb::Message& here, const pb::FieldDescriptor* field,
                bool determined) {
    if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) return;
    const pb::Reflection& reflection = *here.GetReflection();
    if (!field->is_repeated()) {
      return Walk(*reflection.MutableMessage(&here, field), determined);
    }
    for (int i = 0; i < reflection.FieldSize(here, field); ++i) {
      Walk(*reflection.MutableRepeatedMessage(&here, field, i), determined);
    }
  }

  std::mt19937_64& random_;
  const See see_;
};

TEST(SignedBytes, ChangeWithEveryFieldThatTheSignerSays) {
  std::mt19937_64 random = RandomFromSeed();
  int said = 0;
  int others = 0;
  for (int i = 0; i < Bodies().field_count(); ++i) {
    v1::Event event = AnyEvent(random, Bodies().field(i));
    const std::string bytes = SignedBytes(kLedger, event);
    Changes changes(random, [&](bool determined, const std::string& what) {
      ++(determined ? others : said);
      EXPECT_EQ(SignedBytes(kLedger, event) == bytes, determined) << what;
    });
    changes.Walk(event, false);
    EXPECT_EQ(SignedBytes(kLedger, event), bytes);
  }
  EXPECT_GT(said, 2000);
  EXPECT_GT(others, 500);
}

}  // namespace
}  // namespace loopledger
