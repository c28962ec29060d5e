// A record written by a later version carries fields that this one does not
// know. They are kept, and the record's hash and place stay what they were.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/unknown_field_set.h"
#include "ledger/base/sha256.h"
#include "ledger/log/event_log.h"
#include "ledger/log/open.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

constexpr int kRounds = 2000;
constexpr int kUnknownFieldsMax = 8;

// Far above every number in use, and below protobuf's limit.
constexpr int kFirstUnknown = 10'000;
constexpr int kLastUnknown = 500'000'000;

using Random = std::mt19937_64;

uint64_t Below(Random& random, uint64_t end) { return random() % end; }

std::string RandomBytes(Random& random) {
  std::string bytes(Below(random, 40), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

void AddUnknownFields(Random& random, int depth, pb::UnknownFieldSet& fields) {
  const int count = 1 + static_cast<int>(Below(random, kUnknownFieldsMax));
  for (int i = 0; i < count; ++i) {
    const int number =
        kFirstUnknown +
        static_cast<int>(Below(random, kLastUnknown - kFirstUnknown));
    switch (Below(random, depth > 0 ? 5 : 4)) {
      case 0:
        fields.AddVarint(number, random());
        break;
      case 1:
        fields.AddFixed32(number, static_cast<uint32_t>(random()));
        break;
      case 2:
        fields.AddFixed64(number, random());
        break;
      case 3:
        fields.AddLengthDelimited(number, RandomBytes(random));
        break;
      default:
        AddUnknownFields(random, depth - 1, *fields.AddGroup(number));
    }
  }
}

v1::Record RecordAt(const Head& head) {
  v1::Record record;
  record.set_previous(std::string(AsBytes(head.head)));
  record.set_position(head.next);
  record.set_recorded_at(head.time + 1);
  record.set_writer("a later version");
  v1::Event& event = *record.mutable_event();
  event.set_stream_type("tasking");
  event.set_stream_id("T-1");
  event.mutable_tasking_started()->set_tasking_id("T-1");
  return record;
}

// A record as a later version stores it: with unknown fields in the record,
// in its event and in the event's body.
std::string StoredByALaterVersion(Random& random, const Head& head) {
  v1::Record record = RecordAt(head);
  const auto add = [&random](pb::Message& message) {
    AddUnknownFields(random, /*depth=*/2,
                     *message.GetReflection()->MutableUnknownFields(&message));
  };
  add(record);
  add(*record.mutable_event());
  add(*record.mutable_event()->mutable_tasking_started());
  return record.SerializeAsString();
}

bool HasUnknownFields(const pb::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

class UnknownFields : public testing::Test {
 protected:
  // Printed when a test fails; set it here to run that one again.
  const uint64_t seed_ = std::random_device()();
  Random random_{seed_};
};

TEST_F(UnknownFields, SurviveParsing) {
  SCOPED_TRACE(seed_);
  Head head;
  for (int i = 0; i < kRounds; ++i) {
    const std::string stored = StoredByALaterVersion(random_, head);
    v1::Record record;
    ASSERT_TRUE(record.ParseFromString(stored));
    EXPECT_TRUE(HasUnknownFields(record));
    EXPECT_TRUE(HasUnknownFields(record.event()));
    EXPECT_TRUE(HasUnknownFields(record.event().tasking_started()));
    EXPECT_EQ(record.SerializeAsString(), stored);
    EXPECT_EQ(record.event().tasking_started().tasking_id(), "T-1");
  }
}

TEST_F(UnknownFields, ChangeNeitherPlaceNorHash) {
  SCOPED_TRACE(seed_);
  Head head;
  for (int i = 0; i < kRounds; ++i) {
    const std::string stored = StoredByALaterVersion(random_, head);
    const Position position = head.next;
    ASSERT_EQ(head.Judge(stored), Verdict::kInLedger) << "round " << i;
    EXPECT_EQ(head.next, position + 1);
    EXPECT_EQ(head.head, LeafHash(stored));
  }
}

// In a real log, and after it was closed and opened again.
TEST_F(UnknownFields, SurviveStoringAndReadingBack) {
  SCOPED_TRACE(seed_);
  constexpr int kRecords = 100;
  const std::string directory = MakeTemporaryDirectory();
  std::vector<std::string> stored;
  Head written;
  {
    absl::StatusOr<std::unique_ptr<EventLog>> log =
        OpenLog("file:" + directory);
    ASSERT_THAT(log, IsOk());
    for (int i = 0; i < kRecords; ++i) {
      stored.push_back(StoredByALaterVersion(random_, written));
      ASSERT_EQ(written.Judge(stored.back()), Verdict::kInLedger);
    }
    ASSERT_THAT((*log)->Append(stored), IsOk());
    ASSERT_THAT((*log)->AwaitBeyond(kRecords - 1, absl::InfiniteFuture()),
                IsOkAndHolds(kRecords));
  }
  absl::StatusOr<std::unique_ptr<LogReader>> log =
      OpenLogReader("file:" + directory);
  ASSERT_THAT(log, IsOk());
  std::vector<std::string> read;
  Head head;
  ASSERT_THAT((*log)->Read(0, kRecords,
                           [&](Offset, absl::string_view entry) {
                             read.emplace_back(entry);
                             return head.Judge(entry) == Verdict::kInLedger;
                           }),
              IsOk());
  EXPECT_EQ(read, stored);
  EXPECT_EQ(head, written);
  RemoveDirectory(directory);
}

}  // namespace
}  // namespace loopledger
