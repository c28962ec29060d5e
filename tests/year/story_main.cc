// Lives a year of a FICTITIOUS taskforce from a seed, tells of it, and holds it
// to the laws. `./dev story` builds and runs it.
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "tests/year/judging.h"

namespace loopledger::year {
namespace {

struct Options {
  uint64_t seed = 7;
  int seeds = 0;
  int cuts = 50;
};

int TellOne(const Options& options) {
  const Verdict verdict = Judge(options.seed, options.cuts, &std::cout);
  for (const std::string& wrong : verdict.wrongs) {
    std::cout << "wrong: " << wrong << "\n";
  }
  return verdict.wrongs.empty() ? 0 : 1;
}

int TellMany(const Options& options) {
  std::map<std::string, std::vector<std::string>> cells;
  int wrongs = 0;
  for (int seed = 1; seed <= options.seeds; ++seed) {
    const Verdict verdict =
        Judge(static_cast<uint64_t>(seed), options.cuts, nullptr);
    std::cout << "seed " << seed << ": " << verdict.records << " records, "
              << verdict.refusals << " refusals, head " << verdict.head << ", "
              << (verdict.wrongs.empty() ? "all laws hold" : "WRONG")
              << std::endl;
    for (const std::string& wrong : verdict.wrongs) {
      std::cout << "  wrong: " << wrong << "\n";
      ++wrongs;
    }
    AddTo(cells, verdict);
  }
  TellCells(cells, std::cout);
  return wrongs == 0 ? 0 : 1;
}

}  // namespace
}  // namespace loopledger::year

int main(int argc, char** argv) {
  loopledger::year::Options options;
  CLI::App app("A year of a taskforce, from a seed", "story");
  auto* seed = app.add_option("--seed", options.seed, "the one to live (7)");
  app.add_option("--seeds", options.seeds, "live seeds 1 to this many")
      ->check(CLI::Range(1, 1'000'000))
      ->excludes(seed);
  app.add_option("--cuts", options.cuts,
                 "how many random moments the views are compared at (50)")
      ->check(CLI::Range(0, 1'000'000));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // --help is no error.
  }
  return options.seeds == 0 ? loopledger::year::TellOne(options)
                            : loopledger::year::TellMany(options);
}
