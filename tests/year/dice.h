// Chance that a seed decides, the same on every machine: the standard library's
// distributions are not.
#ifndef TESTS_YEAR_DICE_H_
#define TESTS_YEAR_DICE_H_

#include <cstddef>
#include <cstdint>
#include <random>

namespace loopledger::year {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  // 0 to `end` - 1.
  int Below(int end) {
    return static_cast<int>(random_() % static_cast<uint64_t>(end));
  }
  // `low` to `high`, both of them too.
  int Within(int low, int high) { return low + Below(high - low + 1); }
  bool Percent(int percent) { return Below(100) < percent; }

  // One of some, which are not none.
  template <typename Things>
  auto& Pick(Things& from) {
    return from[static_cast<size_t>(Below(static_cast<int>(from.size())))];
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace loopledger::year

#endif  // TESTS_YEAR_DICE_H_
