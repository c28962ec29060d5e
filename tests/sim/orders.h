// Random commands about a small world, so that they meet each other.
#ifndef TESTS_SIM_ORDERS_H_
#define TESTS_SIM_ORDERS_H_

#include <cstddef>
#include <random>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger {

// The `number`-th command of a run, as somebody might send it at `now`. Many
// are refused: of what is there, much was done already.
v1::Command RandomOrder(std::mt19937_64& random, absl::Time now, size_t number);

// The `number` that a command id of RandomOrder carries.
size_t OrderNumber(absl::string_view command_id);

}  // namespace loopledger

#endif  // TESTS_SIM_ORDERS_H_
