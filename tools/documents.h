// The JSON documents of a file or a pipe: one a line, or the whole of it when
// its first line is not a document of its own.
#ifndef TOOLS_DOCUMENTS_H_
#define TOOLS_DOCUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace loopledger {

// A longer document is cut off there and marked.
inline constexpr size_t kDocumentBytesMax = 1024 * 1024;

struct Document {
  std::string text;
  uint64_t line = 0;  // Where it begins, from 1.
  bool too_long = false;
};

class Documents {
 public:
  // "-" is stdin. kNotFound: there is no such file.
  static absl::StatusOr<Documents> Open(const std::string& path);
  Documents(Documents&& other) noexcept;
  Documents& operator=(Documents&&) = delete;
  ~Documents();

  // False at the end. Blank lines are passed over.
  absl::StatusOr<bool> Next(Document& document);

  // True when Next would have to wait for whoever writes the pipe.
  bool WouldWait() const;

  uint64_t bytes_read() const { return bytes_read_; }
  uint64_t bytes_total() const { return bytes_total_; }  // 0: not known.

 private:
  Documents(int file, uint64_t bytes_total)
      : file_(file), bytes_total_(bytes_total) {}

  absl::StatusOr<bool> Fill();
  absl::StatusOr<bool> NextLine(Document& document);
  absl::Status JoinFirst(Document& document);

  int file_;
  uint64_t bytes_total_;
  uint64_t bytes_read_ = 0;
  std::string buffer_;
  size_t at_ = 0;  // In `buffer_`.
  uint64_t line_ = 0;
  bool first_ = true;
  bool ended_ = false;
};

// True when brackets and quotes in `text` are closed, or it begins with none.
bool IsClosed(absl::string_view text);

}  // namespace loopledger

#endif  // TOOLS_DOCUMENTS_H_
