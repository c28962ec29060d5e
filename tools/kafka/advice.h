// An error with a name that scripts can look for and a next step, carried by
// the status itself.
#ifndef TOOLS_KAFKA_ADVICE_H_
#define TOOLS_KAFKA_ADVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace loopledger::broker {

struct Advice {
  std::string name;  // NO_JAVA, PORT_TAKEN, ...
  std::string why;
  std::string next;  // What to try.
};

absl::Status WithAdvice(absl::Status status, const Advice& advice);

// What was asked for cannot be: kInvalidArgument, named USAGE.
absl::Status Wrong(absl::string_view message, absl::string_view next);

// Empty where nobody gave any.
Advice AdviceOf(const absl::Status& status);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_ADVICE_H_
