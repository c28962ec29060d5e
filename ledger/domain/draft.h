// What a draft of an assessment must hold before it may be recorded.
#ifndef LEDGER_DOMAIN_DRAFT_H_
#define LEDGER_DOMAIN_DRAFT_H_

#include <cstdint>
#include <string>

#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/decision.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger::assessment {

// Judges the content of a draft; `computed` is its scorecard with the totals
// and the band that the ledger computed.
Objection CheckDraft(const State& self, const Facts& facts,
                     const v1::DraftAssessment& cmd, v1::Scorecard& computed);

// REVIEW_TOO_LATE when it is due later than the policy allows for the band.
Objection CheckReviewDue(const google::protobuf::Timestamp* review_due,
                         uint32_t band, const Call& call);

// G7 and G9: DANGLING_REF unless every outcome exists, MARKING_TOO_LOW when
// one is marked above this.
Objection CheckOutcomes(
    const google::protobuf::RepeatedPtrField<std::string>& outcomes,
    const Facts& facts);

}  // namespace loopledger::assessment

#endif  // LEDGER_DOMAIN_DRAFT_H_
