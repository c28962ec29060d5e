// A command leads to one event: its body has the command's number, and keeps
// the command's fields under their own numbers. What the ledger determined has
// numbers from 50 on.
#include <gtest/gtest.h>

#include "google/protobuf/descriptor.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

constexpr int kFirstDetermined = 50;

const pb::OneofDescriptor& Body(const pb::Descriptor& envelope) {
  return *envelope.FindOneofByName("body");
}

void ExpectSameField(const pb::FieldDescriptor& asked,
                     const pb::Descriptor& event) {
  const pb::FieldDescriptor* kept = event.FindFieldByNumber(asked.number());
  ASSERT_NE(kept, nullptr) << event.full_name() << " lacks "
                           << asked.full_name();
  EXPECT_EQ(kept->name(), asked.name()) << event.full_name();
  EXPECT_EQ(kept->type(), asked.type()) << kept->full_name();
  EXPECT_EQ(kept->is_repeated(), asked.is_repeated()) << kept->full_name();
  EXPECT_EQ(kept->has_presence(), asked.has_presence()) << kept->full_name();
  EXPECT_EQ(kept->message_type(), asked.message_type()) << kept->full_name();
}

TEST(CommandEventPairs, HaveTheSameNumber) {
  const pb::OneofDescriptor& commands = Body(*v1::Command::descriptor());
  const pb::OneofDescriptor& events = Body(*v1::Event::descriptor());
  EXPECT_EQ(commands.field_count(), events.field_count());
  for (int i = 0; i < commands.field_count(); ++i) {
    EXPECT_NE(
        v1::Event::descriptor()->FindFieldByNumber(commands.field(i)->number()),
        nullptr)
        << commands.field(i)->full_name() << " leads to no event";
  }
}

TEST(CommandEventPairs, KeepTheCommandsFields) {
  const pb::OneofDescriptor& commands = Body(*v1::Command::descriptor());
  for (int i = 0; i < commands.field_count(); ++i) {
    const pb::FieldDescriptor* body =
        v1::Event::descriptor()->FindFieldByNumber(commands.field(i)->number());
    if (body == nullptr) continue;  // The test above says so.
    const pb::Descriptor& command = *commands.field(i)->message_type();
    const pb::Descriptor& event = *body->message_type();
    for (int f = 0; f < command.field_count(); ++f) {
      ExpectSameField(*command.field(f), event);
    }
    for (int f = 0; f < event.field_count(); ++f) {
      const pb::FieldDescriptor& field = *event.field(f);
      if (command.FindFieldByNumber(field.number()) == nullptr) {
        EXPECT_GE(field.number(), kFirstDetermined) << field.full_name();
      }
    }
  }
}

}  // namespace
}  // namespace loopledger
