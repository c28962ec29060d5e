#include "tools/kafka/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/base/status.h"

extern char** environ;

namespace loopledger::broker {
namespace {

constexpr mode_t kOwnerWrites = 0644;
// Of /proc/PID/stat, counted after the name in parentheses.
constexpr size_t kStateField = 0;
constexpr size_t kStartedField = 19;

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() { posix_spawnattr_init(&attributes_); }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// The session is its own, so that Ctrl-C at our terminal does not reach it;
// and no signal stays blocked or ignored because it was for us.
void Detach(posix_spawnattr_t* attributes) {
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setflags(attributes,
                           static_cast<int16_t>(POSIX_SPAWN_SETSID) |
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

void Redirect(posix_spawn_file_actions_t* actions, const Program& program) {
  posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY,
                                   0);
  posix_spawn_file_actions_addopen(actions, STDOUT_FILENO,
                                   program.output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, kOwnerWrites);
  posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
  posix_spawn_file_actions_addchdir_np(actions, program.folder.c_str());
}

// The fields of /proc/PID/stat from the state on; empty when there is none.
std::vector<std::string> StatOf(pid_t number) {
  std::ifstream file(absl::StrCat("/proc/", number, "/stat"));
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const size_t name_end = all.rfind(") ");
  if (name_end == std::string::npos) return {};
  return absl::StrSplit(all.substr(name_end + 2), ' ');
}

// Takes note of the end of a child of ours, so that its number becomes free.
void Reap(pid_t number) { waitpid(number, nullptr, WNOHANG); }

int OpenPidfd(const ProcessId& process) {
  const auto pidfd =
      static_cast<int>(syscall(SYS_pidfd_open, process.number, 0));
  // The number was another's when we opened it.
  if (pidfd >= 0 && !Runs(process)) {
    close(pidfd);
    return -1;
  }
  return pidfd;
}

}  // namespace

absl::StatusOr<ProcessId> Start(const Program& program) {
  FileActions actions;
  Redirect(actions.get(), program);
  Attributes attributes;
  Detach(attributes.get());
  std::vector<std::string> words = program.words;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t number = 0;
  const int error = posix_spawnp(&number, pointers[0], actions.get(),
                                 attributes.get(), pointers.data(), environ);
  if (error != 0) {
    return absl::NotFoundError(
        absl::StrCat("could not start ", words[0], ": ", std::strerror(error)));
  }
  // A child that ended already keeps its number until it is reaped.
  return Identify(number).value_or(ProcessId{number, 0});
}

absl::StatusOr<int> AwaitExit(const ProcessId& child) {
  constexpr int kBySignal = 128;
  int status = 0;
  while (waitpid(child.number, &status, 0) < 0) {
    if (errno == EINTR) continue;
    return absl::InternalError(absl::StrCat("could not wait for process ",
                                            child.number, ": ",
                                            std::strerror(errno)));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kBySignal + WTERMSIG(status);
}

absl::StatusOr<int> Run(const Program& program) {
  ASSIGN_OR_RETURN(const ProcessId process, Start(program));
  return AwaitExit(process);
}

std::optional<ProcessId> Identify(pid_t number) {
  const std::vector<std::string> stat = StatOf(number);
  uint64_t started = 0;
  if (stat.size() <= kStartedField ||
      !absl::SimpleAtoi(stat[kStartedField], &started)) {
    return std::nullopt;
  }
  return ProcessId{number, started};
}

bool Runs(const ProcessId& process) {
  const std::vector<std::string> stat = StatOf(process.number);
  if (stat.size() <= kStartedField) return false;
  if (stat[kStartedField] != absl::StrCat(process.started)) return false;
  if (stat[kStateField] != "Z" && stat[kStateField] != "X") return true;
  Reap(process.number);
  return false;
}

bool Signal(const ProcessId& process, int signal) {
  const int pidfd = OpenPidfd(process);
  if (pidfd < 0) return false;
  const bool sent =
      syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0;
  close(pidfd);
  return sent;
}

bool AwaitAnyEnd(absl::Span<const ProcessId> processes, absl::Duration limit) {
  std::vector<pollfd> ends;
  bool ended = false;
  for (const ProcessId& process : processes) {
    const int pidfd = OpenPidfd(process);
    if (pidfd < 0) ended = true;
    ends.push_back({.fd = pidfd, .events = POLLIN, .revents = 0});
  }
  if (!ended) {
    ended = poll(ends.data(), ends.size(),
                 static_cast<int>(absl::ToInt64Milliseconds(limit))) > 0;
  }
  for (const pollfd& end : ends) {
    if (end.fd >= 0) close(end.fd);
  }
  return ended;
}

bool AwaitAllEnd(absl::Span<const ProcessId> processes, absl::Duration limit) {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + absl::ToChronoNanoseconds(limit);
  for (const ProcessId& process : processes) {
    while (Runs(process)) {
      const absl::Duration left =
          absl::FromChrono(deadline - steady_clock::now());
      if (left <= absl::ZeroDuration()) return false;
      AwaitAnyEnd({process}, left);
    }
  }
  return true;
}

}  // namespace loopledger::broker
