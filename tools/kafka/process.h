// Programs that outlive this one, and programs that are run to their end.
//
// A ProcessId is a number and the moment the kernel started it, so that a
// number which was given to another program since is never signalled.
#ifndef TOOLS_KAFKA_PROCESS_H_
#define TOOLS_KAFKA_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace loopledger::broker {

struct ProcessId {
  pid_t number = 0;
  uint64_t started = 0;  // In clock ticks since the machine came up.

  bool operator==(const ProcessId&) const = default;
};

// What to run, from which folder, and the file that its output is added to.
struct Program {
  std::vector<std::string> words;  // The first is looked for on the PATH.
  std::string folder;
  std::string output;
};

// Starts it in a session of its own, with no other open file of ours.
absl::StatusOr<ProcessId> Start(const Program& program);

// Waits for the end of a child of ours and returns its exit code; 128 and
// more: it ended by a signal.
absl::StatusOr<int> AwaitExit(const ProcessId& child);

// Starts it and awaits its exit.
absl::StatusOr<int> Run(const Program& program);

// The process of that number, whoever it is; nothing when there is none.
std::optional<ProcessId> Identify(pid_t number);

// A process that ended but whose parent has not noticed does not run.
bool Runs(const ProcessId& process);

// False: it does not run any more.
bool Signal(const ProcessId& process, int signal);

// Waits until one of them has ended, or all of them, or `limit` has passed.
// True: it happened.
bool AwaitAnyEnd(absl::Span<const ProcessId> processes, absl::Duration limit);
bool AwaitAllEnd(absl::Span<const ProcessId> processes, absl::Duration limit);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_PROCESS_H_
