// What befalls the taskforce itself: people leave, bodies fall out and come
// back, words were wrong and are said anew.
#ifndef TESTS_YEAR_INCIDENTS_H_
#define TESTS_YEAR_INCIDENTS_H_

#include "tests/year/books.h"

namespace loopledger::year {

void BeginIncidents(Taskforce& force);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_INCIDENTS_H_
