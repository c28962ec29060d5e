#include "tools/import/rejects.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/base/status.h"
#include "loopledger/v1/reason.pb.h"

namespace loopledger::import {

absl::StatusOr<Rejects> Rejects::Create(const std::string& path) {
  Rejects rejects;
  rejects.path_ = path;
  rejects.file_.reset(std::fopen(path.c_str(), "wb"));
  if (!rejects.file_) {
    return absl::InvalidArgumentError(absl::StrCat(
        "could not make the rejects file ", path, ": ", std::strerror(errno)));
  }
  return rejects;
}

absl::Status Rejects::Write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size()) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(
      absl::StrCat("could not write ", path_, ": ", std::strerror(errno)));
}

absl::Status Rejects::AddLine(uint64_t line, absl::string_view message) {
  return Write(absl::StrCat("{\"line\":", line, ",\"reason\":\"",
                            kMalformedLine, "\",\"message\":", Quoted(message),
                            "}\n"));
}

absl::Status Rejects::AddCommand(const Refused& refused) {
  std::string text =
      absl::StrCat("{\"line\":", refused.line,
                   ",\"command_id\":", Quoted(refused.command.command_id()),
                   ",\"reason\":\"", v1::Reason_Name(refused.refusal.reason),
                   "\",\"message\":", Quoted(refused.refusal.message));
  if (!refused.refusal.field.empty()) {
    absl::StrAppend(&text, ",\"field\":", Quoted(refused.refusal.field));
  }
  return Write(text + "}\n");
}

absl::Status Rejects::Close() {
  if (std::fclose(file_.release()) == 0) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("could not write ", path_, ": ", std::strerror(errno)));
}

std::string Quoted(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (byte < 0x20) {
      quoted += absl::StrFormat("\\u%04x", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace loopledger::import
