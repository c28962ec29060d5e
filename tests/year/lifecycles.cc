#include "tests/year/lifecycles.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/year/account.h"

namespace loopledger::year {
namespace {

using E = v1::Event;

// An event leads from one of these states ("-": the stream does not exist) to
// another; "=" stays.
struct Transition {
  E::BodyCase event;
  const char* from;
  const char* to;
};

constexpr char kLive[] = "APPROVED ASSIGNED ACCEPTED IN_PROGRESS SUSPENDED";
constexpr char kUndecided[] = "PROPOSED DEFERRED";
constexpr char kAnyTasking[] =
    "PROPOSED DEFERRED REJECTED NO_ACTION APPROVED ASSIGNED ACCEPTED "
    "IN_PROGRESS SUSPENDED COMPLETED UNDER_REVIEW CLOSED CANCELLED";

constexpr Transition kTransitions[] = {
    {E::kOrganisationAdmitted, "- SUSPENDED", "MEMBER"},
    {E::kOrganisationSuspended, "MEMBER", "SUSPENDED"},
    {E::kOrganisationWithdrawn, "MEMBER SUSPENDED", "WITHDRAWN"},
    {E::kKeyRotated, "MEMBER", "="},
    {E::kRoleGranted, "MEMBER", "="},
    {E::kRoleRevoked, "MEMBER SUSPENDED", "="},

    {E::kReportSubmitted, "-", "SUBMITTED"},
    {E::kReportSanitised, "-", "SUBMITTED"},
    {E::kReportAccepted, "SUBMITTED", "ACCEPTED"},
    {E::kReportRejected, "SUBMITTED", "REJECTED"},
    {E::kReportRegraded, "ACCEPTED", "="},
    {E::kReportCorrected, "SUBMITTED ACCEPTED REJECTED WITHDRAWN", "="},
    {E::kOriginatorConsulted, "ACCEPTED", "="},
    {E::kOriginatorPermission, "ACCEPTED", "="},
    {E::kReportDisclosed, "ACCEPTED", "="},
    {E::kReportWithdrawn, "SUBMITTED ACCEPTED", "WITHDRAWN"},

    // Of one version of it.
    {E::kAssessmentDrafted, "-", "DRAFTED"},
    {E::kAssessmentReviewed, "DRAFTED", "REVIEWED"},
    {E::kAssessmentPublished, "REVIEWED", "PUBLISHED"},
    {E::kAssessmentReaffirmed, "PUBLISHED", "="},
    {E::kAssessmentWithdrawn, "PUBLISHED", "WITHDRAWN"},
    {E::kAssessmentArchived, "PUBLISHED", "ARCHIVED"},
    {E::kJudgementResolved, "PUBLISHED SUPERSEDED WITHDRAWN", "="},

    {E::kTaskingProposed, "-", "PROPOSED"},
    {E::kTaskingApproved, kUndecided, "APPROVED"},
    {E::kTaskingRejected, kUndecided, "REJECTED"},
    {E::kTaskingDeferred, kUndecided, "DEFERRED"},
    {E::kTaskingRiskAccepted, kUndecided, "NO_ACTION"},
    {E::kTaskingReferred, kUndecided, "PROPOSED"},
    {E::kTaskingAssigned, "APPROVED", "ASSIGNED"},
    {E::kTaskingAccepted, "ASSIGNED", "ACCEPTED"},
    {E::kTaskingDeclined, "ASSIGNED", "APPROVED"},
    {E::kTaskingStarted, "ACCEPTED", "IN_PROGRESS"},
    {E::kTaskingSuspended, "IN_PROGRESS", "SUSPENDED"},
    {E::kTaskingResumed, "SUSPENDED", "IN_PROGRESS"},
    {E::kTaskingVaried, kLive, "="},
    {E::kTaskingRejustified, kLive, "="},
    {E::kParticipantInvited, kLive, "="},
    {E::kTaskingCancelled,
     "PROPOSED DEFERRED APPROVED ASSIGNED ACCEPTED IN_PROGRESS SUSPENDED",
     "CANCELLED"},
    {E::kTaskingRatified, kAnyTasking, "="},
    {E::kTaskingCorrected, kAnyTasking, "="},
    {E::kTaskingCompleted, "IN_PROGRESS", "COMPLETED"},
    {E::kTaskingClosed, "UNDER_REVIEW", "CLOSED"},

    {E::kOutcomeRecorded, "-", "RECORDED"},
    {E::kOutcomeModerated, "RECORDED DISPUTED", "MODERATED"},
    {E::kOutcomeDisputed, "RECORDED MODERATED", "DISPUTED"},
    {E::kOutcomeFinalised, "MODERATED DISPUTED", "FINAL"},
    {E::kOutcomeCorrected, "RECORDED MODERATED DISPUTED FINAL", "="},

    {E::kStrategyDrafted, "-", "DRAFT"},
    {E::kObjectiveAdded, "DRAFT ADOPTED", "="},
    {E::kObjectiveAmended, "DRAFT ADOPTED", "="},
    {E::kObjectiveRetired, "DRAFT ADOPTED", "="},
    {E::kStrategyAdopted, "DRAFT", "ADOPTED"},
    {E::kStrategySuperseded, "ADOPTED", "SUPERSEDED"},
    {E::kStrategyClosed, "ADOPTED", "CLOSED"},

    {E::kControlStrategyProposed, "-", "PROPOSED"},
    {E::kControlStrategyAgreed, "PROPOSED", "AGREED"},
    {E::kPriorityRaised, "AGREED", "="},
    {E::kPriorityLowered, "AGREED", "="},

    {E::kRequirementRaised, "-", "RAISED"},
    {E::kRequirementAgreed, "RAISED", "AGREED"},
    {E::kCollectionBegun, "AGREED", "COLLECTING"},
    {E::kRequirementSatisfied, "COLLECTING PARTLY", "SATISFIED"},
    {E::kRequirementPartlySatisfied, "COLLECTING PARTLY", "PARTLY"},
    {E::kRequirementClosedUnmet, "AGREED COLLECTING PARTLY", "CLOSED_UNMET"},
    {E::kRequirementWithdrawn, "RAISED AGREED COLLECTING PARTLY", "WITHDRAWN"},

    {E::kSessionCalled, "-", "CALLED"},
    {E::kPapersTabled, "CALLED OPEN", "="},
    {E::kSessionOpened, "CALLED", "OPEN"},
    {E::kAttendanceRecorded, "CALLED OPEN", "="},
    {E::kDecisionRecorded, "OPEN", "="},
    {E::kSessionClosed, "OPEN", "CLOSED"},

    // A breach is no event: the clock finds it.
    {E::kCommitmentRequested, "-", "REQUESTED"},
    {E::kCommitmentOffered, "REQUESTED", "OFFERED"},
    {E::kCommitmentAccepted, "OFFERED", "ACCEPTED"},
    {E::kCommitmentDeclined, "REQUESTED OFFERED", "DECLINED"},
    {E::kCommitmentVariationProposed, "ACCEPTED", "="},
    {E::kCommitmentVaried, "ACCEPTED", "="},
    {E::kCommitmentDelivered, "ACCEPTED PARTLY", "DELIVERED"},
    {E::kCommitmentPartlyDelivered, "ACCEPTED PARTLY", "PARTLY"},
    {E::kCommitmentReleased, "REQUESTED OFFERED ACCEPTED PARTLY DECLINED",
     "RELEASED"},

    {E::kReviewOpened, "-", "OPENED"},
    {E::kFindingsRecorded, "OPENED FINDINGS", "FINDINGS"},
    {E::kReviewAccepted, "FINDINGS", "ACCEPTED"},
    {E::kReviewActioned, "ACCEPTED", "ACTIONED"},
};

constexpr size_t kWrongsMax = 10;

class Model {
 public:
  void Take(const v1::Record& record) {
    if (record.has_ledger_founded()) {
      states_[absl::StrCat("organisation ",
                           record.ledger_founded().organisation().org_id())] =
          "MEMBER";
    }
    if (record.has_event()) TakeEvent(record);
  }
  const std::vector<std::string>& wrongs() const { return wrongs_; }

 private:
  static std::string Key(const char* type, const std::string& id) {
    return absl::StrCat(type, " ", id);
  }

  // What has the state: of an assessment, the version.
  static std::string SubjectOf(const E& e) {
    const std::string key = absl::StrCat(e.stream_type(), " ", e.stream_id());
    switch (e.body_case()) {
      case E::kAssessmentDrafted:
        return absl::StrCat(key, " ", e.assessment_drafted().version());
      case E::kAssessmentReviewed:
        return absl::StrCat(key, " ", e.assessment_reviewed().version());
      case E::kAssessmentPublished:
        return absl::StrCat(key, " ", e.assessment_published().version());
      case E::kAssessmentReaffirmed:
        return absl::StrCat(key, " ", e.assessment_reaffirmed().version());
      case E::kAssessmentWithdrawn:
        return absl::StrCat(key, " ", e.assessment_withdrawn().version());
      case E::kAssessmentArchived:
        return absl::StrCat(key, " ", e.assessment_archived().version());
      case E::kJudgementResolved:
        return absl::StrCat(key, " ", e.judgement_resolved().version());
      default:
        return key;
    }
  }

  void TakeEvent(const v1::Record& record) {
    const E& e = record.event();
    const auto transition = std::find_if(
        std::begin(kTransitions), std::end(kTransitions),
        [&](const Transition& own) { return own.event == e.body_case(); });
    // Of records management and of vocabularies there is no lifecycle here.
    if (transition == std::end(kTransitions)) return;
    std::string& state = states_[SubjectOf(e)];
    if (state.empty()) state = "-";
    const std::vector<std::string> from = absl::StrSplit(transition->from, ' ');
    if (std::find(from.begin(), from.end(), state) == from.end()) {
      Wrong(record, absl::StrCat(SubjectOf(e), " is ", state));
    }
    if (transition->to != std::string("=")) state = transition->to;
    Elsewhere(record);
  }

  // Some events end or begin what another stream is.
  void Elsewhere(const v1::Record& record) {
    const E& e = record.event();
    if (e.has_assessment_published()) {
      std::string& before = in_force_[e.stream_id()];
      if (states_[before] == "PUBLISHED") states_[before] = "SUPERSEDED";
      before = SubjectOf(e);
    } else if (e.has_review_opened()) {
      std::string& tasking =
          states_[Key("tasking", e.review_opened().tasking_id())];
      if (tasking == "COMPLETED") tasking = "UNDER_REVIEW";
    } else if (e.has_strategy_superseded()) {
      std::string& next =
          states_[Key("strategy", e.strategy_superseded().by())];
      if (next != "DRAFT") Wrong(record, absl::StrCat("the next is ", next));
      next = "ADOPTED";
    } else if (e.has_control_strategy_agreed() &&
               !e.control_strategy_agreed().replaces().empty()) {
      states_[Key("control_strategy", e.control_strategy_agreed().replaces())] =
          "REPLACED";
    }
  }

  void Wrong(const v1::Record& record, const std::string& why) {
    if (wrongs_.size() == kWrongsMax) return;
    wrongs_.push_back(absl::StrCat("record ", record.position(), ", ",
                                   NameOf(record), ": ", why));
  }

  std::map<std::string, std::string> states_;
  std::map<std::string, std::string> in_force_;  // By assessment.
  std::vector<std::string> wrongs_;
};

}  // namespace

std::vector<std::string> CheckLifecycles(
    const std::vector<v1::Record>& records) {
  Model model;
  for (const v1::Record& record : records) model.Take(record);
  return model.wrongs();
}

}  // namespace loopledger::year
