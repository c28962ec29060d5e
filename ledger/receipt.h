// The receipt of a record, however it is come by.
#ifndef LEDGER_RECEIPT_H_
#define LEDGER_RECEIPT_H_

#include "ledger/base/sha256.h"
#include "loopledger/v1/receipt.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// Moves the event out of `record`.
v1::Receipt ReceiptFor(v1::Record& record, const Digest& leaf);

}  // namespace loopledger

#endif  // LEDGER_RECEIPT_H_
