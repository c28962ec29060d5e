// Those who ask for what is not allowed, by mistake or on purpose. Each attempt
// must be refused by its name, whenever it is made.
#ifndef TESTS_YEAR_ROGUES_H_
#define TESTS_YEAR_ROGUES_H_

#include "tests/year/books.h"

namespace loopledger::year {

// Each kind of attempt is made again and again, in turns.
void BeginTransgressing(Taskforce& force);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_ROGUES_H_
