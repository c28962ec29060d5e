#include "tools/documents.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/json.h"

namespace loopledger {
namespace {

constexpr size_t kReadBytes = 256 * 1024;

}  // namespace

bool IsClosed(absl::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      ++depth;
    } else if (!quoted && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return depth <= 0 && !quoted;
}

absl::StatusOr<Documents> Documents::Open(const std::string& path) {
  if (path == "-") return Documents(STDIN_FILENO, 0);
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const std::string message =
        absl::StrCat("could not read ", path, ": ", std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message)
                           : absl::InvalidArgumentError(message);
  }
  struct stat info = {};
  const bool known = fstat(file, &info) == 0 && S_ISREG(info.st_mode);
  return Documents(file, known ? static_cast<uint64_t>(info.st_size) : 0);
}

Documents::Documents(Documents&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      bytes_total_(other.bytes_total_),
      bytes_read_(other.bytes_read_),
      buffer_(std::move(other.buffer_)),
      at_(other.at_),
      line_(other.line_),
      first_(other.first_),
      ended_(other.ended_) {}

Documents::~Documents() {
  if (file_ > STDERR_FILENO) close(file_);
}

absl::StatusOr<bool> Documents::Fill() {
  if (ended_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  const size_t kept = buffer_.size();
  buffer_.resize(kept + kReadBytes);
  ssize_t got = -1;
  do {
    got = read(file_, buffer_.data() + kept, kReadBytes);
  } while (got < 0 && errno == EINTR);
  buffer_.resize(kept + (got > 0 ? static_cast<size_t>(got) : 0));
  if (got < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("could not read the input: ", std::strerror(errno)));
  }
  bytes_read_ += static_cast<uint64_t>(got);
  ended_ = got == 0;
  return got > 0;
}

// Keeps no more of a line than the limit.
absl::StatusOr<bool> Documents::NextLine(Document& document) {
  document = {};
  bool any = false;
  for (;;) {
    const size_t end = buffer_.find('\n', at_);
    const size_t stop = end == std::string::npos ? buffer_.size() : end;
    any = any || stop > at_ || end != std::string::npos;
    const size_t room = kDocumentBytesMax - document.text.size();
    document.too_long = document.too_long || stop - at_ > room;
    document.text.append(buffer_, at_, std::min(room, stop - at_));
    at_ = end == std::string::npos ? stop : end + 1;
    if (end != std::string::npos) break;
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) break;
  }
  if (any) document.line = ++line_;
  return any;
}

// The first line is no document: perhaps all lines together are one. Else it is
// a bad line among others.
absl::Status Documents::JoinFirst(Document& document) {
  while (buffer_.size() - at_ < kDocumentBytesMax) {
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) break;
  }
  if (!ended_) return absl::OkStatus();
  const std::string whole =
      absl::StrCat(document.text, "\n", buffer_.substr(at_));
  if (whole.size() > kDocumentBytesMax || !ParseJson(whole).ok()) {
    return absl::OkStatus();
  }
  document.text = whole;
  at_ = buffer_.size();
  return absl::OkStatus();
}

absl::StatusOr<bool> Documents::Next(Document& document) {
  for (;;) {
    ASSIGN_OR_RETURN(const bool any, NextLine(document));
    if (!any) return false;
    const bool blank = absl::StripAsciiWhitespace(document.text).empty();
    if (blank && !document.too_long) continue;
    if (first_ && !document.too_long && !IsClosed(document.text)) {
      RETURN_IF_ERROR(JoinFirst(document));
    }
    first_ = false;
    return true;
  }
}

bool Documents::WouldWait() const {
  if (ended_ || buffer_.find('\n', at_) != std::string::npos) return false;
  pollfd ready = {.fd = file_, .events = POLLIN, .revents = 0};
  return poll(&ready, 1, 0) == 0;
}

}  // namespace loopledger
