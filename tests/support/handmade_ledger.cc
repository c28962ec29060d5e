#include "tests/support/handmade_ledger.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"

namespace loopledger {
namespace {

template <typename Message>
Message Parse(absl::string_view text) {
  Message message;
  CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text),
                                                      &message));
  return message;
}

}  // namespace

HandmadeLedger& HandmadeLedger::At(absl::Time time) {
  now_ = time;
  return *this;
}

HandmadeLedger& HandmadeLedger::Later(absl::Duration after) {
  now_ += after;
  return *this;
}

Position HandmadeLedger::Add(v1::Record body) {
  body.set_previous(std::string(AsBytes(head_.head)));
  body.set_position(head_.next);
  body.set_recorded_at(absl::ToUnixMicros(now_));
  AddBytes(body.SerializeAsString());
  return body.position();
}

Position HandmadeLedger::AddRecord(absl::string_view text) {
  return Add(Parse<v1::Record>(text));
}

Position HandmadeLedger::AddEvent(absl::string_view text) {
  v1::Record record;
  *record.mutable_event() = Parse<v1::Event>(text);
  return Add(std::move(record));
}

Position HandmadeLedger::AddTick() { return AddRecord("tick {}"); }

void HandmadeLedger::AddBytes(std::string entry) {
  head_.Judge(entry);
  const std::string entries[] = {std::move(entry)};
  CHECK(log_.Append(entries).ok());
}

std::string HandmadeLedger::NextBytes(absl::string_view more_bytes) const {
  v1::Record record;
  record.set_previous(std::string(AsBytes(head_.head)));
  record.set_position(head_.next);
  record.set_recorded_at(absl::ToUnixMicros(now_));
  return absl::StrCat(record.SerializeAsString(), more_bytes);
}

void HandmadeLedger::CopyTo(Position until, HandmadeLedger& other) const {
  const absl::StatusOr<Offset> read =
      log_.Read(*other.log_.End(), std::numeric_limits<int>::max(),
                [&](Offset, absl::string_view entry) {
                  if (other.head_.next == until) return false;
                  other.AddBytes(std::string(entry));
                  return true;
                });
  CHECK(read.ok());
}

}  // namespace loopledger
