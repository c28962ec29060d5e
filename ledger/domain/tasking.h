// A tasking: an assessment translated into specific activity. Proposed, decided
// by a body in session, assigned to a lead organisation, accepted, started and
// completed; each justification names the version of the assessment that it
// rests on.
#ifndef LEDGER_DOMAIN_TASKING_H_
#define LEDGER_DOMAIN_TASKING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/sha256.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/control.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/report.h"
#include "ledger/domain/session.h"
#include "ledger/domain/states.h"
#include "ledger/domain/strategy.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::tasking {

struct Justification {
  uint32_t threat = 0;  // In assessment::States.
  uint32_t version = 0;
  bool operator==(const Justification&) const = default;
};

// When a lawful authorisation holds.
struct Lawful {
  absl::Time from;
  absl::Time to;
  bool operator==(const Lawful&) const = default;
};

struct State {
  enum class Phase : uint8_t {
    kAbsent,
    kProposed,
    kDeferred,
    kRejected,
    kNoAction,
    kApproved,
    kAssigned,
    kAccepted,
    kInProgress,
    kSuspended,
    kCompleted,
    kCancelled,
    kUnderReview,
    kClosed
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  bool urgent = false;
  bool risk_accepted = false;
  bool proceeds_on_superseded = false;  // As approved, on what it cites.
  bool authorisation_required = false;
  bool unratified = false;  // Decided urgently, outside a session.
  uint32_t outcomes = 0;
  uint32_t review = 0;  // In review::States, once it is under review.
  std::string proposer;
  std::string mode;
  std::string lead;
  std::string lead_person;  // Who accepted it.
  Person decided_by;        // Last.
  std::string referred_to;  // The body that is to decide; empty: any.
  std::vector<std::string> objectives;
  std::vector<std::string> priorities;
  std::vector<uint32_t> commitments;  // In commitment::States.
  Digest digest = {};  // SHA-256 of the event body that tells its words.
  std::vector<Justification> justification;
  std::vector<Lawful> authorisations;
  absl::Time start_by = absl::InfinitePast();
  absl::Time started_at = absl::InfiniteFuture();
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const assessment::States& threats;
  const report::States& reports;
  const organisation::States& organisations;
  const Markings& markings;
  const session::States& sessions;
  const strategy::States& strategies;
  const control::States& controls;
  const Streams<requirement::State>& requirements;
  const Streams<commitment::State>& commitments;
  const Streams<review::State>& reviews;
};

Decision Decide(const State&, const Facts&, const v1::ProposeTasking&);
Decision Decide(const State&, const Facts&, const v1::ApproveTasking&);
Decision Decide(const State&, const Facts&, const v1::RejectTasking&);
Decision Decide(const State&, const Facts&, const v1::DeferTasking&);
Decision Decide(const State&, const Facts&, const v1::AcceptRisk&);
Decision Decide(const State&, const Facts&, const v1::ReferTasking&);
Decision Decide(const State&, const Facts&, const v1::AssignTasking&);
Decision Decide(const State&, const Facts&, const v1::AcceptTasking&);
Decision Decide(const State&, const Facts&, const v1::DeclineTasking&);
Decision Decide(const State&, const Facts&, const v1::StartTasking&);
Decision Decide(const State&, const Facts&, const v1::SuspendTasking&);
Decision Decide(const State&, const Facts&, const v1::ResumeTasking&);
Decision Decide(const State&, const Facts&, const v1::VaryTasking&);
Decision Decide(const State&, const Facts&, const v1::CancelTasking&);
Decision Decide(const State&, const Facts&, const v1::RejustifyTasking&);
Decision Decide(const State&, const Facts&, const v1::CompleteTasking&);
Decision Decide(const State&, const Facts&, const v1::InviteParticipant&);
Decision Decide(const State&, const Facts&, const v1::RatifyTasking&);
Decision Decide(const State&, const Facts&, const v1::CorrectTasking&);
Decision Decide(const State&, const Facts&, const v1::CloseTasking&);

// What an event is folded with: where the threats it cites are.
struct Folding {
  const v1::Event& event;
  const assessment::States& threats;
};
void Evolve(State&, const Folding&, const v1::TaskingProposed&);
void Evolve(State&, const Folding&, const v1::TaskingApproved&);
void Evolve(State&, const Folding&, const v1::TaskingRejected&);
void Evolve(State&, const Folding&, const v1::TaskingDeferred&);
void Evolve(State&, const Folding&, const v1::TaskingRiskAccepted&);
void Evolve(State&, const Folding&, const v1::TaskingReferred&);
void Evolve(State&, const Folding&, const v1::TaskingAssigned&);
void Evolve(State&, const Folding&, const v1::TaskingAccepted&);
void Evolve(State&, const Folding&, const v1::TaskingDeclined&);
void Evolve(State&, const Folding&, const v1::TaskingStarted&);
void Evolve(State&, const Folding&, const v1::TaskingSuspended&);
void Evolve(State&, const Folding&, const v1::TaskingResumed&);
void Evolve(State&, const Folding&, const v1::TaskingVaried&);
void Evolve(State&, const Folding&, const v1::TaskingCancelled&);
void Evolve(State&, const Folding&, const v1::TaskingRejustified&);
void Evolve(State&, const Folding&, const v1::TaskingCompleted&);
void Evolve(State&, const Folding&, const v1::ParticipantInvited&);
void Evolve(State&, const Folding&, const v1::TaskingRatified&);
void Evolve(State&, const Folding&, const v1::TaskingCorrected&);
void Evolve(State&, const Folding&, const v1::TaskingClosed&);
// An outcome of this tasking was recorded.
void Evolve(State&, const Folding&, const v1::OutcomeRecorded&);

// A commitment to it was asked for, of `org`.
void Joined(State&, uint32_t commitment, const std::string& org);
// A review of it was opened by `org`.
void UnderReview(State&, uint32_t review, const std::string& org);
// An objective was retired; those that served it serve another.
void ReHome(State&, const std::string& from, const std::string& to);

// Approved, and neither at its end nor cancelled.
bool IsLive(State::Phase phase);

// As messages tell it: "APPROVED".
absl::string_view PhaseText(State::Phase phase);

}  // namespace loopledger::tasking

#endif  // LEDGER_DOMAIN_TASKING_H_
