// The loop: reports, versions of assessments, priorities, objectives,
// requirements, taskings, outcomes and reviews, each with its links to others
// in both directions and the links that the process still lacks.
//
//   report       cited_by an assessment; tells nothing of what it was made from
//   threat       version: its assessments
//   assessment   justifies a tasking, grounds a priority, raised a requirement,
//                is superseded_by another
//   requirement  answered_by a report, collected_by one, pursued_by a tasking
//   objective    served_by a priority or a tasking, re_homed_to another
//   priority     served_by a tasking, reviewed_by a review
//   tasking      came_to an outcome, reviewed_by a review
//   outcome      considered_by an assessment, reviewed_by a review, gained a
//                report
//   review       led_to an assessment
//
// These kinds lead onward; each has an inverse (nodes.h). A draft cites; what
// it considers it considers once it is published.
//
// A row is marked as high as any event of its own stream and as all that its
// links name, as of now, and its marking never falls. Of each kind it shows 32
// links, the first that were made, and counts them all; a row that names such a
// crowded node, and is not among the 32, is marked as of when they were linked.
// What is missing goes by what was recorded: the clock plays no part.
#ifndef PROJECTIONS_LOOP_LOOP_H_
#define PROJECTIONS_LOOP_LOOP_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/loop.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::loop {

// By node: "report/R-1", "threat/SOCG-17", "assessment/SOCG-17/3".
inline constexpr Table<v1::LoopNodeRow> kNodes{"nodes", 1};

// `vocabularies` must outlive it.
Projection Loop(const Vocabularies& vocabularies);

}  // namespace loopledger::loop

#endif  // PROJECTIONS_LOOP_LOOP_H_
