// The ledger that benches publish to, and what they publish.
#ifndef BENCH_SUPPORT_COMMANDS_H_
#define BENCH_SUPPORT_COMMANDS_H_

#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// A ledger in which anybody may do anything.
v1::LedgerFounded BenchFounding();

// Never refused. Rejects are short: with its envelope the record has about 300
// bytes.
v1::Command AdmitOrganisation(int number);

}  // namespace loopledger

#endif  // BENCH_SUPPORT_COMMANDS_H_
