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

    {C::kRecordOutcome, {kRecorder}},
    {C::kModerateOutcome, {kModerator}},
    {C::kDisputeOutcome, {kModerator, kReviewer}},
    {C::kFinaliseOutcome, {kModerator, kReviewer}},
    {C::kCorrectOutcome, {kRecorder}},
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
