// A projection that says nothing of use and does everything that a fold may
// do: rows that come, change and go, a count, a queue that ticks take from.
#ifndef TESTS_SUPPORT_TOY_PROJECTION_H_
#define TESTS_SUPPORT_TOY_PROJECTION_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "loopledger/v1/views.pb.h"
#include "projections/engine/projection.h"
#include "tests/support/handmade_ledger.h"

namespace loopledger::toy {

// By report id; `cited_by` counts the changes since it came to be.
inline constexpr Table<v1::ReportRow> kRows{"rows", 1};
// By report id: how often a tick took it from the queue.
inline constexpr Table<v1::ReportRow> kTaken{"taken", 2};
// One row, "all": how many changes there were.
inline constexpr Table<v1::ReportRow> kCount{"count", 3, Keep::kLatest};
// By number of the change: what waits for a tick.
inline constexpr Table<v1::ReportRow> kQueue{"queue", 4, Keep::kResident};

// A tick takes the first two of the queue. ReportSubmitted changes its row,
// ReportAccepted changes nothing of it, ReportWithdrawn deletes it.
Projection Toy(uint32_t version = 1);

// Events that the toy understands.
Position Put(HandmadeLedger& ledger, absl::string_view id);
Position Touch(HandmadeLedger& ledger, absl::string_view id);
Position Remove(HandmadeLedger& ledger, absl::string_view id);

}  // namespace loopledger::toy

#endif  // TESTS_SUPPORT_TOY_PROJECTION_H_
