// The lines of a text file, plain or compressed by zstd, one at a time.
//
// Memory stays flat however long the file is: one compressed block, one window
// and one line. One thread at a time.
#ifndef TOOLS_IMPORT_LINES_H_
#define TOOLS_IMPORT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct ZSTD_DCtx_s;

namespace loopledger::import {

class Lines {
 public:
  // At least this many readable bytes follow each line; parsers that read in
  // wide steps rely on it.
  static constexpr size_t kSlackBytes = 64;
  // A longer line is an error: no object of any feed comes near it.
  static constexpr size_t kLineBytesMax = 16 << 20;

  // kNotFound: there is no such file. kInvalidArgument: it cannot be read.
  static absl::StatusOr<Lines> Open(const std::string& path);
  ~Lines();
  Lines(Lines&&) noexcept;
  Lines& operator=(Lines&&) = delete;

  // The next line without its newline, alive until the next call. False at the
  // end of the file. kDataLoss: the file is damaged or ends within a frame.
  absl::StatusOr<bool> Next(absl::string_view& line);

  uint64_t number() const { return number_; }  // Of the last line, from 1.
  // How far it has come, in bytes of the file as it is stored.
  uint64_t bytes_read() const { return bytes_read_; }
  uint64_t bytes_total() const { return bytes_total_; }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct FreeContext {
    void operator()(ZSTD_DCtx_s* context) const;
  };

  Lines() = default;
  absl::StatusOr<bool> Fill();       // False at the end of the file.
  absl::StatusOr<bool> ReadBlock();  // The next bytes as they are stored.
  absl::Status Decompress();

  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::unique_ptr<ZSTD_DCtx_s, FreeContext> context_;  // Null: plain text.
  std::vector<char> stored_;
  size_t stored_begin_ = 0;
  size_t stored_end_ = 0;
  bool inside_frame_ = false;
  std::vector<char> text_;
  size_t text_begin_ = 0;
  size_t text_end_ = 0;
  size_t scanned_ = 0;  // No newline before this.
  uint64_t number_ = 0;
  uint64_t bytes_read_ = 0;
  uint64_t bytes_total_ = 0;
};

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_LINES_H_
