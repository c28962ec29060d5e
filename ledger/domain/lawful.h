// Lawful authorisations: what covert or intrusive activity rests on.
#ifndef LEDGER_DOMAIN_LAWFUL_H_
#define LEDGER_DOMAIN_LAWFUL_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/tasking.h"
#include "loopledger/v1/tasking.pb.h"

namespace loopledger::tasking {

using Authorisations = google::protobuf::RepeatedPtrField<v1::Authorisation>;

// Each names its regime, reference, officer, and from when to when it holds.
Objection CheckAuthorisations(const Authorisations& authorisations,
                              Codes& codes);

// Adds them to what `held` has.
void Hold(const Authorisations& authorisations, std::vector<Lawful>& held);

// NOT_LAWFULLY_AUTHORISED when acting in `mode` requires one and none of those
// held before or `obtained` since holds at occurred_at.
Objection CheckLawful(const State& self, const std::string& mode,
                      const Authorisations& obtained, const Call& call);

}  // namespace loopledger::tasking

#endif  // LEDGER_DOMAIN_LAWFUL_H_
