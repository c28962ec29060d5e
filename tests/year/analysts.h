// Analysts: threats are assessed, reviewed on their dates, and assessed anew
// when what is known of them changes; taskings and questions come of it.
#ifndef TESTS_YEAR_ANALYSTS_H_
#define TESTS_YEAR_ANALYSTS_H_

#include <string>

#include "tests/year/books.h"

namespace loopledger::year {

// The threats, and when each is first assessed.
void BeginAssessing(Taskforce& force);

// Drafts the next version; it is reviewed and published in the days after.
void Assess(Taskforce& force, Threat& threat);
// Says of the version in force that it still holds, or assesses anew.
void Reconsider(Taskforce& force, Threat& threat);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_ANALYSTS_H_
