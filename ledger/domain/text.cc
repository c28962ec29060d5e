#include "ledger/domain/text.h"

#include <array>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
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

// Characters of some range, both ends included. The lists are in order.
struct Range {
  uint32_t first;
  uint32_t last;
};

template <size_t n>
bool IsIn(const Range (&ranges)[n], uint32_t code) {
  for (const Range& range : ranges) {
    if (code <= range.last) return code >= range.first;
  }
  return false;
}

// Those that a terminal or a page obeys instead of showing them: control
// characters, and what turns the direction of what follows.
constexpr Range kCommands[] = {
    {0x00, 0x1F}, {0x7F, 0x9F}, {0x202A, 0x202E}, {0x2066, 0x2069}};

// Those that nobody sees where they stand, so that what looks alike is not, or
// says more: fillers, marks of direction, annotations and tags. Not those that
// come along with what is copied from a page, see kBlanks: what was reported is
// recorded as it was, and identifiers have none of either.
constexpr Range kUnseen[] = {
    {0x061C, 0x061C}, {0x115F, 0x1160},  {0x180E, 0x180E}, {0x200E, 0x200F},
    {0x2061, 0x2064}, {0x206A, 0x206F},  {0x3164, 0x3164}, {0xFFA0, 0xFFA0},
    {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};

// Those that are as good as nothing where no other stands beside them: blanks,
// also of no width, and marks of where a line may break.
constexpr Range kBlanks[] = {
    {0x09, 0x0D},     {0x20, 0x20},     {0x00A0, 0x00A0}, {0x00AD, 0x00AD},
    {0x1680, 0x1680}, {0x2000, 0x200D}, {0x2028, 0x2029}, {0x202F, 0x202F},
    {0x205F, 0x2060}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};

// They join or part the letters of some scripts and the parts of an emoji, none
// of which is ASCII.
bool IsJoiner(uint32_t code) { return code == 0x200C || code == 0x200D; }

// Takes the first character off `text`, which is UTF-8 and not empty.
uint32_t TakeCharacter(absl::string_view& text) {
  const size_t length = SequenceLength(text);
  CHECK(length > 0);
  uint32_t code = static_cast<uint8_t>(text[0]);
  if (length > 1) code &= 0x7Fu >> length;
  for (size_t i = 1; i < length; ++i) {
    code = code << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
  }
  text.remove_prefix(length);
  return code;
}

Objection NotText(uint32_t code, absl::string_view why) {
  return Reject(
      v1::FIELD_INVALID, "has the character U+",
      absl::AsciiStrToUpper(absl::StrCat(absl::Hex(code, absl::kZeroPad4))),
      why);
}

// A reader is to see what is recorded, and all of it. `text` is UTF-8.
Objection CheckCharacters(absl::string_view text) {
  uint32_t before = 0;
  while (!text.empty()) {
    const uint32_t code = TakeCharacter(text);
    const bool layout = code == '\t' || code == '\n' ||
                        (code == '\r' && !text.empty() && text[0] == '\n');
    if (IsIn(kCommands, code) && !layout) {
      return NotText(code, ", which commands a terminal and is not text");
    }
    const bool joins = before >= 0x80 && !IsJoiner(before);
    if (IsIn(kUnseen, code) || (IsJoiner(code) && !joins)) {
      return NotText(code, ", which nobody sees where it stands; leave it out");
    }
    before = code;
  }
  return {};
}

}  // namespace

Objection CheckLength(absl::string_view bytes) {
  if (bytes.size() <= kTextBytesMax) return {};
  return Reject(v1::FIELD_INVALID, "has ", bytes.size(),
                " bytes; a text has at most ", kTextBytesMax);
}

bool IsBlank(absl::string_view text) {
  while (!text.empty()) {
    if (SequenceLength(text) == 0) return false;
    if (!IsIn(kBlanks, TakeCharacter(text))) return false;
  }
  return true;
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
