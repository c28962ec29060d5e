#include "ledger/log/cloud_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "google/protobuf/text_format.h"
#include "loopledger/v1/record.pb.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

std::string Bytes(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
  return record.SerializeAsString();
}

TEST(CloudEvent, LabelsAnEvent) {
  CloudEvent event;
  ASSERT_TRUE(DescribeRecord(
      Bytes(R"pb(previous: "x"
                 position: 1204
                 recorded_at: 1772618520000007
                 writer: "w"
                 event {
                   event_id: "0192f7c1"
                   stream_type: "tasking"
                   stream_id: "T-204"
                   occurred_at { seconds: 1772618400 nanos: 250000000 }
                   actor { org: "police-scotland" person: "a.reid" }
                   tasking_proposed { tasking_id: "T-204" }
                 })pb"),
      "north", event));
  EXPECT_EQ(event.id, "0192f7c1");
  EXPECT_EQ(event.type, "loopledger.v1.TaskingProposed");
  EXPECT_EQ(event.source, "/ledgers/north/orgs/police-scotland");
  EXPECT_EQ(event.subject, "tasking/T-204");
  EXPECT_EQ(event.time, "2026-03-04T10:00:00.250000Z");
  EXPECT_EQ(event.recorded_time, "2026-03-04T10:02:00.000007Z");
  EXPECT_EQ(event.sequence, "00000000000000001204");
}

TEST(CloudEvent, LabelsWhatIsNoEvent) {
  CloudEvent event;
  ASSERT_TRUE(DescribeRecord(Bytes(R"pb(position: 3
                                        recorded_at: -1
                                        seat_taken { writer: "w" })pb"),
                             "north", event));
  EXPECT_EQ(event.id, "00000000000000000003");
  EXPECT_EQ(event.type, "loopledger.v1.SeatTaken");
  EXPECT_EQ(event.source, "/ledgers/north");
  EXPECT_EQ(event.subject, "ledger/north");
  EXPECT_EQ(event.time, "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(event.time, event.recorded_time);
}

TEST(CloudEvent, FindsEveryKindOfBody) {
  const auto& body = *v1::Event::descriptor()->FindOneofByName("body");
  ASSERT_GT(body.field_count(), 40);
  for (int i = 0; i < body.field_count(); ++i) {
    v1::Record record;
    v1::Event* event = record.mutable_event();
    event->GetReflection()->MutableMessage(event, body.field(i));
    CloudEvent labels;
    ASSERT_TRUE(DescribeRecord(record.SerializeAsString(), "north", labels));
    EXPECT_EQ(labels.type, body.field(i)->message_type()->full_name());
  }
}

TEST(CloudEvent, LeavesStrangersUnlabelled) {
  CloudEvent event;
  for (const char* bytes : {"", "one", "\x12", "\x3a\x05oops"}) {
    EXPECT_FALSE(DescribeRecord(bytes, "north", event)) << bytes;
  }
  EXPECT_FALSE(DescribeRecord(Bytes("position: 3"), "north", event));
  std::string cut = Bytes(R"pb(event { event_id: "0192f7c1" })pb");
  cut.pop_back();
  EXPECT_FALSE(DescribeRecord(cut, "north", event));
}

}  // namespace
}  // namespace loopledger
