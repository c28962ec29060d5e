// Why a tasking no longer rests on what it cites: pure comparisons.
#ifndef PROJECTIONS_GROUNDS_LAPSE_H_
#define PROJECTIONS_GROUNDS_LAPSE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger::grounds {

// A judgement may move by fewer terms than this.
inline constexpr int kTermStepsMax = 2;

// Why `newer`, which superseded `cited`, no longer carries what `ref` relies
// on: the judgements that it names, or when it names none, those of `cited`
// that `newer` still makes. Empty: it does.
std::vector<std::string> LapsesBetween(const v1::AssessmentRef& ref,
                                       const state::v1::VersionState& cited,
                                       const state::v1::VersionState& newer);

// Whether the item as cited was regraded since. A cited item 0 is any.
bool IsRegraded(const v1::ReportItemRef& cited,
                const state::v1::ReportState& report);

// "SOCG-17 version 3".
std::string Tell(const v1::AssessmentRef& ref);

}  // namespace loopledger::grounds

#endif  // PROJECTIONS_GROUNDS_LAPSE_H_
