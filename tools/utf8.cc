#include "tools/utf8.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace loopledger {
namespace {

constexpr uint32_t kReplacement = 0xfffd;
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

size_t CommandSize(absl::string_view text) {
  const size_t size = CodePointSize(text);
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  switch (size) {
    case 1:
      return byte(0) == 0x7f ||
                     (byte(0) < 0x20 && byte(0) != '\t' && byte(0) != '\n')
                 ? 1
                 : 0;
    case 2:
      return byte(0) == 0xc2 && byte(1) < 0xa0 ? 2 : 0;
    case 3: {
      const bool override =
          byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae;
      const bool isolate =
          byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
      return byte(0) == 0xe2 && (override || isolate) ? 3 : 0;
    }
    default:
      return 0;
  }
}

uint32_t CodePoint(absl::string_view text) {
  const size_t size = CodePointSize(text);
  if (size == 0) return kReplacement;
  const auto lead = static_cast<unsigned char>(text[0]);
  uint32_t code = size == 1 ? lead : lead & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) {
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
  }
  return code;
}

std::string ForTerminal(absl::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const size_t size = CodePointSize(text);
    if (absl::ConsumePrefix(&text, "\r\n")) {
      shown += '\n';
      continue;
    }
    if (size == 0) {
      shown += "\xef\xbf\xbd";
    } else if (CommandSize(text) > 0) {
      absl::StrAppendFormat(&shown, "\\u%04x", CodePoint(text));
    } else {
      absl::StrAppend(&shown, text.substr(0, size));
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return shown;
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
