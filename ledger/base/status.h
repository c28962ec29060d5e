// What Abseil's status lacks in this release: the two macros.
#ifndef LEDGER_BASE_STATUS_H_
#define LEDGER_BASE_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(expression)                           \
  do {                                                        \
    if (absl::Status status_ = (expression); !status_.ok()) { \
      return status_;                                         \
    }                                                         \
  } while (false)

#define LOOPLEDGER_CONCAT_INNER_(a, b) a##b
#define LOOPLEDGER_CONCAT_(a, b) LOOPLEDGER_CONCAT_INNER_(a, b)

#define ASSIGN_OR_RETURN(target, expression)                             \
  LOOPLEDGER_ASSIGN_OR_RETURN_(LOOPLEDGER_CONCAT_(status_or_, __LINE__), \
                               target, expression)

#define LOOPLEDGER_ASSIGN_OR_RETURN_(status_or, target, expression) \
  auto status_or = (expression);                                    \
  if (!status_or.ok()) return std::move(status_or).status();        \
  target = *std::move(status_or)

#endif  // LEDGER_BASE_STATUS_H_
