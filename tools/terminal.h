// What a person at a terminal sees besides the answer: errors, markings,
// progress. stdout carries the answer only; all of this goes to stderr.
#ifndef TOOLS_TERMINAL_H_
#define TOOLS_TERMINAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace loopledger {

// Of the process. A contract: scripts rely on the numbers.
enum ExitCode : int {
  kExitOk = 0,
  kExitUnexpected = 1,
  kExitUsage = 2,
  kExitNotFound = 3,
  kExitNotAuthenticated = 4,
  kExitForbidden = 5,
  kExitRefused = 6,
  kExitConflict = 7,
  kExitUnavailable = 8,
  kExitVerificationFailed = 10,
  kExitVerificationIncomplete = 11,
  kExitFindings = 12,
};

// What an error says beyond its sentence. Empty parts are filled from the
// error's code or left out.
struct Help {
  std::string name;  // error[NAME].
  std::string why;
  std::string next;  // The "try:" line.
};

absl::Status WithHelp(absl::Status status, const Help& help);
Help HelpOf(const absl::Status& status);

// A mistake on the command line, in the environment or in the config file.
absl::Status UsageError(absl::string_view message, absl::string_view next = "");

// Of a command that was refused by name.
int RefusalExitCode(absl::string_view reason);
// Of everything else. What a reader asks for and is not there is kExitNotFound,
// also when it has that name.
int ExitCodeOf(const absl::Status& status);

// "error[NAME]: sentence", "  why: ..", "  try: ..", each line ended.
std::string ErrorText(const absl::Status& status, bool color);
void PrintError(const absl::Status& status, bool color);

// What was printed may wait in a buffer, or be lost already.
absl::Status FlushOutput();

// A standard stream that the caller closed must not become the number of the
// next file that is opened. Reading or writing it fails, as it would have.
void HoldStandardStreams();

// The line before each table.
void PrintMarking(absl::string_view marking);

// A line that is rewritten in place, only on a terminal and unless quiet.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool shown() const { return shown_; }
  void Show(absl::string_view line);

 private:
  bool shown_;
  bool dirty_ = false;
};

}  // namespace loopledger

#endif  // TOOLS_TERMINAL_H_
