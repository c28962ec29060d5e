// The feedback loop: the gaps between intelligence and tasking, as a work list.
//
//   M1 UNTASKED_HIGH_THREAT           a threat has been high for 28 days, and
//                                     nobody decided to act or accept the risk
//   M2 STALE_ASSESSMENT               the version in force is past its review
//   M3 LAPSED_JUSTIFICATION           a live tasking rests on what no longer
//                                     holds (grounds.h)
//   M4 OUTCOME_WITHOUT_REASSESSMENT   30 days after an outcome, no version of
//                                     the threat has considered it
//   M8 ORPHAN_OBJECTIVE               an objective is in force, no live tasking
//                                     serves it, and for 90 days none was
//                                     completed that did
//   M9 OFF_STRATEGY_TASKING           a live tasking serves no objective and no
//                                     priority that is in force
//   M9 TASKING_UNRATIFIED             72 hours after a decision outside a
//                                     session, none has ratified it
//   M10 UNMET_REQUIREMENT             an agreed requirement is past the time it
//                                     was needed by
//   M10 REQUIREMENT_COLD              for 30 days no report was accepted that
//                                     is linked to an agreed requirement
//   M11 COMMITMENT_BREACH             an accepted commitment is past its due
//                                     time
//   M11 COMMITMENT_SILENT             for 5 days nobody answered a request for
//                                     a commitment
//   M12 UNUSED_INTELLIGENCE           60 days after its acceptance nobody has
//                                     cited a well graded item of a report
//   M13 WORRIED_NOT_LOOKING           a threat is high by a version of low
//                                     confidence, and no open requirement asks
//                                     about it
//
// Archiving a threat ends its part in M4: nobody assesses it any more, and to
// archive it, with a reason, is the last assessment that its outcomes get. A
// threat that was withdrawn can come back, so its outcomes still wait.
//
// A gap is marked as high as all that its row names, as of now: raising the
// marking of one of them raises the row's.
//
// Time passes by Tick records alone: at a Tick recorded at T everything is late
// whose deadline is at or before T. The days come from the policy in the
// record at position 0. A gap disappears only by an event.
#ifndef PROJECTIONS_GAPS_FEEDBACK_LOOP_H_
#define PROJECTIONS_GAPS_FEEDBACK_LOOP_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/views.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::feedback_loop {

// By metric/subject: "M1/SOCG-17", "M3/T-204", and for an outcome and a threat
// that has not considered it "M4/O-9/SOCG-17". The second gap of a metric adds
// what it is: "M11/C-3" is breached, "M11/C-3/SILENT" not answered.
inline constexpr Table<v1::GapRow> kGaps{"gaps", 1};

// `vocabularies` must outlive it.
Projection FeedbackLoop(const Vocabularies& vocabularies);

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_FEEDBACK_LOOP_H_
