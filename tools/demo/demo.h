// The demo ledger: real ATT&CK groups as threats, FICTITIOUS organisations and
// decisions around them, always fresh, because its times are offsets from the
// moment of loading.
#ifndef TOOLS_DEMO_DEMO_H_
#define TOOLS_DEMO_DEMO_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "ledger/log/event_log.h"

namespace loopledger::demo {

// Fills an empty log with the demo as a backfill, through the write path, and
// closes the backfill; goes on where an earlier loading was interrupted. False:
// the log holds a whole ledger already, the demo's or another.
absl::StatusOr<bool> Load(EventLog& log, const Clock& clock);

// The decision that closes the demo's untasked threat, as `publish` reads it,
// made at `now`.
std::string PreparedDecision(absl::Time now);

// The threat that nobody tasked.
inline constexpr absl::string_view kUntaskedThreat = "G1050";

// `text` with each "T-40d" or "T-40d+3h-1m" that is a whole JSON string
// replaced by that time from `origin` on, in RFC 3339.
std::string ResolveTimes(absl::string_view text, absl::Time origin);

// The commands, one a line, as make_demo.py wrote them.
absl::string_view DemoText();

}  // namespace loopledger::demo

#endif  // TOOLS_DEMO_DEMO_H_
