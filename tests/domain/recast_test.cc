// Every command's body becomes its event's body whole, whatever is in it.
#include "ledger/domain/recast.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "ledger/domain/who_may.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

using Random = std::mt19937_64;

void SetOne(Random& random, const pb::FieldDescriptor* field,
            pb::Message& message);

void FillAtRandom(Random& random, pb::Message& message) {
  const pb::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const int times =
        type.field(i)->is_repeated() ? random() % 3 : random() % 2;
    for (int n = 0; n < times; ++n) SetOne(random, type.field(i), message);
  }
}

void SetOne(Random& random, const pb::FieldDescriptor* field,
            pb::Message& message) {
  const pb::Reflection& to = *message.GetReflection();
  const bool repeated = field->is_repeated();
  const std::string text = absl::StrCat("t", random() % 1000);
  switch (field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return repeated ? to.AddString(&message, field, text)
                      : to.SetString(&message, field, text);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return FillAtRandom(random, repeated
                                      ? *to.AddMessage(&message, field)
                                      : *to.MutableMessage(&message, field));
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return to.SetBool(&message, field, true);
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return to.SetDouble(&message, field, 0.25);
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return repeated ? to.AddUInt32(&message, field, 7)
                      : to.SetUInt32(&message, field, 7);
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return to.SetUInt64(&message, field, 1u << 20);
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return to.SetInt32(&message, field, -7);
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return to.SetInt64(&message, field, -9);
    default:
      FAIL() << "teach this test the type of " << field->full_name();
  }
}

TEST(Recast, LosesNothingAndAddsNothing) {
  const char* given = std::getenv("LOOPLEDGER_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : 20260101;
  SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", seed));
  Random random(seed);
  const pb::OneofDescriptor& bodies =
      *v1::Command::descriptor()->FindOneofByName("body");
  for (int i = 0; i < bodies.field_count(); ++i) {
    for (int round = 0; round < 20; ++round) {
      v1::Command command;
      pb::Message& asked =
          *command.GetReflection()->MutableMessage(&command, bodies.field(i));
      FillAtRandom(random, asked);
      v1::Event event;
      pb::Message& recorded = *event.GetReflection()->MutableMessage(
          &event, v1::Event::descriptor()->FindFieldByNumber(
                      bodies.field(i)->number()));
      Recast(asked, recorded);
      EXPECT_EQ(recorded.DebugString(), asked.DebugString())
          << bodies.field(i)->name();
      EXPECT_EQ(recorded.SerializeAsString(), asked.SerializeAsString());
    }
  }
}

TEST(RolesFor, SayWhoMayAskForEachCommand) {
  const pb::OneofDescriptor& bodies =
      *v1::Command::descriptor()->FindOneofByName("body");
  for (int i = 0; i < bodies.field_count(); ++i) {
    EXPECT_FALSE(
        RolesFor(static_cast<v1::Command::BodyCase>(bodies.field(i)->number()))
            .empty())
        << bodies.field(i)->name();
  }
  EXPECT_TRUE(RolesFor(v1::Command::BODY_NOT_SET).empty());
}

}  // namespace
}  // namespace loopledger
