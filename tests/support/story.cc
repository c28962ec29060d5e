#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "tests/support/fill.h"

namespace loopledger {
namespace {

absl::Time Start() { return absl::FromUnixSeconds(1767225600); }

template <typename Message>
Message FromText(absl::string_view text) {
  Message message;
  const bool reads = google::protobuf::TextFormat::ParseFromString(
      std::string(text), &message);
  EXPECT_TRUE(reads) << text;
  CHECK(reads);
  return message;
}

}  // namespace

v1::LedgerFounded OpenFounding() {
  v1::LedgerFounded founding;
  founding.set_ledger("north");
  founding.mutable_policy()->set_open_membership(true);
  return founding;
}

v1::Command CommandFrom(absl::string_view text) {
  return FromText<v1::Command>(text);
}

Story::Story(const v1::LedgerFounded& founding)
    : world_(BuiltInVocabularies()), now_(Start()) {
  v1::Record record;
  *record.mutable_ledger_founded() = founding;
  Record(std::move(record));
}

Story::~Story() {
  World replayed(BuiltInVocabularies());
  for (const v1::Record& record : records_) replayed.Evolve(record);
  EXPECT_TRUE(replayed == world_) << "the replayed world is another";
}

void Story::Record(v1::Record record) {
  record.set_position(records_.size());
  record.set_recorded_at(ToMicros(now_));
  // What is folded is what was stored.
  records_.push_back(FromText<v1::Record>(""));
  CHECK(records_.back().ParseFromString(record.SerializeAsString()));
  world_.Evolve(records_.back());
}

Story& Story::After(absl::Duration duration) {
  now_ += duration;
  if (world_.NextDeadline() <= now_) {
    v1::Record record;
    record.mutable_tick();
    Record(std::move(record));
  }
  return *this;
}

Story& Story::When(const v1::Command& command) {
  v1::Command filled = command;
  FillEnvelope(absl::StrCat("c-", records_.size()), now_, filled);
  FillSignature(world_.founding().ledger(), filled);
  last_ = world_.Decide(filled, now_);
  if (const auto* event = std::get_if<v1::Event>(&last_)) {
    v1::Record record;
    *record.mutable_event() = *event;
    Record(std::move(record));
  }
  return *this;
}

Story& Story::When(absl::string_view command) {
  return When(CommandFrom(command));
}

Story& Story::Given(absl::string_view command) {
  When(command);
  const auto* refusal = std::get_if<Refusal>(&last_);
  EXPECT_EQ(refusal, nullptr)
      << command << "\nwas refused: " << v1::Reason_Name(refusal->reason)
      << " at " << refusal->field << ": " << refusal->message;
  return *this;
}

Story& Story::Then(absl::string_view event) {
  if (const auto* refusal = std::get_if<Refusal>(&last_)) {
    ADD_FAILURE() << "refused: " << v1::Reason_Name(refusal->reason) << " at "
                  << refusal->field << ": " << refusal->message;
    return *this;
  }
  const auto expected = FromText<v1::Event>(event);
  google::protobuf::util::MessageDifferencer differencer;
  differencer.set_scope(google::protobuf::util::MessageDifferencer::PARTIAL);
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(expected, std::get<v1::Event>(last_)))
      << difference;
  return *this;
}

Story& Story::ThenRefused(v1::Reason reason, absl::string_view field,
                          absl::string_view words) {
  const auto* refusal = std::get_if<Refusal>(&last_);
  if (refusal == nullptr) {
    ADD_FAILURE() << "granted, though expected: " << v1::Reason_Name(reason)
                  << "\n"
                  << std::get<v1::Event>(last_).DebugString();
    return *this;
  }
  EXPECT_EQ(v1::Reason_Name(refusal->reason), v1::Reason_Name(reason))
      << refusal->message;
  EXPECT_FALSE(refusal->message.empty());
  if (!field.empty()) {
    EXPECT_EQ(refusal->field, std::string(field)) << refusal->message;
  }
  EXPECT_TRUE(absl::StrContains(refusal->message, words)) << refusal->message;
  return *this;
}

Story& Story::CloseBackfill() {
  v1::Record record;
  record.mutable_backfill_closed();
  Record(std::move(record));
  return *this;
}

}  // namespace loopledger
