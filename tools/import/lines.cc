#include "tools/import/lines.h"

#include <sys/stat.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger::import {
namespace {

constexpr size_t kBlockBytes = 256 << 10;
constexpr unsigned char kZstdMagic[] = {0x28, 0xb5, 0x2f, 0xfd};

bool IsZstd(const std::vector<char>& block, size_t size) {
  return size >= sizeof(kZstdMagic) &&
         std::memcmp(block.data(), kZstdMagic, sizeof(kZstdMagic)) == 0;
}

}  // namespace

void Lines::FreeContext::operator()(ZSTD_DCtx_s* context) const {
  ZSTD_freeDCtx(context);
}

Lines::~Lines() = default;
Lines::Lines(Lines&&) noexcept = default;

absl::StatusOr<Lines> Lines::Open(const std::string& path) {
  Lines lines;
  lines.path_ = path;
  lines.file_.reset(std::fopen(path.c_str(), "rb"));
  struct stat about = {};
  if (!lines.file_ || fstat(fileno(lines.file_.get()), &about) != 0) {
    const std::string why =
        absl::StrCat("could not open ", path, ": ", std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(why)
                           : absl::InvalidArgumentError(why);
  }
  if (!S_ISREG(about.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat("could not read ", path, ": it is no regular file"));
  }
  lines.bytes_total_ = static_cast<uint64_t>(about.st_size);
  lines.stored_.resize(kBlockBytes);
  lines.text_.resize(2 * kBlockBytes);
  ASSIGN_OR_RETURN(const bool any, lines.ReadBlock());
  if (any && IsZstd(lines.stored_, lines.stored_end_)) {
    lines.context_.reset(ZSTD_createDCtx());
  }
  return lines;
}

absl::StatusOr<bool> Lines::ReadBlock() {
  stored_begin_ = 0;
  stored_end_ = std::fread(stored_.data(), 1, stored_.size(), file_.get());
  bytes_read_ += stored_end_;
  if (std::ferror(file_.get()) != 0) {
    return absl::DataLossError(
        absl::StrCat("could not read ", path_, ": ", std::strerror(errno)));
  }
  return stored_end_ > 0;
}

absl::Status Lines::Decompress() {
  ZSTD_inBuffer in = {stored_.data(), stored_end_, stored_begin_};
  ZSTD_outBuffer out = {text_.data(), text_.size() - kSlackBytes, text_end_};
  const size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
  if (ZSTD_isError(left) != 0) {
    return absl::DataLossError(absl::StrCat("could not decompress ", path_,
                                            " after line ", number_, ": ",
                                            ZSTD_getErrorName(left)));
  }
  inside_frame_ = left != 0;
  stored_begin_ = in.pos;
  text_end_ = out.pos;
  return absl::OkStatus();
}

absl::StatusOr<bool> Lines::Fill() {
  if (text_begin_ > 0) {  // Only the beginning of a line is left: move it.
    std::memmove(text_.data(), text_.data() + text_begin_,
                 text_end_ - text_begin_);
    text_end_ -= text_begin_;
    scanned_ -= text_begin_;
    text_begin_ = 0;
  }
  if (text_end_ > kLineBytesMax) {
    return absl::DataLossError(absl::StrCat(path_, " line ", number_ + 1,
                                            " is longer than ", kLineBytesMax,
                                            " bytes"));
  }
  if (text_end_ + kSlackBytes + kBlockBytes > text_.size()) {
    text_.resize(2 * text_.size());
  }
  const size_t before = text_end_;
  while (text_end_ == before) {
    if (stored_begin_ == stored_end_) {
      ASSIGN_OR_RETURN(const bool more, ReadBlock());
      if (!more && inside_frame_) {
        return absl::DataLossError(absl::StrCat(
            path_, " ends within a compressed frame after line ", number_));
      }
      if (!more) return false;
    }
    if (context_) {
      RETURN_IF_ERROR(Decompress());
      continue;
    }
    std::memcpy(text_.data() + text_end_, stored_.data() + stored_begin_,
                stored_end_ - stored_begin_);
    text_end_ += stored_end_ - stored_begin_;
    stored_begin_ = stored_end_;
  }
  return true;
}

absl::StatusOr<bool> Lines::Next(absl::string_view& line) {
  for (;;) {
    const void* newline =
        std::memchr(text_.data() + scanned_, '\n', text_end_ - scanned_);
    if (newline != nullptr) {
      const size_t end =
          static_cast<size_t>(static_cast<const char*>(newline) - text_.data());
      line = absl::string_view(text_.data() + text_begin_, end - text_begin_);
      text_begin_ = scanned_ = end + 1;
      ++number_;
      return true;
    }
    scanned_ = text_end_;
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (more) continue;
    if (text_begin_ == text_end_) return false;
    line =
        absl::string_view(text_.data() + text_begin_, text_end_ - text_begin_);
    text_begin_ = scanned_ = text_end_;
    ++number_;
    return true;
  }
}

}  // namespace loopledger::import
