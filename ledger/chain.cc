#include "ledger/chain.h"

#include <algorithm>
#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace loopledger {

Digest CommandDigest(const v1::Command& command) {
  static thread_local std::string bytes;
  bytes.clear();
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    command.SerializeToCodedStream(&out);
  }
  return Sha256(bytes);
}

std::string EventId(int64_t recorded_at, const Digest& previous,
                    const Digest& command_digest) {
  std::array<uint8_t, 16> id;
  const auto milliseconds = static_cast<uint64_t>(recorded_at / 1000);
  for (size_t i = 0; i < 6; ++i) {
    id[i] = static_cast<uint8_t>(milliseconds >> (8 * (5 - i)));
  }
  for (size_t i = 6; i < id.size(); ++i) {
    id[i] = previous[i] ^ command_digest[i];
  }
  id[6] = static_cast<uint8_t>((id[6] & 0x0f) | 0x70);  // Version 7.
  id[8] = static_cast<uint8_t>((id[8] & 0x3f) | 0x80);  // Variant 10.
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
  const absl::string_view all = hex;
  return absl::StrCat(all.substr(0, 8), "-", all.substr(8, 4), "-",
                      all.substr(12, 4), "-", all.substr(16, 4), "-",
                      all.substr(20));
}

void ChainOn(const Head& head, int64_t recorded_at, absl::string_view writer,
             v1::Record& record) {
  const absl::string_view previous = AsBytes(head.head);
  record.set_previous(previous.data(), previous.size());
  record.set_position(head.next);
  record.set_recorded_at(std::max(recorded_at, head.time));
  record.set_writer(writer.data(), writer.size());
}

}  // namespace loopledger
