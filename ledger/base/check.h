// CHECK: our own mistake. Prints where and what, and ends the process; the
// restart replays the log.
#ifndef LEDGER_BASE_CHECK_H_
#define LEDGER_BASE_CHECK_H_

#include "absl/base/optimization.h"

namespace loopledger {

[[noreturn]] void CheckFailed(const char* file, int line, const char* what);

}  // namespace loopledger

#define CHECK(condition)                                         \
  do {                                                           \
    if (ABSL_PREDICT_FALSE(!(condition))) {                      \
      ::loopledger::CheckFailed(__FILE__, __LINE__, #condition); \
    }                                                            \
  } while (false)

#endif  // LEDGER_BASE_CHECK_H_
