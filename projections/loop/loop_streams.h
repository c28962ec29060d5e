// What is remembered of streams that tell of several nodes.
#ifndef PROJECTIONS_LOOP_LOOP_STREAMS_H_
#define PROJECTIONS_LOOP_LOOP_STREAMS_H_

#include "loopledger/state/v1/loop.pb.h"
#include "projections/engine/table.h"

namespace loopledger::loop {

// By threat/assessment id, strategy/id, control/id.
inline constexpr Table<state::v1::LoopStreamState> kStreams{"streams", 4,
                                                            Keep::kLatest};
// By assessment/version.
inline constexpr Table<state::v1::LoopDraftState> kDrafts{"drafts", 5,
                                                          Keep::kLatest};

}  // namespace loopledger::loop

#endif  // PROJECTIONS_LOOP_LOOP_STREAMS_H_
