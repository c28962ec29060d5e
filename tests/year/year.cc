#include "tests/year/year.h"

#include "ledger/base/status.h"
#include "tests/year/analysts.h"
#include "tests/year/chairs.h"
#include "tests/year/clerks.h"
#include "tests/year/collectors.h"
#include "tests/year/incidents.h"
#include "tests/year/menders.h"
#include "tests/year/officers.h"
#include "tests/year/proposals.h"
#include "tests/year/rogues.h"
#include "tests/year/strategists.h"

namespace loopledger::year {
namespace {

void BeginEmergencies(Taskforce& force) {
  Office& office = force.office;
  for (int day = 75; day < 350; day += office.dice().Within(12, 28)) {
    office.At(office.start() + kDay * day + absl::Hours(22), [&force] {
      ActAtOnce(force, force.office.dice().Pick(force.threats));
    });
  }
}

}  // namespace

absl::Status LiveTheYear(Taskforce& force) {
  Office& office = force.office;
  RETURN_IF_ERROR(office.Open());
  office.At(office.start() + absl::Hours(8),
            [&force] { GatherTheTaskforce(force.office); });
  BeginSteering(force);
  BeginAssessing(force);
  BeginReporting(force);
  BeginAsking(force);
  BeginSitting(force);
  BeginEmergencies(force);
  BeginMending(force);
  BeginKeeping(force);
  BeginIncidents(force);
  BeginTransgressing(force);
  return office.Live(office.start() + kDay * kDays);
}

}  // namespace loopledger::year
