#include "tests/sim/simulation.h"

#include <cstdlib>

#include "absl/strings/numbers.h"
#include "gtest/gtest.h"

namespace loopledger {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  uint64_t number = 0;
  return value != nullptr && absl::SimpleAtoi(value, &number) ? number
                                                              : otherwise;
}

// SIM_SEED=n replays one seed; SIM_SEEDS=n runs that many from SIM_FROM on.
TEST(Simulation, KeepsEveryPromiseUnderEveryFault) {
  const uint64_t one = FromEnvironment("SIM_SEED", 0);
  const uint64_t from = one != 0 ? one : FromEnvironment("SIM_FROM", 1);
  const uint64_t seeds = one != 0 ? 1 : FromEnvironment("SIM_SEEDS", 2000);
  SimCounts total;
  uint64_t failures = 0;
  for (uint64_t seed = from; seed < from + seeds; ++seed) {
    Simulation simulation(seed);
    const std::string failure = simulation.Run();
    total.Add(simulation.counts());
    if (failure.empty()) continue;
    ++failures;
    ADD_FAILURE() << failure << "; replay it with SIM_SEED=" << seed;
    if (failures >= 10) break;
  }
  std::printf(
      "simulation: %lu seeds, %lu failures; %lu moves, %lu commands, %lu "
      "receipts, %lu refusals, %lu voids, %lu crashes, %lu seats, %lu ticks, "
      "%lu records, %lu void entries\n",
      seeds, failures, total.moves, total.commands, total.receipts,
      total.refusals, total.voids, total.crashes, total.seats, total.ticks,
      total.records, total.void_entries);
  EXPECT_GT(total.receipts, 0u);
  if (seeds >= 100) {
    // The weather was bad enough to matter.
    EXPECT_GT(total.voids, 0u);
    EXPECT_GT(total.void_entries, 0u);
    EXPECT_GT(total.crashes, 0u);
  }
}

}  // namespace
}  // namespace loopledger
