#include "ledger/domain/world.h"

#include <utility>
#include <variant>

#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"

namespace loopledger {
namespace {

using C = v1::Command;
using E = v1::Event;

absl::string_view TypeOf(const organisation::States&) {
  return kOrganisationStream;
}
absl::string_view TypeOf(const report::States&) { return kReportStream; }
absl::string_view TypeOf(const assessment::States&) { return kThreatStream; }
absl::string_view TypeOf(const tasking::States&) { return kTaskingStream; }
absl::string_view TypeOf(const outcome::States&) { return kOutcomeStream; }

// The stream that a command is about. The order matters: an outcome names its
// tasking too, and a sanitised report the one it is derived from.
struct Target {
  absl::string_view field;
  const std::string& id;
};
template <typename Body>
Target TargetOf(const Body& body) {
  if constexpr (requires { body.outcome_id(); }) {
    return {"outcome_id", body.outcome_id()};
  } else if constexpr (requires { body.tasking_id(); }) {
    return {"tasking_id", body.tasking_id()};
  } else if constexpr (requires { body.assessment_id(); }) {
    return {"assessment_id", body.assessment_id()};
  } else if constexpr (requires { body.derived_report_id(); }) {
    return {"derived_report_id", body.derived_report_id()};
  } else if constexpr (requires { body.report_id(); }) {
    return {"report_id", body.report_id()};
  } else {
    return {"org_id", body.org_id()};
  }
}

// G1.
Objection AtExpectedVersion(const Stream& stream, const Target& target,
                            const C& command) {
  if (!command.has_expected_version()) return {};
  if (command.expected_version() == stream.version) return {};
  return Reject(v1::CONFLICT, target.id, " is at version ", stream.version,
                ", not ", command.expected_version(),
                "; read it again and decide on what it says now")
      .At("expected_version");
}

// Free functions, so that the world's own Decide and Evolve do not hide those
// of the aggregates.
template <typename State, typename Facts, typename Body>
Decision Ask(const State& self, const Facts& facts, const Body& body) {
  return Decide(self, facts, body);
}
template <typename State, typename Folding, typename Body>
void Tell(State& self, const Folding& folding, const Body& body) {
  Evolve(self, folding, body);
}

void CopyEnvelope(Call& call, E& event) {
  const C& command = call.command;
  event.set_command_id(command.command_id());
  *event.mutable_occurred_at() = command.occurred_at();
  *event.mutable_actor() = command.actor();
  event.set_late_reason(command.late_reason());
  event.set_causation_id(command.causation_id());
  event.set_correlation_id(command.correlation_id());
  *event.mutable_releasable_to() = command.releasable_to();
  *event.mutable_subject_keys() = command.subject_keys();
  if (command.has_authority()) {
    *event.mutable_authority() = command.authority();
  }
  if (command.has_retention()) {
    *event.mutable_retention() = command.retention();
  }
  if (call.marking.ByteSizeLong() > 0) {
    *event.mutable_marking() = std::move(call.marking);
  }
  call.codes.Pin(event);
}

}  // namespace

World::World(const Vocabularies& vocabularies) : vocabularies_(vocabularies) {}

Decision World::Decide(const C& command, absl::Time recorded_at) const {
  return DecideChecked(command, envelope_.Check(command), recorded_at);
}

Decision World::DecideChecked(const C& command, const Objection& malformed,
                              absl::Time recorded_at) const {
  CHECK(founded_);
  REFUSE_IF(malformed);
  if (command.has_recorded_at() && !backfill_open_) {
    return Reject(v1::BACKFILL_CLOSED,
                  "recorded_at is for filling a ledger from history, and this "
                  "ledger is not open for that; leave it out")
        .At("recorded_at");
  }
  if (command.has_signature()) {
    return Reject(v1::FIELD_INVALID,
                  "signatures are not checked yet, so none is recorded; leave "
                  "it out")
        .At("signature");
  }
  Codes codes(vocabularies_, recorded_at);
  Call call{.command = command,
            .stamp = {.occurred_at = ToTime(command.occurred_at()),
                      .recorded_at = recorded_at},
            .policy = founding_.policy(),
            .codes = codes,
            .marking = {}};
  REFUSE_IF(CheckClock(command, call.stamp.occurred_at, recorded_at));
  REFUSE_IF(organisation::Authorised(orgs_, founding_, call));
  return Dispatch(call);
}

template <typename States, typename Body>
Decision World::Judge(const States& streams, const Body& body,
                      Call& call) const {
  const Target target = TargetOf(body);
  REFUSE_IF(NeedsText(target.id, target.field));
  const auto& self = streams.Find(target.id);
  REFUSE_IF(AtExpectedVersion(self.stream, target, call.command));
  REFUSE_IF(SettleMarking(self.stream, markings_, call));
  REFUSE_IF(NotWidened(self.stream, call));
  Decision decision = Ask(self, FactsFor(streams, call), body);
  if (E* event = std::get_if<E>(&decision)) {
    const absl::string_view type = TypeOf(streams);
    event->set_stream_type(type.data(), type.size());
    event->set_stream_id(target.id);
    event->set_stream_version(self.stream.version + 1);
    CopyEnvelope(call, *event);
  }
  return decision;
}

// A table reads better than a column.
// clang-format off
Decision World::Dispatch(Call& call) const {
  const C& c = call.command;
  const auto j = [&](const auto& streams, const auto& body) {
    return Judge(streams, body, call);
  };
  switch (c.body_case()) {
    case C::kAdmitOrganisation: return j(orgs_, c.admit_organisation());
    case C::kSuspendOrganisation: return j(orgs_, c.suspend_organisation());
    case C::kWithdrawOrganisation: return j(orgs_, c.withdraw_organisation());
    case C::kRotateKey: return j(orgs_, c.rotate_key());
    case C::kGrantRole: return j(orgs_, c.grant_role());
    case C::kRevokeRole: return j(orgs_, c.revoke_role());
    case C::kSubmitReport: return j(reports_, c.submit_report());
    case C::kAcceptReport: return j(reports_, c.accept_report());
    case C::kRejectReport: return j(reports_, c.reject_report());
    case C::kRegradeReport: return j(reports_, c.regrade_report());
    case C::kCorrectReport: return j(reports_, c.correct_report());
    case C::kSanitiseReport: return j(reports_, c.sanitise_report());
    case C::kConsultOriginator: return j(reports_, c.consult_originator());
    case C::kPermitAction: return j(reports_, c.permit_action());
    case C::kDiscloseReport: return j(reports_, c.disclose_report());
    case C::kWithdrawReport: return j(reports_, c.withdraw_report());
    case C::kDraftAssessment: return j(threats_, c.draft_assessment());
    case C::kReviewAssessment: return j(threats_, c.review_assessment());
    case C::kPublishAssessment: return j(threats_, c.publish_assessment());
    case C::kReaffirmAssessment: return j(threats_, c.reaffirm_assessment());
    case C::kWithdrawAssessment: return j(threats_, c.withdraw_assessment());
    case C::kArchiveAssessment: return j(threats_, c.archive_assessment());
    case C::kResolveJudgement: return j(threats_, c.resolve_judgement());
    case C::kProposeTasking: return j(taskings_, c.propose_tasking());
    case C::kApproveTasking: return j(taskings_, c.approve_tasking());
    case C::kRejectTasking: return j(taskings_, c.reject_tasking());
    case C::kDeferTasking: return j(taskings_, c.defer_tasking());
    case C::kAcceptRisk: return j(taskings_, c.accept_risk());
    case C::kReferTasking: return j(taskings_, c.refer_tasking());
    case C::kAssignTasking: return j(taskings_, c.assign_tasking());
    case C::kAcceptTasking: return j(taskings_, c.accept_tasking());
    case C::kDeclineTasking: return j(taskings_, c.decline_tasking());
    case C::kStartTasking: return j(taskings_, c.start_tasking());
    case C::kSuspendTasking: return j(taskings_, c.suspend_tasking());
    case C::kResumeTasking: return j(taskings_, c.resume_tasking());
    case C::kVaryTasking: return j(taskings_, c.vary_tasking());
    case C::kCancelTasking: return j(taskings_, c.cancel_tasking());
    case C::kRejustifyTasking: return j(taskings_, c.rejustify_tasking());
    case C::kCompleteTasking: return j(taskings_, c.complete_tasking());
    case C::kRecordOutcome: return j(outcomes_, c.record_outcome());
    case C::kModerateOutcome: return j(outcomes_, c.moderate_outcome());
    case C::kDisputeOutcome: return j(outcomes_, c.dispute_outcome());
    case C::kFinaliseOutcome: return j(outcomes_, c.finalise_outcome());
    case C::kCorrectOutcome: return j(outcomes_, c.correct_outcome());
    // Their rules are not written yet.
    case C::kInviteParticipant:
    case C::kRatifyTasking:
    case C::kCorrectTasking:
    case C::kCloseTasking:
    case C::kDraftStrategy:
    case C::kAddObjective:
    case C::kAmendObjective:
    case C::kRetireObjective:
    case C::kAdoptStrategy:
    case C::kSupersedeStrategy:
    case C::kCloseStrategy:
    case C::kProposeControlStrategy:
    case C::kAgreeControlStrategy:
    case C::kRaisePriority:
    case C::kLowerPriority:
    case C::kRaiseRequirement:
    case C::kAgreeRequirement:
    case C::kBeginCollection:
    case C::kSatisfyRequirement:
    case C::kPartlySatisfyRequirement:
    case C::kCloseRequirementUnmet:
    case C::kWithdrawRequirement:
    case C::kCallSession:
    case C::kTablePapers:
    case C::kOpenSession:
    case C::kRecordAttendance:
    case C::kRecordDecision:
    case C::kCloseSession:
    case C::kRequestCommitment:
    case C::kOfferCommitment:
    case C::kAcceptCommitment:
    case C::kDeclineCommitment:
    case C::kProposeCommitmentVariation:
    case C::kVaryCommitment:
    case C::kDeliverCommitment:
    case C::kPartlyDeliverCommitment:
    case C::kReleaseCommitment:
    case C::kOpenReview:
    case C::kRecordFindings:
    case C::kAcceptReview:
    case C::kActionReview:
    case C::kAssignRetentionGroup:
    case C::kReviewRetention:
    case C::kPlaceLegalHold:
    case C::kLiftLegalHold:
    case C::kApproveDisposal:
    case C::kRestrictProcessing:
    case C::kLiftRestriction:
    case C::kAdoptVocabulary:
      return Reject(v1::FIELD_INVALID,
                    "this version does not decide that command yet")
          .At("body");
    case C::BODY_NOT_SET:
      break;  // The envelope's check refused it.
  }
  CheckFailed(__FILE__, __LINE__, "a command has a body");
}
// clang-format on

bool World::CanRead(const v1::Record& record) {
  if (record.has_event()) {
    const int body = record.event().body_case();
    return body != E::BODY_NOT_SET && body < E::kStrategyDrafted &&
           (body < E::kParticipantInvited || body > E::kTaskingClosed);
  }
  return record.body_case() != v1::Record::BODY_NOT_SET;
}

void World::Evolve(const v1::Record& record) {
  CHECK(CanRead(record));
  const absl::Time now = FromMicros(record.recorded_at());
  switch (record.body_case()) {
    case v1::Record::kLedgerFounded:
      return Found(record.ledger_founded(), now);
    case v1::Record::kEvent:
      return EvolveEvent(record.event(), now);
    case v1::Record::kTick:
      return deadlines_.Pass(now);
    case v1::Record::kBackfillClosed:
      backfill_open_ = false;
      return;
    case v1::Record::kSeatTaken:
    case v1::Record::kCheckpoint:
    case v1::Record::BODY_NOT_SET:
      return;  // Nothing that a rule asks about.
  }
}

template <typename States, typename Body>
void World::Fold(States& streams, const E& event, const Body& body) {
  auto& self = streams.At(event.stream_id());
  Advance(self.stream, event, markings_);
  Tell(self, FoldingFor(streams, event), body);
}

// A table reads better than a column.
// clang-format off
void World::EvolveEvent(const E& e, absl::Time now) {
  const auto f = [&](auto& streams, const auto& body) {
    Fold(streams, e, body);
    Then(body, e, now);
  };
  switch (e.body_case()) {
    case E::kOrganisationAdmitted: return f(orgs_, e.organisation_admitted());
    case E::kOrganisationSuspended: return f(orgs_, e.organisation_suspended());
    case E::kOrganisationWithdrawn: return f(orgs_, e.organisation_withdrawn());
    case E::kKeyRotated: return f(orgs_, e.key_rotated());
    case E::kRoleGranted: return f(orgs_, e.role_granted());
    case E::kRoleRevoked: return f(orgs_, e.role_revoked());
    case E::kReportSubmitted: return f(reports_, e.report_submitted());
    case E::kReportAccepted: return f(reports_, e.report_accepted());
    case E::kReportRejected: return f(reports_, e.report_rejected());
    case E::kReportRegraded: return f(reports_, e.report_regraded());
    case E::kReportCorrected: return f(reports_, e.report_corrected());
    case E::kReportSanitised: return f(reports_, e.report_sanitised());
    case E::kOriginatorConsulted: return f(reports_, e.originator_consulted());
    case E::kOriginatorPermission: return f(reports_, e.originator_permission());
    case E::kReportDisclosed: return f(reports_, e.report_disclosed());
    case E::kReportWithdrawn: return f(reports_, e.report_withdrawn());
    case E::kAssessmentDrafted: return f(threats_, e.assessment_drafted());
    case E::kAssessmentReviewed: return f(threats_, e.assessment_reviewed());
    case E::kAssessmentPublished: return f(threats_, e.assessment_published());
    case E::kAssessmentReaffirmed: return f(threats_, e.assessment_reaffirmed());
    case E::kAssessmentWithdrawn: return f(threats_, e.assessment_withdrawn());
    case E::kAssessmentArchived: return f(threats_, e.assessment_archived());
    case E::kJudgementResolved: return f(threats_, e.judgement_resolved());
    case E::kTaskingProposed: return f(taskings_, e.tasking_proposed());
    case E::kTaskingApproved: return f(taskings_, e.tasking_approved());
    case E::kTaskingRejected: return f(taskings_, e.tasking_rejected());
    case E::kTaskingDeferred: return f(taskings_, e.tasking_deferred());
    case E::kTaskingRiskAccepted: return f(taskings_, e.tasking_risk_accepted());
    case E::kTaskingReferred: return f(taskings_, e.tasking_referred());
    case E::kTaskingAssigned: return f(taskings_, e.tasking_assigned());
    case E::kTaskingAccepted: return f(taskings_, e.tasking_accepted());
    case E::kTaskingDeclined: return f(taskings_, e.tasking_declined());
    case E::kTaskingStarted: return f(taskings_, e.tasking_started());
    case E::kTaskingSuspended: return f(taskings_, e.tasking_suspended());
    case E::kTaskingResumed: return f(taskings_, e.tasking_resumed());
    case E::kTaskingVaried: return f(taskings_, e.tasking_varied());
    case E::kTaskingCancelled: return f(taskings_, e.tasking_cancelled());
    case E::kTaskingRejustified: return f(taskings_, e.tasking_rejustified());
    case E::kTaskingCompleted: return f(taskings_, e.tasking_completed());
    case E::kOutcomeRecorded: return f(outcomes_, e.outcome_recorded());
    case E::kOutcomeModerated: return f(outcomes_, e.outcome_moderated());
    case E::kOutcomeDisputed: return f(outcomes_, e.outcome_disputed());
    case E::kOutcomeFinalised: return f(outcomes_, e.outcome_finalised());
    case E::kOutcomeCorrected: return f(outcomes_, e.outcome_corrected());
    // CanRead refuses them.
    case E::kParticipantInvited:
    case E::kTaskingRatified:
    case E::kTaskingCorrected:
    case E::kTaskingClosed:
    case E::kStrategyDrafted:
    case E::kObjectiveAdded:
    case E::kObjectiveAmended:
    case E::kObjectiveRetired:
    case E::kStrategyAdopted:
    case E::kStrategySuperseded:
    case E::kStrategyClosed:
    case E::kControlStrategyProposed:
    case E::kControlStrategyAgreed:
    case E::kPriorityRaised:
    case E::kPriorityLowered:
    case E::kRequirementRaised:
    case E::kRequirementAgreed:
    case E::kCollectionBegun:
    case E::kRequirementSatisfied:
    case E::kRequirementPartlySatisfied:
    case E::kRequirementClosedUnmet:
    case E::kRequirementWithdrawn:
    case E::kSessionCalled:
    case E::kPapersTabled:
    case E::kSessionOpened:
    case E::kAttendanceRecorded:
    case E::kDecisionRecorded:
    case E::kSessionClosed:
    case E::kCommitmentRequested:
    case E::kCommitmentOffered:
    case E::kCommitmentAccepted:
    case E::kCommitmentDeclined:
    case E::kCommitmentVariationProposed:
    case E::kCommitmentVaried:
    case E::kCommitmentDelivered:
    case E::kCommitmentPartlyDelivered:
    case E::kCommitmentReleased:
    case E::kReviewOpened:
    case E::kFindingsRecorded:
    case E::kReviewAccepted:
    case E::kReviewActioned:
    case E::kRetentionGroupAssigned:
    case E::kRetentionReviewed:
    case E::kLegalHoldPlaced:
    case E::kLegalHoldLifted:
    case E::kDisposalApproved:
    case E::kProcessingRestricted:
    case E::kRestrictionLifted:
    case E::kVocabularyAdopted:
    case E::BODY_NOT_SET:
      return;
  }
}
// clang-format on

void World::Found(const v1::LedgerFounded& founding, absl::Time now) {
  founded_ = true;
  founding_ = founding;
  backfill_open_ = founding.has_backfill();
  const std::string& id = founding.organisation().org_id();
  if (id.empty()) return;
  E event;
  event.set_stream_id(id);
  event.set_stream_version(1);
  event.mutable_actor()->set_org(id);
  event.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(now));
  Fold(orgs_, event, founding.organisation());
}

bool World::operator==(const World& other) const {
  return founded_ == other.founded_ && backfill_open_ == other.backfill_open_ &&
         founding_.SerializeAsString() == other.founding_.SerializeAsString() &&
         markings_ == other.markings_ && orgs_ == other.orgs_ &&
         reports_ == other.reports_ && threats_ == other.threats_ &&
         taskings_ == other.taskings_ && outcomes_ == other.outcomes_ &&
         claims_ == other.claims_ && deadlines_ == other.deadlines_;
}

}  // namespace loopledger
