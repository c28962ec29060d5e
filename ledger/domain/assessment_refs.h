// References to versions of assessments, wherever they stand.
#ifndef LEDGER_DOMAIN_ASSESSMENT_REFS_H_
#define LEDGER_DOMAIN_ASSESSMENT_REFS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger {

using AssessmentRefs = google::protobuf::RepeatedPtrField<v1::AssessmentRef>;

// G7 and G8: DANGLING_REF when there is no such version for the actor, or it
// has no such judgement. `at` is the field's path.
Objection RefExists(const v1::AssessmentRef& ref, const std::string& at,
                    const assessment::States& threats, const Call& call);
Objection RefsExist(const AssessmentRefs& refs, absl::string_view field,
                    const assessment::States& threats, const Call& call);

// G9: MARKING_TOO_LOW unless the command is marked as high as each. They exist.
Objection RefsCovered(const AssessmentRefs& refs,
                      const assessment::States& threats,
                      const Markings& markings, const Call& call);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_ASSESSMENT_REFS_H_
