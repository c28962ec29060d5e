// Scores under a pinned model. The ledger computes totals and band anew; what
// a scorecard says of them must agree, or be left out.
#ifndef LEDGER_DOMAIN_SCORECARD_H_
#define LEDGER_DOMAIN_SCORECARD_H_

#include "ledger/domain/decision.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/threat.pb.h"

namespace loopledger {

// Bands 1 and 2 are "high".
inline constexpr uint32_t kHighBandMax = 2;
inline constexpr uint32_t kBands = 4;

// Computes the scorecard's totals and band from its dimensions into `computed`.
// UNKNOWN_CODE: the model is not the version in force, or has no such
// dimension; FIELD_MISSING: a dimension is not scored; FIELD_INVALID: a score
// is beyond its maximum or given twice; SCORE_MISMATCH: what it says of its
// totals is not so.
Objection Score(const v1::Scorecard& given, Codes& codes,
                v1::Scorecard& computed);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_SCORECARD_H_
