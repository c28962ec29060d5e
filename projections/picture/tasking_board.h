// The tasking board: each tasking, where it stands, who decided what and why,
// whether what it rests on still holds, and what came of it.
#ifndef PROJECTIONS_PICTURE_TASKING_BOARD_H_
#define PROJECTIONS_PICTURE_TASKING_BOARD_H_

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/views.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"

namespace loopledger::tasking_board {

// By tasking id.
inline constexpr Table<v1::TaskingRow> kTaskings{"taskings", 1};

// `vocabularies` must outlive it.
Projection TaskingBoard(const Vocabularies& vocabularies);

}  // namespace loopledger::tasking_board

#endif  // PROJECTIONS_PICTURE_TASKING_BOARD_H_
