#include "ledger/domain/who_may.h"

namespace loopledger {
namespace {

using C = v1::Command;

constexpr absl::string_view kAdministrator = "ADMINISTRATOR";
constexpr absl::string_view kStrategyOwner = "STRATEGY_OWNER";
constexpr absl::string_view kIntelOfficer = "INTEL_OFFICER";
constexpr absl::string_view kIntelManager = "INTEL_MANAGER";
constexpr absl::string_view kAnalyst = "ANALYST";
constexpr absl::string_view kReviewer = "REVIEWER";
constexpr absl::string_view kChair = "TCG_CHAIR";
constexpr absl::string_view kLead = "TASKING_LEAD";
constexpr absl::string_view kParticipantLead = "PARTICIPANT_LEAD";
constexpr absl::string_view kRecorder = "OUTCOME_RECORDER";
constexpr absl::string_view kModerator = "MODERATOR";
constexpr absl::string_view kRecordsOfficer = "RECORDS_OFFICER";

struct Row {
  C::BodyCase command;
  absl::string_view roles[4];
};

constexpr Row kTable[] = {
    {C::kAdmitOrganisation, {kAdministrator, kStrategyOwner}},
    {C::kSuspendOrganisation, {kAdministrator, kStrategyOwner}},
    {C::kWithdrawOrganisation, {kAdministrator, kStrategyOwner}},
    {C::kRotateKey, {kAdministrator, kStrategyOwner, kRecordsOfficer}},
    {C::kGrantRole, {kAdministrator, kStrategyOwner}},
    {C::kRevokeRole, {kAdministrator, kStrategyOwner}},

    {C::kSubmitReport, {kIntelOfficer}},
    {C::kAcceptReport, {kIntelManager}},
    {C::kRejectReport, {kIntelManager}},
    {C::kRegradeReport, {kIntelManager}},
    {C::kCorrectReport, {kIntelOfficer, kIntelManager, kRecordsOfficer}},
    {C::kSanitiseReport, {kIntelOfficer, kIntelManager}},
    {C::kConsultOriginator, {kIntelManager}},
    {C::kPermitAction, {kIntelManager}},
    {C::kDiscloseReport, {kIntelOfficer, kIntelManager}},
    {C::kWithdrawReport, {kIntelOfficer, kIntelManager}},

    {C::kDraftAssessment, {kAnalyst}},
    {C::kReviewAssessment, {kAnalyst, kIntelManager, kReviewer}},
    {C::kPublishAssessment, {kAnalyst, kIntelManager}},
    {C::kReaffirmAssessment, {kAnalyst, kIntelManager}},
    {C::kWithdrawAssessment, {kAnalyst, kIntelManager}},
    {C::kArchiveAssessment, {kAnalyst, kIntelManager, kRecordsOfficer}},
    {C::kResolveJudgement, {kAnalyst, kIntelManager, kReviewer}},

    {C::kProposeTasking, {kAnalyst, kIntelManager}},
    {C::kApproveTasking, {kChair}},
    {C::kRejectTasking, {kChair}},
    {C::kDeferTasking, {kChair}},
    {C::kAcceptRisk, {kChair}},
    {C::kReferTasking, {kChair}},
    {C::kAssignTasking, {kChair}},
    {C::kAcceptTasking, {kLead}},
    {C::kDeclineTasking, {kLead}},
    {C::kStartTasking, {kLead}},
    {C::kSuspendTasking, {kLead, kChair}},
    {C::kResumeTasking, {kLead, kChair}},
    {C::kVaryTasking, {kLead, kChair}},
    {C::kCancelTasking, {kLead, kChair}},
    {C::kRejustifyTasking, {kLead, kChair, kAnalyst, kIntelManager}},
    {C::kCompleteTasking, {kLead}},
    {C::kInviteParticipant, {kChair, kLead}},
    {C::kRatifyTasking, {kChair}},
    {C::kCorrectTasking, {kLead, kRecordsOfficer, kIntelManager, kAnalyst}},
    {C::kCloseTasking, {kReviewer, kChair}},

    {C::kRecordOutcome, {kRecorder}},
    {C::kModerateOutcome, {kModerator}},
    {C::kDisputeOutcome, {kModerator, kReviewer}},
    {C::kFinaliseOutcome, {kModerator, kReviewer}},
    {C::kCorrectOutcome, {kRecorder}},

    {C::kDraftStrategy, {kStrategyOwner}},
    {C::kAddObjective, {kStrategyOwner}},
    {C::kAmendObjective, {kStrategyOwner}},
    {C::kRetireObjective, {kStrategyOwner}},
    {C::kAdoptStrategy, {kStrategyOwner}},
    {C::kSupersedeStrategy, {kStrategyOwner}},
    {C::kCloseStrategy, {kStrategyOwner}},

    {C::kProposeControlStrategy, {kChair, kIntelManager, kAnalyst}},
    {C::kAgreeControlStrategy, {kChair}},
    {C::kRaisePriority, {kChair}},
    {C::kLowerPriority, {kChair}},

    {C::kRaiseRequirement, {kChair, kIntelManager, kAnalyst}},
    {C::kAgreeRequirement, {kIntelManager, kChair}},
    {C::kBeginCollection, {kIntelManager, kParticipantLead, kIntelOfficer}},
    {C::kSatisfyRequirement, {kChair, kIntelManager, kAnalyst}},
    {C::kPartlySatisfyRequirement, {kChair, kIntelManager, kAnalyst}},
    {C::kCloseRequirementUnmet, {kIntelManager, kAnalyst, kChair}},
    {C::kWithdrawRequirement, {kChair, kIntelManager, kAnalyst}},

    {C::kCallSession, {kChair}},
    {C::kTablePapers, {kIntelManager, kAnalyst, kChair}},
    {C::kOpenSession, {kChair}},
    {C::kRecordAttendance, {kAnalyst, kChair}},
    {C::kRecordDecision, {kChair}},
    {C::kCloseSession, {kChair}},

    {C::kRequestCommitment, {kLead}},
    {C::kOfferCommitment, {kParticipantLead}},
    {C::kAcceptCommitment, {kLead}},
    {C::kDeclineCommitment, {kLead, kParticipantLead}},
    {C::kProposeCommitmentVariation, {kLead, kParticipantLead}},
    {C::kVaryCommitment, {kParticipantLead, kLead}},
    {C::kDeliverCommitment, {kParticipantLead}},
    {C::kPartlyDeliverCommitment, {kParticipantLead}},
    {C::kReleaseCommitment, {kLead}},

    {C::kOpenReview, {kReviewer}},
    {C::kRecordFindings, {kReviewer}},
    {C::kAcceptReview, {kChair}},
    {C::kActionReview, {kAnalyst, kLead, kChair, kReviewer}},

    {C::kAssignRetentionGroup, {kRecordsOfficer}},
    {C::kReviewRetention, {kRecordsOfficer}},
    {C::kPlaceLegalHold, {kRecordsOfficer}},
    {C::kLiftLegalHold, {kRecordsOfficer}},
    {C::kApproveDisposal, {kRecordsOfficer}},
    {C::kRestrictProcessing, {kRecordsOfficer}},
    {C::kLiftRestriction, {kRecordsOfficer}},

    {C::kAdoptVocabulary, {kRecordsOfficer, kStrategyOwner, kAdministrator}},
};

}  // namespace

absl::Span<const absl::string_view> RolesFor(C::BodyCase body) {
  for (const Row& row : kTable) {
    if (row.command != body) continue;
    size_t count = 0;
    while (count < std::size(row.roles) && !row.roles[count].empty()) ++count;
    return absl::MakeConstSpan(row.roles, count);
  }
  return {};
}

}  // namespace loopledger
