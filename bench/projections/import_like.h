// A ledger shaped like an import of intelligence history.
#ifndef BENCH_PROJECTIONS_IMPORT_LIKE_H_
#define BENCH_PROJECTIONS_IMPORT_LIKE_H_

#include "ledger/log/memory_log.h"

namespace loopledger {

// 100,000 records of some 300 bytes and more: reports that are submitted and
// accepted, threats of many versions that cite some twenty of them, a tasking
// for every other threat. Made once.
const MemoryLog& ImportLike();

}  // namespace loopledger

#endif  // BENCH_PROJECTIONS_IMPORT_LIKE_H_
