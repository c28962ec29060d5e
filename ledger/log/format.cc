#include "ledger/log/format.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace loopledger {
namespace {

constexpr absl::string_view kHeaderMagic = "LOOPLOG\x01";
constexpr absl::string_view kIndexMagic = "LOOPIDX\x01";
constexpr uint32_t kVersion = 1;
constexpr size_t kDigits = 20;

template <typename T>
void Put(T value, std::string& bytes) {
  static_assert(std::is_unsigned_v<T>);
  for (size_t i = 0; i < sizeof(T); ++i) {
    bytes.push_back(static_cast<char>(value >> (8 * i)));
  }
}

template <typename T>
T Get(const char* bytes) {
  static_assert(std::is_unsigned_v<T>);
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<T>(static_cast<T>(static_cast<uint8_t>(bytes[i]))
                            << (8 * i));
  }
  return value;
}

uint64_t Checksum(absl::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

// Everything that ends in a checksum of what is before it.
void Seal(std::string& bytes, uint64_t seed) {
  Put<uint64_t>(Checksum(bytes, seed), bytes);
}
bool IsSealed(absl::string_view bytes, uint64_t seed) {
  const size_t size = bytes.size() - sizeof(uint64_t);
  return Get<uint64_t>(bytes.data() + size) ==
         Checksum(bytes.substr(0, size), seed);
}

}  // namespace

std::string SegmentName(Offset first, absl::string_view suffix) {
  return absl::StrFormat("%020d%s", first, suffix);
}

std::optional<Offset> ParseSegmentName(absl::string_view name,
                                       absl::string_view suffix) {
  Offset first = 0;
  if (!absl::ConsumeSuffix(&name, suffix) || name.size() != kDigits ||
      !std::all_of(name.begin(), name.end(),
                   [](char c) { return c >= '0' && c <= '9'; }) ||
      !absl::SimpleAtoi(name, &first)) {
    return std::nullopt;
  }
  return first;
}

std::string EncodeHeader(Offset first) {
  std::string bytes(kHeaderMagic);
  Put<uint32_t>(kVersion, bytes);
  Put<uint32_t>(kFramesBegin, bytes);
  Put<uint64_t>(first, bytes);
  Seal(bytes, 0);
  return bytes;
}

std::string CheckHeader(absl::string_view bytes, Offset first) {
  if (bytes.size() != kHeaderBytes ||
      bytes.substr(0, kHeaderMagic.size()) != kHeaderMagic) {
    return "it does not begin as a log segment does";
  }
  if (!IsSealed(bytes, 0)) return "its header does not match its checksum";
  const auto version = Get<uint32_t>(bytes.data() + 8);
  if (version != kVersion) {
    return absl::StrCat("its format version is ", version,
                        ", and this build reads version ", kVersion);
  }
  const auto named = Get<uint64_t>(bytes.data() + 16);
  if (named != first) {
    return absl::StrCat("its header says that it begins at offset ", named);
  }
  return "";
}

std::string EncodeMark(const Mark& mark, Offset first) {
  std::string bytes;
  Put<uint64_t>(mark.sequence, bytes);
  Put<uint64_t>(mark.end, bytes);
  Put<uint64_t>(mark.frames_end, bytes);
  absl::StrAppend(&bytes, AsBytes(mark.head));
  Seal(bytes, first + 1);
  return bytes;
}

std::optional<Mark> ParseMark(absl::string_view bytes, Offset first) {
  if (bytes.size() != kMarkBytes || !IsSealed(bytes, first + 1)) {
    return std::nullopt;
  }
  Mark mark;
  mark.sequence = Get<uint64_t>(bytes.data());
  mark.end = Get<uint64_t>(bytes.data() + 8);
  mark.frames_end = Get<uint64_t>(bytes.data() + 16);
  std::memcpy(mark.head.data(), bytes.data() + 24, mark.head.size());
  return mark;
}

void AppendFrame(Offset offset, absl::string_view entry, std::string& bytes) {
  Put<uint32_t>(static_cast<uint32_t>(entry.size()), bytes);
  Put<uint64_t>(FrameChecksum(offset, entry), bytes);
  bytes.append(entry.data(), entry.size());
}

FrameHeader ParseFrameHeader(const char* bytes) {
  return {.size = Get<uint32_t>(bytes), .checksum = Get<uint64_t>(bytes + 4)};
}

// The offset is in it, so that a frame counts only where it was written; a
// checksum of zero is not given, so that no frame looks blank.
uint64_t FrameChecksum(Offset offset, absl::string_view entry) {
  const uint64_t checksum = Checksum(entry, offset);
  return checksum == 0 ? 1 : checksum;
}

std::string EncodeIndex(Offset first, Offset end, uint64_t frames_end,
                        const SparseIndex& index) {
  std::string bytes(kIndexMagic);
  Put<uint64_t>(end, bytes);
  Put<uint64_t>(frames_end, bytes);
  for (const uint32_t position : index) Put<uint32_t>(position, bytes);
  Seal(bytes, first);
  return bytes;
}

std::optional<ParsedIndex> ParseIndex(absl::string_view bytes, Offset first) {
  const size_t fixed = kIndexMagic.size() + 3 * sizeof(uint64_t);
  if (bytes.size() < fixed || (bytes.size() - fixed) % sizeof(uint32_t) != 0 ||
      bytes.substr(0, kIndexMagic.size()) != kIndexMagic ||
      !IsSealed(bytes, first)) {
    return std::nullopt;
  }
  ParsedIndex parsed;
  parsed.end = Get<uint64_t>(bytes.data() + 8);
  parsed.frames_end = Get<uint64_t>(bytes.data() + 16);
  const size_t size = (bytes.size() - fixed) / sizeof(uint32_t);
  for (size_t i = 0; i < size; ++i) {
    parsed.index.push_back(Get<uint32_t>(bytes.data() + 24 + 4 * i));
  }
  return parsed;
}

}  // namespace loopledger
