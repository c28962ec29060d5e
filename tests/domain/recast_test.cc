// Every command's body becomes its event's body whole, whatever is in it.
#include "ledger/domain/recast.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/domain/who_may.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"
#include "tests/support/random_message.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

TEST(Recast, LosesNothingAndAddsNothing) {
  const char* given = std::getenv("LOOPLEDGER_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : 20260101;
  SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", seed));
  std::mt19937_64 random(seed);
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
