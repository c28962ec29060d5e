// Those who say what the taskforce is for: a strategy with objectives in all
// four strands, and a control strategy that says what comes first.
#ifndef TESTS_YEAR_STRATEGISTS_H_
#define TESTS_YEAR_STRATEGISTS_H_

#include <string>

#include "tests/year/books.h"

namespace loopledger::year {

// Drafts the strategy, adopts it in the steering group's first session, and
// changes it in the course of the year.
void BeginSteering(Taskforce& force);
// In an open session of the tasking group: agrees on what comes first.
void AgreeOnPriorities(Taskforce& force, const Session& session);
// Raises or lowers one of them.
void MovePriority(Taskforce& force, const Session& session);

// An objective that those who propose think of.
std::string ThinkOfAnObjective(Taskforce& force);
std::string StrandOf(const std::string& objective);
// One that is in force until the end.
inline constexpr char kLastingObjective[] = "OBJ-DISRUPT-1";

}  // namespace loopledger::year

#endif  // TESTS_YEAR_STRATEGISTS_H_
