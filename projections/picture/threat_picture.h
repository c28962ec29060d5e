// The threat picture: each threat as the version in force tells it, and the
// reports it rests on.
#ifndef PROJECTIONS_PICTURE_THREAT_PICTURE_H_
#define PROJECTIONS_PICTURE_THREAT_PICTURE_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/views.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::threat_picture {

// By assessment id.
inline constexpr Table<v1::ThreatRow> kThreats{"threats", 1};
// By report id.
inline constexpr Table<v1::ReportRow> kReports{"reports", 2};

// `vocabularies` must outlive it.
Projection ThreatPicture(const Vocabularies& vocabularies);

}  // namespace loopledger::threat_picture

#endif  // PROJECTIONS_PICTURE_THREAT_PICTURE_H_
