// The measures: the gap between intelligence and tasking in figures.
//
//   M5 ASSESSMENT_TO_DECISION  from when a threat became high to the first
//                              decision of any kind that cites it; by area and
//                              by deciding body
//   M6 DECISION_TO_ACTION      from a tasking's approval to its start, and each
//                              step between
//   M7 LOOP_CLOSURE            of the taskings approved, in all and by quarter,
//                              how many went all the way round, and how long
//                              each link took
//   M12 LINKED_TO_PRIORITY     of the reports accepted, in all and by
//                              organisation, how many were linked to a
//                              priority in force
//   M14 COHESION               whether priorities reach live operations, and
//   live
//                              taskings trace to objectives; links from layer
//                              to layer
//   M15 CLAIM_VERSUS_EFFECT    whether moderated disruptions lowered the next
//                              score
//   M16 CALIBRATION            whether what was judged came true as often as
//                              was said; by term, organisation and area
//   M17 TAINT_REACH            how many live taskings rest on a report's item
//
// Time is when the ledger knew, so waits run from record to record, and a
// figure changes by records alone: no clock is read. What is still waited for
// is counted apart as open, and what ended without it as ended. The row is not
// there before there is anything to measure.
//
// A row is marked as high as everything that is counted in it.
#ifndef PROJECTIONS_MEASURES_MEASURES_H_
#define PROJECTIONS_MEASURES_MEASURES_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::measures {

// By key, as measures.proto has them.
inline constexpr Table<v1::MeasureRow> kMeasures{"measures", 1};

// `vocabularies` must outlive it.
Projection Measures(const Vocabularies& vocabularies);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_MEASURES_H_
