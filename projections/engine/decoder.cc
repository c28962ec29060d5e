#include "projections/engine/decoder.h"

#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

google::protobuf::ArenaOptions OptionsFor(char* block, size_t bytes) {
  google::protobuf::ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = bytes;
  return options;
}

}  // namespace

Decoder::Decoder()
    : block_(std::make_unique<char[]>(kBlockBytes)),
      arena_(OptionsFor(block_.get(), kBlockBytes)) {}

absl::StatusOr<Recorded> Decoder::Decode(Position position,
                                         absl::string_view entry) {
  auto* record = google::protobuf::Arena::CreateMessage<v1::Record>(&arena_);
  if (!record->ParseFromArray(entry.data(), static_cast<int>(entry.size()))) {
    return absl::DataLossError(
        absl::StrCat("could not parse the record at position ", position));
  }
  const bool known = record->body_case() != v1::Record::BODY_NOT_SET &&
                     (!record->has_event() ||
                      record->event().body_case() != v1::Event::BODY_NOT_SET);
  if (!known) {
    return absl::UnimplementedError(absl::StrCat(
        "the record at position ", position,
        " holds what this version does not know; a newer one reads it"));
  }
  return Recorded{.record = *record,
                  .event = record->event(),
                  .position = position,
                  .recorded_at = record->recorded_at()};
}

}  // namespace loopledger
