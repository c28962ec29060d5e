// A commitment: what one organisation promises to a joint tasking. Requested by
// the lead, offered, accepted; then delivered, released, or breached, which
// nobody says: the clock does.
#ifndef LEDGER_DOMAIN_COMMITMENT_H_
#define LEDGER_DOMAIN_COMMITMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/states.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::commitment {

struct State {
  // What is recorded, and what the clock makes of it.
  enum class Phase : uint8_t {
    kAbsent,
    kRequested,
    kOffered,
    kAccepted,
    kPartly,
    kDelivered,
    kDeclined,
    kReleased,
    kBreached  // Only by the clock.
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  bool required = false;
  std::string tasking;
  std::string promising;  // The organisation.
  absl::Time due = absl::InfiniteFuture();
  // A variation that waits for the other party: who proposed it, empty when
  // none does, and the wire form of its terms.
  std::string proposed_by;
  std::string proposed;
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const States& commitments;
  const Streams<tasking::State>& taskings;
  const organisation::States& organisations;
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::RequestCommitment&);
Decision Decide(const State&, const Facts&, const v1::OfferCommitment&);
Decision Decide(const State&, const Facts&, const v1::AcceptCommitment&);
Decision Decide(const State&, const Facts&, const v1::DeclineCommitment&);
Decision Decide(const State&, const Facts&,
                const v1::ProposeCommitmentVariation&);
Decision Decide(const State&, const Facts&, const v1::VaryCommitment&);
Decision Decide(const State&, const Facts&, const v1::DeliverCommitment&);
Decision Decide(const State&, const Facts&, const v1::PartlyDeliverCommitment&);
Decision Decide(const State&, const Facts&, const v1::ReleaseCommitment&);

void Evolve(State&, const v1::Event&, const v1::CommitmentRequested&);
void Evolve(State&, const v1::Event&, const v1::CommitmentOffered&);
void Evolve(State&, const v1::Event&, const v1::CommitmentAccepted&);
void Evolve(State&, const v1::Event&, const v1::CommitmentDeclined&);
void Evolve(State&, const v1::Event&, const v1::CommitmentVariationProposed&);
void Evolve(State&, const v1::Event&, const v1::CommitmentVaried&);
void Evolve(State&, const v1::Event&, const v1::CommitmentDelivered&);
void Evolve(State&, const v1::Event&, const v1::CommitmentPartlyDelivered&);
void Evolve(State&, const v1::Event&, const v1::CommitmentReleased&);

State::Phase PhaseAt(const State& self, absl::Time at);

// COMMITMENTS_OPEN unless each of a tasking's required commitments is accepted
// or released, so that it can start...
Objection ReadyToStart(const std::vector<uint32_t>& of, const States& all);
// ...and each is at its end, so that it can be completed.
Objection Settled(const std::vector<uint32_t>& of, const States& all);

}  // namespace loopledger::commitment

#endif  // LEDGER_DOMAIN_COMMITMENT_H_
