// SIGTERM and SIGINT as something to wait for.
//
// While one stands, the first of either is noted instead of ending the process;
// a second one ends it, as if nobody held it. A server also outlives whoever read
// what it prints: SIGPIPE is ignored. One at a time: signals belong to
// the process.
#ifndef TOOLS_STOP_SIGNAL_H_
#define TOOLS_STOP_SIGNAL_H_

#include "absl/time/time.h"

namespace loopledger {

class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Waits at most `patience`. The signal's number; 0: none came yet.
  int Await(absl::Duration patience);

 private:
  int seen_ = 0;
};

}  // namespace loopledger

#endif  // TOOLS_STOP_SIGNAL_H_
