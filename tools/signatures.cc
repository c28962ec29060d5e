#include "tools/signatures.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <initializer_list>

#include "ledger/domain/signature.h"

namespace loopledger {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int kEventField = v1::Record::kEventFieldNumber;

// Whether one of `wanted` is among the top fields of `message`; if so, the
// bytes of the last of the first of them are in `found`.
bool HasField(absl::string_view message, std::initializer_list<int> wanted,
              absl::string_view* found = nullptr) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(message.data()),
                      static_cast<int>(message.size()));
  bool has = false;
  while (const uint32_t tag = in.ReadTag()) {
    const int number = WireFormatLite::GetTagFieldNumber(tag);
    bool is_wanted = false;
    for (int one : wanted) is_wanted |= one == number;
    const int start = in.CurrentPosition();
    if (!WireFormatLite::SkipField(&in, tag)) return has;
    if (!is_wanted) continue;
    has = true;
    if (found == nullptr) return true;
    *found = message.substr(static_cast<size_t>(start),
                            static_cast<size_t>(in.CurrentPosition() - start));
  }
  return has;
}

// Whether the record founds the ledger, rotates a key or carries a signature.
bool Matters(absl::string_view stored_bytes) {
  if (HasField(stored_bytes, {v1::Record::kLedgerFoundedFieldNumber})) {
    return true;
  }
  absl::string_view event;
  if (!HasField(stored_bytes, {kEventField}, &event)) return false;
  // Its length comes first; the walk would take that for a tag.
  CodedInputStream in(reinterpret_cast<const uint8_t*>(event.data()),
                      static_cast<int>(event.size()));
  uint32_t length = 0;
  if (!in.ReadVarint32(&length)) return false;
  event.remove_prefix(static_cast<size_t>(in.CurrentPosition()));
  return HasField(event, {v1::Event::kSignatureFieldNumber,
                          v1::Event::kKeyRotatedFieldNumber});
}

// Whether fields that this version does not know are in it, at any depth.
bool SaysMore(const v1::Event& event) {
  v1::Event known = event;
  known.DiscardUnknownFields();
  return known.ByteSizeLong() != event.ByteSizeLong();
}

}  // namespace

Objection Signatures::Take(absl::string_view stored_bytes) {
  if (!Matters(stored_bytes)) return {};
  if (!record_.ParseFromArray(stored_bytes.data(),
                              static_cast<int>(stored_bytes.size()))) {
    return {};  // What the body means is not this question.
  }
  if (record_.has_ledger_founded()) {
    ledger_ = record_.ledger_founded().ledger();
  }
  return record_.has_event() ? TakeEvent(record_.event()) : Objection();
}

Objection Signatures::TakeEvent(const v1::Event& event) {
  if (event.has_signature()) {
    Objection objection = CheckSignature(organisations_, ledger_, event);
    if (objection && !SaysMore(event)) return objection;
    ++(objection ? unread_ : good_);
  }
  if (event.has_key_rotated()) {
    organisation::Evolve(organisations_.At(event.stream_id()), event,
                         event.key_rotated());
  }
  return {};
}

}  // namespace loopledger
