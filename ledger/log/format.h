// How the embedded log's bytes lie on the disk: docs/formats/embedded_log.md.
// Pure: bytes in memory, no files.
#ifndef LEDGER_LOG_FORMAT_H_
#define LEDGER_LOG_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/base/sha256.h"
#include "ledger/log/event_log.h"

namespace loopledger {

// A segment: a header, two slots for the mark, then frames, then zeros.
inline constexpr uint64_t kPageBytes = 4096;
inline constexpr uint64_t kMarkBegin[] = {kPageBytes, 2 * kPageBytes};
inline constexpr uint64_t kFramesBegin = 3 * kPageBytes;

inline constexpr size_t kHeaderBytes = 32;
inline constexpr size_t kMarkBytes = 64;
inline constexpr size_t kFrameHeaderBytes = 12;
inline constexpr size_t kLogEntryBytesMax = size_t{1} << 20;

// The end of what was acknowledged, as far as this segment knows.
struct Mark {
  uint64_t sequence = 0;      // The higher of the two slots counts.
  Offset end = 0;             // After the last entry; 0: none in this segment.
  uint64_t frames_end = 0;    // The byte after its frame.
  Digest head = kZeroDigest;  // Its leaf hash.

  bool operator==(const Mark&) const = default;
};

// "00000000000000000042" + suffix; the number is the first entry's offset.
std::string SegmentName(Offset first, absl::string_view suffix);
inline constexpr char kEntriesSuffix[] = ".entries";
inline constexpr char kIndexSuffix[] = ".index";
inline constexpr char kNewSuffix[] = ".new";
// Nothing when `name` is not a segment's name with that suffix.
std::optional<Offset> ParseSegmentName(absl::string_view name,
                                       absl::string_view suffix);

std::string EncodeHeader(Offset first);
// Empty when `bytes` are the header of segment `first`; else what is wrong.
std::string CheckHeader(absl::string_view bytes, Offset first);

std::string EncodeMark(const Mark& mark, Offset first);
std::optional<Mark> ParseMark(absl::string_view bytes, Offset first);

// Appends the frame of the entry at `offset` to `bytes`.
void AppendFrame(Offset offset, absl::string_view entry, std::string& bytes);

struct FrameHeader {
  uint32_t size = 0;
  uint64_t checksum = 0;
};
FrameHeader ParseFrameHeader(const char* bytes);
// Zeros: nothing was written here.
inline bool IsBlank(const FrameHeader& header) {
  return header.size == 0 && header.checksum == 0;
}
uint64_t FrameChecksum(Offset offset, absl::string_view entry);

// Where every 64th entry of a segment stands, the first one included.
inline constexpr Offset kIndexStride = 64;
using SparseIndex = std::vector<uint32_t>;

std::string EncodeIndex(Offset first, Offset end, uint64_t frames_end,
                        const SparseIndex& index);
struct ParsedIndex {
  Offset end = 0;
  uint64_t frames_end = 0;
  SparseIndex index;
};
std::optional<ParsedIndex> ParseIndex(absl::string_view bytes, Offset first);

}  // namespace loopledger

#endif  // LEDGER_LOG_FORMAT_H_
