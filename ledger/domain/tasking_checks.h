// Objections that several commands about a tasking share.
#ifndef LEDGER_DOMAIN_TASKING_CHECKS_H_
#define LEDGER_DOMAIN_TASKING_CHECKS_H_

#include <initializer_list>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/tasking.h"

namespace loopledger::tasking {

using Phases = std::initializer_list<State::Phase>;

// NOT_FOUND, TERMINAL or ILLEGAL_TRANSITION unless it is in one of `phases`.
Objection Requires(const State& self, absl::string_view id, Phases phases,
                   absl::string_view asked);

// G6: what follows the decision is for the lead organisation; `or_chair`: or
// for the chair of a body, who speaks for no organisation.
Objection LeadsOnly(const State& self, const Call& call, bool or_chair);

// DATES_REVERSED when it is due before it starts.
Objection CheckDates(absl::Time start_by, absl::Time due);

// All that a proposal must hold.
Objection CheckProposal(const v1::ProposeTasking& cmd, const Facts& facts);

}  // namespace loopledger::tasking

#endif  // LEDGER_DOMAIN_TASKING_CHECKS_H_
