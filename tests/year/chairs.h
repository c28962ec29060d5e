// Those who preside: bodies sit, with papers before them, and decide.
#ifndef TESTS_YEAR_CHAIRS_H_
#define TESTS_YEAR_CHAIRS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "tests/year/books.h"

namespace loopledger::year {

// The tasking group sits every two weeks, the steering group every month.
void BeginSitting(Taskforce& force);

// A session called and held at once: what is decided in it, and its end.
void Sit(Taskforce& force, const std::string& body,
         absl::FunctionRef<void(Session&)> decide);

// The version in force is before the session from now on.
void Table(Taskforce& force, Session& session, const Threat& threat);

// "decision { ... }" of this session, which relies on the threat's paper.
std::string DecisionOn(const Session& session, const Threat& threat,
                       const std::string& rationale);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_CHAIRS_H_
