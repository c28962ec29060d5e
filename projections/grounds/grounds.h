// The grounds that taskings stand on: which version of each assessment is in
// force, what it cites, what became of that, and which live taskings rest on
// it. Several projections need to know; each keeps it in tables of its own.
//
// A live tasking lapses when a version that it cites is superseded by one of a
// lower priority band, or by one in which a judgement moved two terms or more
// or its confidence fell, or that no longer makes a judgement that the tasking
// names; when the assessment is withdrawn; or when a report item that the
// version cites is regraded, withdrawn or disposed of. It stays lapsed until it
// is justified anew or is live no more.
//
// What is told of a stream is marked as high as any of its events.
#ifndef PROJECTIONS_GROUNDS_GROUNDS_H_
#define PROJECTIONS_GROUNDS_GROUNDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/v1/common.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"

namespace loopledger::grounds {

using state::v1::AssessmentState;
using state::v1::Lapse;
using state::v1::PolicyState;
using state::v1::ReportState;
using state::v1::TaskingState;
using state::v1::VersionState;

// Bands 1 and 2 are high.
inline constexpr uint32_t kHighBandMax = 2;

// Numbers from 100 on, beside a projection's own tables.
inline constexpr Table<PolicyState> kPolicy{"grounds_policy", 100,
                                            Keep::kLatest};
inline constexpr absl::string_view kPolicyKey = "policy";
inline constexpr Table<VersionState> kVersions{"grounds_versions", 101,
                                               Keep::kLatest};
inline constexpr Table<AssessmentState> kAssessments{"grounds_assessments", 102,
                                                     Keep::kLatest};
inline constexpr Table<ReportState> kReports{"grounds_reports", 103,
                                             Keep::kLatest};
inline constexpr Table<TaskingState> kTaskings{"grounds_taskings", 104,
                                               Keep::kLatest};

// A projection's tables: its own, then those of the grounds.
std::vector<TableInfo> WithGrounds(std::vector<TableInfo> own);

// What a record changed for others. Ids may repeat.
struct Shift {
  // Drafted, marked, in or out of force, tainted, run begun, ended or decided,
  // or live taskings come or gone.
  std::vector<std::string> assessments;
  // Justification, state, lapses or the marking of one are others.
  std::vector<std::string> taskings;
};

// Folds the record into the tables of the grounds. Ranks of terms are those of
// the vocabulary that the event pinned.
Shift Fold(const Recorded& at, const Vocabularies& vocabularies,
           Tables& tables);

std::string VersionKey(absl::string_view assessment_id, uint64_t version);

// Null: there is none in force.
const VersionState* InForce(absl::string_view assessment_id, Tables& tables);

// The markings, as of now, of all that the lapse's reason tells of.
std::vector<v1::Marking> MarkingsOf(const Lapse& lapse, Tables& tables);

// How many of what the version cites were regraded, withdrawn or disposed of
// since.
uint32_t CountTainted(const VersionState& version, Tables& tables);

}  // namespace loopledger::grounds

#endif  // PROJECTIONS_GROUNDS_GROUNDS_H_
