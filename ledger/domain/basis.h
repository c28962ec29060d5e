// What a version of an assessment rests on, as the reports it cites are now:
// taint, corroboration, and how far their handling lets it be acted on.
#ifndef LEDGER_DOMAIN_BASIS_H_
#define LEDGER_DOMAIN_BASIS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/report.h"
#include "ledger/domain/stream.h"

namespace loopledger {

// Why this version is tainted: an item that it cites was regraded, or a report
// (or the one it was derived from) withdrawn, since. Empty: it is not.
std::string TaintOf(const assessment::Version& version,
                    const report::States& reports);

// Whether what it cites in support is only weak: source not reliable, or truth
// not known. False when nothing is cited in support.
bool OnlyWeakSupport(const assessment::Version& version,
                     const report::States& reports, Codes& codes);

// The effective action code after permissions, asked of one tasking mode: the
// report whose handling stands in the way. Empty: nothing does.
struct Permitting {
  const report::States& reports;
  const Markings& markings;
  absl::Time at;  // When the permission must hold.
};
std::string ForbiddenBy(const assessment::Version& version,
                        const std::string& mode, const Permitting& permitting,
                        Codes& codes);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_BASIS_H_
