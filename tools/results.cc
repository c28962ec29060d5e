#include "tools/results.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "consumers/client/error.h"
#include "tools/ask.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

// Of refusals, said one by one on stderr; the rest stand in the answer and the
// rejects file.
constexpr uint64_t kErrorsShown = 20;

void PutLine(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

bool IsRegularFile(const std::string& path) {
  struct stat found = {};
  return stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

bool AreOneFile(const std::string& input, const struct stat& rejects) {
  struct stat read = {};
  const int failed =
      input == "-" ? fstat(STDIN_FILENO, &read) : stat(input.c_str(), &read);
  return failed == 0 && S_ISREG(read.st_mode) &&
         read.st_dev == rejects.st_dev && read.st_ino == rejects.st_ino;
}

}  // namespace

absl::Status CheckRejects(const std::string& input,
                          const std::string& rejects) {
  static constexpr mode_t kMode = 0666;
  struct stat found = {};
  const bool exists = stat(rejects.c_str(), &found) == 0;
  if (exists && AreOneFile(input, found)) {
    return UsageError(
        absl::StrCat("the rejects file ", rejects, " is the input itself"),
        "--rejects FILE, where FILE is another one");
  }
  const int file =
      open(rejects.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
  if (file < 0) {
    return UsageError(absl::StrCat("could not write the rejects file ", rejects,
                                   ": ", std::strerror(errno)),
                      "--rejects FILE, where FILE can be written");
  }
  close(file);
  if (!exists) std::remove(rejects.c_str());
  return absl::OkStatus();
}

Results::Results(const Globals& globals, bool dry_run, std::string rejects,
                 uint64_t head_before)
    : globals_(globals),
      dry_run_(dry_run),
      rejects_path_(std::move(rejects)),
      head_before_(head_before) {
  if (IsRegularFile(rejects_path_)) std::remove(rejects_path_.c_str());
}

void Results::Print(Json result) {
  ++printed_;
  switch (globals_.format()) {
    case Format::kTable:
      return;
    case Format::kNdjson:
      PutLine(ToJsonText(result));
      std::fflush(stdout);
      return;
    case Format::kYaml: {
      Json list = Json::List();
      list.items.push_back(std::move(result));
      std::fputs(ToYaml(list).c_str(), stdout);
      return;
    }
    case Format::kJson:
      if (printed_ == 1) {
        first_ = std::move(result);
        return;
      }
      if (first_) std::printf("[%s", ToJsonText(*first_).c_str());
      first_.reset();
      std::printf(",%s", ToJsonText(result).c_str());
      return;
  }
}

void Results::Accepted(const Input& input, const v1::Receipt& receipt) {
  ++accepted_;
  if (receipt.position() < head_before_) ++repeated_;
  last_position_ = std::max(last_position_.value_or(0), receipt.position());
  if (globals_.format() == Format::kTable) return;
  absl::StatusOr<Json> json = ToJson(receipt);
  if (!json.ok()) {
    PrintError(json.status(), globals_.color);
    return;
  }
  if (json->Find("event") == nullptr) {
    json->Add("command_id", Json::String(input.command_id));
  }
  Print(*std::move(json));
}

void Results::WouldAccept(const Input& input) {
  ++accepted_;
  Json json = Json::Object();
  json.Add("line", Json::Number(absl::StrCat(input.line)));
  json.Add("command_id", Json::String(input.command_id));
  json.Add("would_be_accepted", Json::Bool(true));
  Print(std::move(json));
}

void Results::Refused(const Input& input) {
  ++refused_;
  const ErrorDetail detail = DetailOf(input.refusal);
  if (RefusalExitCode(detail.reason) == kExitConflict) ++conflicts_;
  Json json = Json::Object();
  json.Add("line", Json::Number(absl::StrCat(input.line)));
  json.Add("command_id", Json::String(input.command_id));
  json.Add("reason", Json::String(detail.reason));
  json.Add("message", Json::String(std::string(input.refusal.message())));
  if (!detail.field.empty()) json.Add("field", Json::String(detail.field));
  Reject(input, json);
  if (refused_ <= kErrorsShown) {
    absl::Status error(input.refusal.code(),
                       absl::StrCat("line ", input.line, ": ",
                                    std::string(input.refusal.message())));
    PrintError(WithDetail(error, detail), globals_.color);
  }
  Print(std::move(json));
}

void Results::Reject(const Input& input, const Json& refusal) {
  if (rejects_path_.empty()) return;
  if (!rejects_.is_open()) rejects_.open(rejects_path_, std::ios::trunc);
  Json line = refusal;
  const absl::StatusOr<Json> command = ParseJson(input.text);
  if (command.ok()) {
    const Json* inner = command->Find("command");
    line.Add("command", inner == nullptr ? *command : *inner);
  } else {
    line.Add("text", Json::String(input.text));
  }
  rejects_ << ToJsonText(line) << "\n";
  rejects_lost_ = rejects_lost_ || rejects_.fail();
}

std::string Results::Sum() const {
  if (dry_run_) {
    return absl::StrCat("would accept ", accepted_, ", would refuse ",
                        refused_);
  }
  std::string sum =
      absl::StrCat("recorded ", accepted_ - repeated_, ", already recorded ",
                   repeated_, ", refused ", refused_);
  if (last_position_) {
    absl::StrAppend(&sum, "; last position ", *last_position_);
  }
  return sum;
}

void Results::SayRest() const {
  if (refused_ <= kErrorsShown) return;
  const std::string rest =
      absl::StrCat("and ", refused_ - kErrorsShown, " more refused",
                   rejects_path_.empty()
                       ? "; -o ndjson prints all of them"
                       : absl::StrCat("; all of them are in ", rejects_path_));
  std::fprintf(stderr, "%s\n", rest.c_str());
}

absl::Status Results::Finish() {
  SayRest();
  switch (globals_.format()) {
    case Format::kTable:
      PutLine(Sum());
      break;
    case Format::kJson:
      if (first_) PutLine(ToJsonText(*first_));
      if (printed_ == 0) PutLine("[]");
      if (printed_ > 1) PutLine("]");
      break;
    case Format::kYaml:
      if (printed_ == 0) PutLine("[]");
      break;
    case Format::kNdjson:
      break;
  }
  return CloseRejects();
}

absl::Status Results::CloseRejects() {
  const bool any = rejects_.is_open();
  if (any) rejects_.close();
  if (rejects_lost_ || rejects_.fail()) {
    return absl::UnavailableError(
        absl::StrCat("could not write ", rejects_path_));
  }
  if (any && !globals_.quiet && isatty(STDERR_FILENO) != 0) {
    std::fprintf(stderr, "refused lines are in %s\n", rejects_path_.c_str());
  }
  return absl::OkStatus();
}

int Results::exit_code() const {
  if (refused_ == 0) return kExitOk;
  return conflicts_ == refused_ ? kExitConflict : kExitRefused;
}

}  // namespace loopledger
