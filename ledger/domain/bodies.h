// Every command with the event it becomes and the table of the streams that
// both are about, once: the world's two switches are made from it.
//
// X(streams, command's case, its getter, event's case, its getter)
#ifndef LEDGER_DOMAIN_BODIES_H_
#define LEDGER_DOMAIN_BODIES_H_

// A table reads better than a column.
// clang-format off
#define LOOPLEDGER_FOR_EACH_BODY(X) \
  X(orgs_, kAdmitOrganisation, admit_organisation, kOrganisationAdmitted, organisation_admitted) \
  X(orgs_, kSuspendOrganisation, suspend_organisation, kOrganisationSuspended, organisation_suspended) \
  X(orgs_, kWithdrawOrganisation, withdraw_organisation, kOrganisationWithdrawn, organisation_withdrawn) \
  X(orgs_, kRotateKey, rotate_key, kKeyRotated, key_rotated) \
  X(orgs_, kGrantRole, grant_role, kRoleGranted, role_granted) \
  X(orgs_, kRevokeRole, revoke_role, kRoleRevoked, role_revoked) \
  X(reports_, kSubmitReport, submit_report, kReportSubmitted, report_submitted) \
  X(reports_, kAcceptReport, accept_report, kReportAccepted, report_accepted) \
  X(reports_, kRejectReport, reject_report, kReportRejected, report_rejected) \
  X(reports_, kRegradeReport, regrade_report, kReportRegraded, report_regraded) \
  X(reports_, kCorrectReport, correct_report, kReportCorrected, report_corrected) \
  X(reports_, kSanitiseReport, sanitise_report, kReportSanitised, report_sanitised) \
  X(reports_, kConsultOriginator, consult_originator, kOriginatorConsulted, originator_consulted) \
  X(reports_, kPermitAction, permit_action, kOriginatorPermission, originator_permission) \
  X(reports_, kDiscloseReport, disclose_report, kReportDisclosed, report_disclosed) \
  X(reports_, kWithdrawReport, withdraw_report, kReportWithdrawn, report_withdrawn) \
  X(threats_, kDraftAssessment, draft_assessment, kAssessmentDrafted, assessment_drafted) \
  X(threats_, kReviewAssessment, review_assessment, kAssessmentReviewed, assessment_reviewed) \
  X(threats_, kPublishAssessment, publish_assessment, kAssessmentPublished, assessment_published) \
  X(threats_, kReaffirmAssessment, reaffirm_assessment, kAssessmentReaffirmed, assessment_reaffirmed) \
  X(threats_, kWithdrawAssessment, withdraw_assessment, kAssessmentWithdrawn, assessment_withdrawn) \
  X(threats_, kArchiveAssessment, archive_assessment, kAssessmentArchived, assessment_archived) \
  X(threats_, kResolveJudgement, resolve_judgement, kJudgementResolved, judgement_resolved) \
  X(taskings_, kProposeTasking, propose_tasking, kTaskingProposed, tasking_proposed) \
  X(taskings_, kApproveTasking, approve_tasking, kTaskingApproved, tasking_approved) \
  X(taskings_, kRejectTasking, reject_tasking, kTaskingRejected, tasking_rejected) \
  X(taskings_, kDeferTasking, defer_tasking, kTaskingDeferred, tasking_deferred) \
  X(taskings_, kAcceptRisk, accept_risk, kTaskingRiskAccepted, tasking_risk_accepted) \
  X(taskings_, kReferTasking, refer_tasking, kTaskingReferred, tasking_referred) \
  X(taskings_, kAssignTasking, assign_tasking, kTaskingAssigned, tasking_assigned) \
  X(taskings_, kAcceptTasking, accept_tasking, kTaskingAccepted, tasking_accepted) \
  X(taskings_, kDeclineTasking, decline_tasking, kTaskingDeclined, tasking_declined) \
  X(taskings_, kStartTasking, start_tasking, kTaskingStarted, tasking_started) \
  X(taskings_, kSuspendTasking, suspend_tasking, kTaskingSuspended, tasking_suspended) \
  X(taskings_, kResumeTasking, resume_tasking, kTaskingResumed, tasking_resumed) \
  X(taskings_, kVaryTasking, vary_tasking, kTaskingVaried, tasking_varied) \
  X(taskings_, kCancelTasking, cancel_tasking, kTaskingCancelled, tasking_cancelled) \
  X(taskings_, kRejustifyTasking, rejustify_tasking, kTaskingRejustified, tasking_rejustified) \
  X(taskings_, kCompleteTasking, complete_tasking, kTaskingCompleted, tasking_completed) \
  X(taskings_, kInviteParticipant, invite_participant, kParticipantInvited, participant_invited) \
  X(taskings_, kRatifyTasking, ratify_tasking, kTaskingRatified, tasking_ratified) \
  X(taskings_, kCorrectTasking, correct_tasking, kTaskingCorrected, tasking_corrected) \
  X(taskings_, kCloseTasking, close_tasking, kTaskingClosed, tasking_closed) \
  X(outcomes_, kRecordOutcome, record_outcome, kOutcomeRecorded, outcome_recorded) \
  X(outcomes_, kModerateOutcome, moderate_outcome, kOutcomeModerated, outcome_moderated) \
  X(outcomes_, kDisputeOutcome, dispute_outcome, kOutcomeDisputed, outcome_disputed) \
  X(outcomes_, kFinaliseOutcome, finalise_outcome, kOutcomeFinalised, outcome_finalised) \
  X(outcomes_, kCorrectOutcome, correct_outcome, kOutcomeCorrected, outcome_corrected) \
  X(strategies_, kDraftStrategy, draft_strategy, kStrategyDrafted, strategy_drafted) \
  X(strategies_, kAddObjective, add_objective, kObjectiveAdded, objective_added) \
  X(strategies_, kAmendObjective, amend_objective, kObjectiveAmended, objective_amended) \
  X(strategies_, kRetireObjective, retire_objective, kObjectiveRetired, objective_retired) \
  X(strategies_, kAdoptStrategy, adopt_strategy, kStrategyAdopted, strategy_adopted) \
  X(strategies_, kSupersedeStrategy, supersede_strategy, kStrategySuperseded, strategy_superseded) \
  X(strategies_, kCloseStrategy, close_strategy, kStrategyClosed, strategy_closed) \
  X(controls_, kProposeControlStrategy, propose_control_strategy, kControlStrategyProposed, control_strategy_proposed) \
  X(controls_, kAgreeControlStrategy, agree_control_strategy, kControlStrategyAgreed, control_strategy_agreed) \
  X(controls_, kRaisePriority, raise_priority, kPriorityRaised, priority_raised) \
  X(controls_, kLowerPriority, lower_priority, kPriorityLowered, priority_lowered) \
  X(requirements_, kRaiseRequirement, raise_requirement, kRequirementRaised, requirement_raised) \
  X(requirements_, kAgreeRequirement, agree_requirement, kRequirementAgreed, requirement_agreed) \
  X(requirements_, kBeginCollection, begin_collection, kCollectionBegun, collection_begun) \
  X(requirements_, kSatisfyRequirement, satisfy_requirement, kRequirementSatisfied, requirement_satisfied) \
  X(requirements_, kPartlySatisfyRequirement, partly_satisfy_requirement, kRequirementPartlySatisfied, requirement_partly_satisfied) \
  X(requirements_, kCloseRequirementUnmet, close_requirement_unmet, kRequirementClosedUnmet, requirement_closed_unmet) \
  X(requirements_, kWithdrawRequirement, withdraw_requirement, kRequirementWithdrawn, requirement_withdrawn) \
  X(sessions_, kCallSession, call_session, kSessionCalled, session_called) \
  X(sessions_, kTablePapers, table_papers, kPapersTabled, papers_tabled) \
  X(sessions_, kOpenSession, open_session, kSessionOpened, session_opened) \
  X(sessions_, kRecordAttendance, record_attendance, kAttendanceRecorded, attendance_recorded) \
  X(sessions_, kRecordDecision, record_decision, kDecisionRecorded, decision_recorded) \
  X(sessions_, kCloseSession, close_session, kSessionClosed, session_closed) \
  X(commitments_, kRequestCommitment, request_commitment, kCommitmentRequested, commitment_requested) \
  X(commitments_, kOfferCommitment, offer_commitment, kCommitmentOffered, commitment_offered) \
  X(commitments_, kAcceptCommitment, accept_commitment, kCommitmentAccepted, commitment_accepted) \
  X(commitments_, kDeclineCommitment, decline_commitment, kCommitmentDeclined, commitment_declined) \
  X(commitments_, kProposeCommitmentVariation, propose_commitment_variation, kCommitmentVariationProposed, commitment_variation_proposed) \
  X(commitments_, kVaryCommitment, vary_commitment, kCommitmentVaried, commitment_varied) \
  X(commitments_, kDeliverCommitment, deliver_commitment, kCommitmentDelivered, commitment_delivered) \
  X(commitments_, kPartlyDeliverCommitment, partly_deliver_commitment, kCommitmentPartlyDelivered, commitment_partly_delivered) \
  X(commitments_, kReleaseCommitment, release_commitment, kCommitmentReleased, commitment_released) \
  X(reviews_, kOpenReview, open_review, kReviewOpened, review_opened) \
  X(reviews_, kRecordFindings, record_findings, kFindingsRecorded, findings_recorded) \
  X(reviews_, kAcceptReview, accept_review, kReviewAccepted, review_accepted) \
  X(reviews_, kActionReview, action_review, kReviewActioned, review_actioned) \
  X(records_, kAssignRetentionGroup, assign_retention_group, kRetentionGroupAssigned, retention_group_assigned) \
  X(records_, kReviewRetention, review_retention, kRetentionReviewed, retention_reviewed) \
  X(records_, kPlaceLegalHold, place_legal_hold, kLegalHoldPlaced, legal_hold_placed) \
  X(records_, kLiftLegalHold, lift_legal_hold, kLegalHoldLifted, legal_hold_lifted) \
  X(records_, kApproveDisposal, approve_disposal, kDisposalApproved, disposal_approved) \
  X(records_, kRestrictProcessing, restrict_processing, kProcessingRestricted, processing_restricted) \
  X(records_, kLiftRestriction, lift_restriction, kRestrictionLifted, restriction_lifted) \
  X(adoptions_, kAdoptVocabulary, adopt_vocabulary, kVocabularyAdopted, vocabulary_adopted)
// clang-format on

#endif  // LEDGER_DOMAIN_BODIES_H_
