// Who is in the taskforce: thirteen FICTITIOUS bodies and their people.
#ifndef TESTS_YEAR_CAST_H_
#define TESTS_YEAR_CAST_H_

#include <string>
#include <vector>

#include "loopledger/v1/record.pb.h"
#include "tests/year/office.h"

namespace loopledger::year {

struct Body {
  const char* org;
  const char* kind;
  const char* clearance;
  bool assesses;  // Has analysts of its own.
  bool leads;     // Takes taskings on.
};

const std::vector<Body>& Bodies();
// The bodies that assess, and those that lead, by name.
std::vector<std::string> Assessing();
std::vector<std::string> Leading();

inline constexpr char kPolice[] = "northmark-police";
inline constexpr char kAgency[] = "crime-agency";

// Membership is not open: who may do what, events say. Decisions are taken in
// sessions.
v1::LedgerFounded Founding();
// Whom the founding names.
Who Secretary();

// Those who have no fellow in their role, or are named for what they do.
Who Chair();       // Of the tasking and coordinating group.
Who Deputy();      // Decides what is urgent, by delegation.
Who Convener();    // Of the steering group.
Who Strategist();  // Owns the strategy.
Who Clerk(int number);

// Admits the others and grants the roles for the year, and some more days.
void GatherTheTaskforce(Office& office);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_CAST_H_
