// Random ledgers for the laws of the projections.
#ifndef TESTS_PROJECTIONS_GOSSIP_H_
#define TESTS_PROJECTIONS_GOSSIP_H_

#include <cstddef>
#include <random>
#include <string>

#include "tests/projections/chronicle.h"

namespace loopledger {

int Below(std::mt19937_64& random, int bound);

// Tells whatever comes to mind of a few threats, reports and taskings. It does
// not keep to the lifecycles: a fold takes what has happened.
class Gossip {
 public:
  Gossip(std::mt19937_64& random, Chronicle& chronicle)
      : random_(random), chronicle_(chronicle) {}

  void Go(int events);

 private:
  std::string Pick(const char* kind, int of);
  template <size_t n>
  const char* Choose(const char* const (&options)[n]) {
    return options[Below(random_, static_cast<int>(n))];
  }

  void Report();
  void Assessment();
  void Tasking();
  void Outcome();
  void Promise();
  void Question();
  void Direction();
  void Verdict();
  void Sitting();
  void Sharing();
  void Secret();

  std::mt19937_64& random_;
  Chronicle& chronicle_;
  int version_ = 0;
};

}  // namespace loopledger

#endif  // TESTS_PROJECTIONS_GOSSIP_H_
