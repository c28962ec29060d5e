// How an assessment is written down.
#ifndef TESTS_YEAR_ASSESSMENT_TEXT_H_
#define TESTS_YEAR_ASSESSMENT_TEXT_H_

#include <string>
#include <vector>

#include "tests/year/books.h"

namespace loopledger::year {

// The yardstick's terms, from the least likely on.
extern const std::vector<const char*> kTerms;
// A probability inside each.
extern const std::vector<double> kProbabilities;
extern const std::vector<const char*> kConfidences;

// Scores that come to the threat's band: 20 times the score that is the same
// in all dimensions, and a little more or less by its tilt, -1 to 1.
std::string ScorecardText(const Threat& threat);

// What the analyst who wrote the draft chose for it.
struct Writing {
  std::string id = "J1";
  std::string term;
  double probability = 0;
  std::string confidence;
  int review_days = 0;
  std::string change;  // Why the band or the term moved.
};

// The command that drafts the next version, on the reports that it cites.
std::string DraftText(const Office& office, const Threat& threat,
                      const Writing& writing);

// The latest review that the band allows, in days.
int ReviewDays(int band);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_ASSESSMENT_TEXT_H_
