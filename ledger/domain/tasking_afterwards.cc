// What is done about a tasking beside carrying it out: others are invited, a
// body ratifies, words are corrected, the loop is closed.
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/review.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/tasking_checks.h"

namespace loopledger::tasking {
namespace {

using Phase = State::Phase;

bool SaysNothing(const v1::CorrectTasking& cmd) {
  return cmd.title().empty() && cmd.plan().empty() && cmd.necessity().empty() &&
         cmd.proportionality().empty() && cmd.collateral_intrusion().empty() &&
         cmd.resources_bid().empty() && cmd.success_measures().empty();
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::InviteParticipant& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(),
                     {Phase::kApproved, Phase::kAssigned, Phase::kAccepted,
                      Phase::kInProgress, Phase::kSuspended},
                     "invite participant"));
  REFUSE_IF(LeadsOnly(self, facts.call, true));
  REFUSE_IF(NeedsText(cmd.participant_org(), "participant_org"));
  REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.participant_org(),
                                     facts.call.marking, {"participant_org"},
                                     facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_participant_invited());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RatifyTasking& cmd) {
  if (!self.unratified) {
    return NotNow("tasking", cmd.tasking_id(),
                  {PhaseText(self.phase),
                   "what its state allows, for it waits "
                   "for no ratification"},
                  "ratify");
  }
  REFUSE_IF(session::DecidedInOne({facts.sessions, facts.threats},
                                  cmd.decision(), self.referred_to,
                                  facts.call));
  REFUSE_IF(AnotherThan(self.decided_by, facts.call, "decided", "ratify it"));
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_ratified());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CorrectTasking& cmd) {
  if (self.phase == Phase::kAbsent) {
    return NotNow("tasking", cmd.tasking_id(), {}, "correct");
  }
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (SaysNothing(cmd)) {
    return Reject(v1::FIELD_MISSING,
                  "nothing is corrected; give what is to be said instead");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_corrected());
  event.mutable_tasking_corrected()->set_old_digest(self.digest.data(),
                                                    self.digest.size());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CloseTasking& cmd) {
  REFUSE_IF(Requires(self, cmd.tasking_id(), {Phase::kUnderReview}, "close"));
  if (facts.call.role() != "TCG_CHAIR") {
    REFUSE_IF(PartiesOnly(self.stream, facts.call));
  }
  const review::State& review = facts.reviews[self.review];
  if (review.phase != review::State::Phase::kActioned) {
    return Reject(v1::LOOP_OPEN, "review ", facts.reviews.IdOf(self.review),
                  " of tasking ", cmd.tasking_id(), " is ",
                  review::PhaseText(review.phase),
                  "; a tasking is closed when what its review recommends is "
                  "done");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_tasking_closed());
  return event;
}

}  // namespace loopledger::tasking
