// What the tests of the gaps share: a chronicle, and the gaps there are.
#ifndef TESTS_PROJECTIONS_GAPPED_H_
#define TESTS_PROJECTIONS_GAPPED_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "projections/gaps/feedback_loop.h"
#include "tests/projections/chronicle.h"

namespace loopledger {

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kMicro = absl::Microseconds(1);

class Gapped : public testing::Test {
 protected:
  std::vector<std::string> Gaps(std::optional<Position> as_of = {}) {
    return told_.Keys("feedback_loop", Describe(feedback_loop::kGaps), as_of);
  }
  // A tick so much later, and the gaps there are then.
  std::vector<std::string> GapsAfter(absl::Duration wait) {
    told_.Later(wait).Tick();
    return Gaps();
  }
  v1::GapRow Gap(const char* id) {
    return told_.Row("feedback_loop", feedback_loop::kGaps, id);
  }

  Chronicle told_;
};

}  // namespace loopledger

#endif  // TESTS_PROJECTIONS_GAPPED_H_
