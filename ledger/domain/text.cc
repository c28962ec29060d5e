#include "ledger/domain/text.h"

#include <array>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/domain/personal_data.h"

namespace loopledger {
namespace {

// What is in a text, found in one pass over its bytes: most texts are plain,
// and then nothing more is asked.
enum Seen : uint8_t {
  kDigit = 1,
  kSpecial = 2,  // Not ASCII, or a control character.
};

constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    if (c >= '0' && c <= '9') classes[c] = kDigit;
    if (c < 0x20 || c >= 0x7F) classes[c] = kSpecial;
  }
  classes['\t'] = classes['\n'] = 0;
  return classes;
}();

uint8_t Look(absl::string_view text) {
  uint8_t seen = 0;
  for (const char c : text) seen |= kClasses[static_cast<uint8_t>(c)];
  return seen;
}

// The length of the UTF-8 sequence at the front of `text`; 0 when it is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and beyond U+10FFFF.
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// The first character that a terminal or a page obeys instead of showing it, so
// that a reader sees something else than what is recorded: the control
// characters but tab and the ends of lines, and those that turn the direction
// of what follows. `text` is UTF-8.
std::optional<uint32_t> FirstCommand(absl::string_view text) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : 0;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const uint32_t c = byte(i);
    if (c >= 0x20 && c < 0x7F) continue;
    const bool layout =
        c == '\t' || c == '\n' || (c == '\r' && byte(i + 1) == '\n');
    if (c <= 0x7F && !layout) return c;
    if (c == 0xC2 && byte(i + 1) < 0xA0) return byte(i + 1);
    if (c != 0xE2) continue;
    const uint32_t code =
        0x2000 | (byte(i + 1) & 0x3F) << 6 | (byte(i + 2) & 0x3F);
    if (code >= 0x202A && code <= 0x202E) return code;
    if (code >= 0x2066 && code <= 0x2069) return code;
  }
  return std::nullopt;
}

Objection CheckCharacters(absl::string_view text) {
  const std::optional<uint32_t> code = FirstCommand(text);
  if (!code) return {};
  return Reject(
      v1::FIELD_INVALID, "has the character U+",
      absl::AsciiStrToUpper(absl::StrCat(absl::Hex(*code, absl::kZeroPad4))),
      ", which commands a terminal and is not text");
}

}  // namespace

Objection CheckLength(absl::string_view bytes) {
  if (bytes.size() <= kTextBytesMax) return {};
  return Reject(v1::FIELD_INVALID, "has ", bytes.size(),
                " bytes; a text has at most ", kTextBytesMax);
}

Objection CheckText(absl::string_view text) {
  REFUSE_IF(CheckLength(text));
  const uint8_t seen = Look(text);
  if ((seen & kSpecial) != 0) {
    if (!IsUtf8(text)) return Reject(v1::FIELD_INVALID, "is not UTF-8");
    REFUSE_IF(CheckCharacters(text));
  }
  if ((seen & kDigit) == 0) return {};
  const absl::string_view found = PersonalDataIn(text);
  if (found.empty()) return {};
  return Reject(v1::PII_IN_CLEAR, "holds ", found,
                ", or what reads like one; what identifies a person is not "
                "recorded in clear, where it could never be erased: leave it "
                "out, and name the subject by a pseudonym or subject id");
}

}  // namespace loopledger
