#include "tools/utf8.h"

#include <cstdint>

namespace loopledger {
namespace {

constexpr uint32_t kCodePointMax = 0x10ffff;

bool IsSurrogate(uint32_t code) { return code >= 0xd800 && code < 0xe000; }

// By the first byte; 0: none begins so.
size_t SizeBy(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc0) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf8 ? 4 : 0;
}

}  // namespace

size_t CodePointSize(absl::string_view text) {
  // The least code point that needs so many bytes.
  static constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t size = SizeBy(lead);
  if (size <= 1) return size;
  if (size > text.size()) return 0;
  uint32_t code = lead & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) return 0;
    code = (code << 6) | (byte & 0x3f);
  }
  const bool valid =
      code >= kLeast[size] && code <= kCodePointMax && !IsSurrogate(code);
  return valid ? size : 0;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t size = CodePointSize(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace loopledger
