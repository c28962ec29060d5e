// A member organisation: admitted, perhaps suspended or withdrawn; the roles
// that its people hold, and the keys that it signs with.
#ifndef LEDGER_DOMAIN_ORGANISATION_H_
#define LEDGER_DOMAIN_ORGANISATION_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger::organisation {

struct Grant {
  std::string person;
  std::string role;
  absl::Time from;
  absl::Time to;
  bool operator==(const Grant&) const = default;
};

// An Ed25519 key, by whose private half the organisation signs.
struct Key {
  std::string id;
  std::string public_key;
  absl::Time from;
  absl::Time to;
  bool operator==(const Key&) const = default;
};

struct State {
  enum class Phase : uint8_t { kAbsent, kMember, kSuspended, kWithdrawn };
  Stream stream;
  Phase phase = Phase::kAbsent;
  absl::Time member_from = absl::InfinitePast();
  absl::Time member_to = absl::InfiniteFuture();
  std::string clearance;
  std::vector<Grant> grants;
  std::vector<Key> keys;  // One for each id: the one rotated last.
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
};

Decision Decide(const State&, const Facts&, const v1::AdmitOrganisation&);
Decision Decide(const State&, const Facts&, const v1::SuspendOrganisation&);
Decision Decide(const State&, const Facts&, const v1::WithdrawOrganisation&);
Decision Decide(const State&, const Facts&, const v1::RotateKey&);
Decision Decide(const State&, const Facts&, const v1::GrantRole&);
Decision Decide(const State&, const Facts&, const v1::RevokeRole&);

void Evolve(State&, const v1::Event&, const v1::OrganisationAdmitted&);
void Evolve(State&, const v1::Event&, const v1::OrganisationSuspended&);
void Evolve(State&, const v1::Event&, const v1::OrganisationWithdrawn&);
void Evolve(State&, const v1::Event&, const v1::KeyRotated&);
void Evolve(State&, const v1::Event&, const v1::RoleGranted&);
void Evolve(State&, const v1::Event&, const v1::RoleRevoked&);

// G5: NOT_AUTHORISED unless the actor's role may ask for this command and is
// held, in a member organisation, at both occurred_at and recorded_at. Under
// open membership every organisation that is not suspended or withdrawn is a
// member and every role is held by whom the command names.
Objection Authorised(const States& organisations,
                     const v1::LedgerFounded& founding, const Call& call);

// Whether an organisation in this state may be given what is marked so. One
// that has no clearance recorded, or was never admitted, is not limited by any.
bool IsCleared(const State& state, const v1::Marking& marking, Codes& codes);

// Nothing when `org` is a member and cleared for `marking`. DANGLING_REF when
// it is no member, NOT_RELEASABLE when it is not cleared.
Objection MayReceive(const States& organisations, const std::string& org,
                     const v1::Marking& marking, const Field& field,
                     const Call& call);

}  // namespace loopledger::organisation

#endif  // LEDGER_DOMAIN_ORGANISATION_H_
