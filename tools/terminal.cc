#include "tools/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "consumers/client/error.h"
#include "tools/utf8.h"

namespace loopledger {
namespace {

constexpr char kNameUrl[] = "loopledger/help/name";
constexpr char kWhyUrl[] = "loopledger/help/why";
constexpr char kNextUrl[] = "loopledger/help/next";

// As the client says it.
constexpr char kNobody[] = "no server answers";

std::string PayloadOf(const absl::Status& status, const char* url) {
  const auto payload = status.GetPayload(url);
  return payload ? std::string(*payload) : "";
}

void SetPayload(absl::Status& status, const char* url,
                const std::string& value) {
  if (!value.empty()) status.SetPayload(url, absl::Cord(value));
}

// A message may quote what somebody else wrote.
std::string OnOneLine(absl::string_view message) {
  std::string shown = ForTerminal(message);
  for (char& c : shown) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return shown;
}

// What to try where nobody said anything better.
absl::string_view TryAnyway(const absl::Status& status) {
  if (absl::StrContains(status.message(), kNobody)) {
    return "loopledger serve --dev in another terminal, or ./dev demo; "
           "--server "
           "HOST:PORT where it listens elsewhere";
  }
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return "loopledger doctor; is it running, and where --server says? The "
             "same command id is always safe";
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return "again in a moment; the same command id is always safe";
    case absl::StatusCode::kDataLoss:
      return "loopledger audit verify, which names the first damaged position";
    default:
      return "";
  }
}

}  // namespace

absl::Status WithHelp(absl::Status status, const Help& help) {
  SetPayload(status, kNameUrl, help.name);
  SetPayload(status, kWhyUrl, help.why);
  SetPayload(status, kNextUrl, help.next);
  return status;
}

Help HelpOf(const absl::Status& status) {
  Help help = {.name = PayloadOf(status, kNameUrl),
               .why = PayloadOf(status, kWhyUrl),
               .next = PayloadOf(status, kNextUrl)};
  const ErrorDetail detail = DetailOf(status);
  if (help.name.empty()) help.name = detail.reason;
  if (help.name.empty()) {
    help.name = absl::StatusCodeToString(status.code());
  }
  if (help.why.empty() && !detail.field.empty()) {
    help.why = absl::StrCat("the field at fault is ", detail.field);
  }
  if (help.next.empty()) help.next = std::string(TryAnyway(status));
  return help;
}

absl::Status UsageError(absl::string_view message, absl::string_view next) {
  return WithHelp(absl::InvalidArgumentError(message),
                  {.name = "USAGE", .why = "", .next = std::string(next)});
}

int RefusalExitCode(absl::string_view reason) {
  return reason == "CONFLICT" || reason == "ID_REUSE" ? kExitConflict
                                                      : kExitRefused;
}

int ExitCodeOf(const absl::Status& status) {
  if (IsNamedRefusal(status) && !absl::IsNotFound(status)) {
    return RefusalExitCode(DetailOf(status).reason);
  }
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kExitUsage;
    case absl::StatusCode::kNotFound:
      return kExitNotFound;
    case absl::StatusCode::kUnauthenticated:
      return kExitNotAuthenticated;
    case absl::StatusCode::kPermissionDenied:
      return kExitForbidden;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return kExitConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return kExitUnavailable;
    default:
      return kExitUnexpected;
  }
}

std::string ErrorText(const absl::Status& status, bool color) {
  const Help help = HelpOf(status);
  std::string text = absl::StrCat(color ? "\033[1;31m" : "", "error[",
                                  help.name, "]", color ? "\033[0m" : "", ": ",
                                  OnOneLine(status.message()), "\n");
  for (const auto& [name, said] :
       {std::pair("  why: ", &help.why), std::pair("  try: ", &help.next)}) {
    if (!said->empty()) absl::StrAppend(&text, name, OnOneLine(*said), "\n");
  }
  return text;
}

void PrintError(const absl::Status& status, bool color) {
  std::fputs(ErrorText(status, color && isatty(STDERR_FILENO) != 0).c_str(),
             stderr);
}

absl::Status FlushOutput() {
  const bool flushed = std::fflush(stdout) == 0;
  const std::string why = flushed ? "it failed before" : std::strerror(errno);
  if (flushed && std::ferror(stdout) == 0) return absl::OkStatus();
  return WithHelp(
      absl::DataLossError(absl::StrCat("could not write to stdout: ", why)),
      {.name = "OUTPUT_LOST",
       .why = "the answer is not whole",
       .next = "again, with stdout going where there is room"});
}

void HoldStandardStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    const int held =
        open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (held >= 0 && held != stream) close(held);
  }
}

void PrintMarking(absl::string_view marking) {
  std::fflush(stdout);
  std::fprintf(stderr, "marking: %s\n", OnOneLine(marking).c_str());
}

Progress::Progress(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (dirty_) std::fputs("\n", stderr);
}

void Progress::Show(absl::string_view line) {
  if (!shown_) return;
  std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(line.size()),
               line.data());
  dirty_ = true;
}

}  // namespace loopledger
