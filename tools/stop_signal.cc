#include "tools/stop_signal.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "ledger/base/check.h"

namespace loopledger {
namespace {

// A handler is given nothing but the number: this is where it writes that.
int pipe_ends[2] = {-1, -1};

extern "C" void NoteSignal(int signal) {
  const int kept = errno;
  const auto number = static_cast<unsigned char>(signal);
  // A full pipe says enough already.
  [[maybe_unused]] const ssize_t written = write(pipe_ends[1], &number, 1);
  errno = kept;
}

void Handle(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_RESETHAND;
  for (const int signal : {SIGTERM, SIGINT}) {
    CHECK(sigaction(signal, &action, nullptr) == 0);
  }
}

}  // namespace

StopSignal::StopSignal() {
  CHECK(pipe_ends[0] < 0);
  CHECK(pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) == 0);
  Handle(NoteSignal);
  CHECK(std::signal(SIGPIPE, SIG_IGN) != SIG_ERR);
}

StopSignal::~StopSignal() {
  Handle(SIG_DFL);
  for (int& end : pipe_ends) {
    close(end);
    end = -1;
  }
}

int StopSignal::Await(absl::Duration patience) {
  if (seen_ != 0) return seen_;
  pollfd readable = {.fd = pipe_ends[0], .events = POLLIN, .revents = 0};
  const int64_t millis =
      std::max<int64_t>(0, absl::ToInt64Milliseconds(patience));
  unsigned char number = 0;
  if (poll(&readable, 1, static_cast<int>(millis)) > 0 &&
      read(pipe_ends[0], &number, 1) == 1) {
    seen_ = number;
  }
  return seen_;
}

}  // namespace loopledger
