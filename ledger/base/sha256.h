// SHA-256, and the RFC 6962 leaf hash that names a record.
#ifndef LEDGER_BASE_SHA256_H_
#define LEDGER_BASE_SHA256_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace loopledger {

using Digest = std::array<uint8_t, 32>;

// The predecessor of the record at position 0.
inline constexpr Digest kZeroDigest = {};

Digest Sha256(absl::string_view bytes);

// SHA-256(0x00 || stored bytes): RFC 6962, section 2.1.
Digest LeafHash(absl::string_view stored_bytes);

inline absl::string_view AsBytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace loopledger

#endif  // LEDGER_BASE_SHA256_H_
