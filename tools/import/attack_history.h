// The import of MITRE ATT&CK's change history as a backfill: through the write
// path, in the order of its recorded times, each line accounted for.
//
// Running it again after an interruption goes on where the ledger ends, and
// ends with the same ledger as a run that nothing interrupted.
#ifndef TOOLS_IMPORT_ATTACK_HISTORY_H_
#define TOOLS_IMPORT_ATTACK_HISTORY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/base/clock.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"

namespace loopledger::import {

// How far an import is. Called now and then, on the caller's thread.
struct ImportProgress {
  uint64_t lines = 0;
  uint64_t bytes_read = 0;  // Of the file as it is stored.
  uint64_t bytes_total = 0;
};

struct ImportOptions {
  std::string file;     // NDJSON, plain or compressed by zstd.
  std::string rejects;  // Where refusals are written, NDJSON; made anew.
  std::string ledger = "attack-history";  // The name of a ledger it founds.
  bool keep_open = false;                 // Leave the backfill open for more.
  std::function<void(const ImportProgress&)> progress;
};

struct ImportSummary {
  uint64_t lines = 0;
  uint64_t imported = 0;  // Lines of which every command was recorded.
  uint64_t refused = 0;   // Lines that a rule, or their form, refused.
  uint64_t skipped = 0;   // Lines that the policy gives no command for.
  std::map<std::string, uint64_t> skipped_because;
  std::map<std::string, uint64_t> events;    // Recorded, by what was asked.
  std::map<std::string, uint64_t> refusals;  // Refused commands by reason.
  uint64_t commands = 0;
  uint64_t found = 0;    // Commands that the ledger held already.
  uint64_t uncited = 0;  // Reports left out of assessments for size.
  bool closed = false;   // The backfill.
};

// `log` must be held by nobody else. An error leaves a ledger that the same
// call resumes. kFailedPrecondition: the log holds another ledger, or one made
// from another file.
absl::StatusOr<ImportSummary> ImportAttackHistory(EventLog& log,
                                                  const Clock& clock,
                                                  const ImportOptions& options);

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_ATTACK_HISTORY_H_
