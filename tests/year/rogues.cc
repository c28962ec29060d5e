#include "tests/year/rogues.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "tests/year/assessment_text.h"
#include "tests/year/proposals.h"

namespace loopledger::year {
namespace {

const Who kOfficer = {kPolice, "INTEL_OFFICER", 2};
const Who kAnalyst = {kPolice, "ANALYST", 1};

// --- About the envelope.

std::string ReportText(Taskforce& force, absl::string_view grade,
                       absl::string_view more = "risk_assessment_done: true") {
  return absl::Substitute(
      R"(submit_report { report_id: "$0" items { number: 1 text: "FICTITIOUS"
          grade { $1 } } $2 })",
      force.Next("RX"), grade, more);
}

constexpr char kSound[] = R"(source: "1" intelligence: "B")";

void AskLate(Taskforce& force) {
  force.office.Forbidden(v1::LATE_WITHOUT_REASON, kOfficer,
                         absl::StrCat("occurred_at ", force.office.InDays(-4),
                                      " ", ReportText(force, kSound)));
}

void AskAhead(Taskforce& force) {
  force.office.Forbidden(v1::FUTURE_EVENT, kOfficer,
                         absl::StrCat("occurred_at ", force.office.InDays(1),
                                      " ", ReportText(force, kSound)));
}

void AskAgainForAnother(Taskforce& force) {
  force.office.Forbidden(
      v1::ID_REUSE, kOfficer,
      absl::Substitute(R"(command_id: "ask-1" $0)", ReportText(force, kSound)));
}

void AskAsNobody(Taskforce& force) {
  force.office.Forbidden(v1::NOT_AUTHORISED, {kPolice, "INTEL_OFFICER", 9},
                         ReportText(force, kSound));
}

void AskForAnother(Taskforce& force) {
  force.office.Forbidden(v1::NOT_AUTHORISED, {"elsewhere", "ANALYST", 1},
                         ReportText(force, kSound));
}

// --- About reports.

void SubmitUngraded(Taskforce& force) {
  force.office.Forbidden(v1::GRADE_INCOMPLETE, kOfficer,
                         ReportText(force, R"(source: "1")"));
}

void SubmitWithoutRisk(Taskforce& force) {
  force.office.Forbidden(v1::RISK_ASSESSMENT_MISSING, kOfficer,
                         ReportText(force, kSound, ""));
}

void SubmitFalseUnexplained(Taskforce& force) {
  force.office.Forbidden(v1::RATIONALE_MISSING, kOfficer,
                         ReportText(force, R"(source: "2" intelligence: "E")"));
}

void SubmitWithHalfAHandling(Taskforce& force) {
  force.office.Forbidden(
      v1::HANDLING_INCOMPLETE, kOfficer,
      absl::StrCat(R"(marking { handling { code: "C" action: "A1" } } )",
                   ReportText(force, kSound)));
}

void SubmitByAnotherCode(Taskforce& force) {
  force.office.Forbidden(v1::UNKNOWN_CODE, kOfficer,
                         ReportText(force, R"(source: "7"
                                              intelligence: "B")"));
}

void SubmitFromTomorrow(Taskforce& force) {
  force.office.Forbidden(v1::DATES_REVERSED, kOfficer,
                         ReportText(force, kSound,
                                    absl::StrCat("risk_assessment_done: true "
                                                 "date_of_intelligence ",
                                                 force.office.InDays(2))));
}

void AcceptAgain(Taskforce& force) {
  for (const Report& report : force.reports) {
    if (report.gone || !report.accepted) continue;
    const std::string asked =
        absl::Substitute(R"(accept_report { report_id: "$0" })", report.id);
    force.office.Forbidden(v1::ILLEGAL_TRANSITION,
                           {report.org, "INTEL_MANAGER", 1}, asked);
    force.office.Forbidden(v1::CONFLICT, {report.org, "INTEL_MANAGER", 1},
                           absl::StrCat("expected_version: 1 ", asked));
    return;
  }
}

void WithdrawTwice(Taskforce& force) {
  for (const Report& report : force.reports) {
    if (!report.gone) continue;
    force.office.Forbidden(v1::TERMINAL, {report.org, "INTEL_MANAGER", 1},
                           absl::Substitute(R"(withdraw_report { report_id: "$0"
                             reason: "again" })",
                                            report.id));
    return;
  }
}

void RegradeNothing(Taskforce& force) {
  force.office.Forbidden(v1::NOT_FOUND, {kPolice, "INTEL_MANAGER", 1},
                         R"(regrade_report { report_id: "R-9999" item: 1 })");
}

// --- About assessments.

// A draft that could be, but for one thing.
std::string DraftOf(Taskforce& force, const char* confidence = "Low") {
  Threat threat;
  threat.id = force.Next("SX");
  threat.area = "DRUGS";
  threat.gsc = "OFFICIAL";
  threat.band = 1;
  Writing writing;
  writing.term = "Likely or probable";
  writing.probability = 0.6;
  writing.confidence = confidence;
  writing.review_days = 20;
  return DraftText(force.office, threat, writing);
}

void Instead(Taskforce& force, v1::Reason reason, const char* what,
             const std::string& of) {
  const std::string draft = DraftOf(force);
  const std::string changed = absl::StrReplaceAll(draft, {{what, of}});
  if (changed == draft) force.office.Fault("an attempt attempts nothing");
  force.office.Forbidden(reason, kAnalyst, changed);
}

void JudgeAtHalf(Taskforce& force) {
  Instead(force, v1::PROBABILITY_OUTSIDE_BAND, "probability: 0.6",
          "probability: 0.5");
}

void JudgeWithoutATerm(Taskforce& force) {
  Instead(force, v1::JUDGEMENT_INCOMPLETE, "term: \"Likely or probable\"", "");
}

void AssumeWithConfidence(Taskforce& force) {
  force.office.Forbidden(v1::UNSUPPORTED, kAnalyst, DraftOf(force, "Moderate"));
}

void ScoreByHand(Taskforce& force) {
  Instead(force, v1::SCORE_MISMATCH, "model_version: 1",
          "model_version: 1 total: 99");
}

void ScoreByAnotherModel(Taskforce& force) {
  Instead(force, v1::UNKNOWN_CODE, "model_version: 1", "model_version: 9");
}

void ReviewNextYear(Taskforce& force) {
  Instead(force, v1::REVIEW_TOO_LATE,
          absl::StrCat("review_due ", force.office.InDays(20)).c_str(),
          absl::StrCat("review_due ", force.office.InDays(200)));
}

void CiteNothing(Taskforce& force) {
  Instead(force, v1::DANGLING_REF, "assumption_only: true",
          R"(supporting { ref { report_id: "R-9999" version: 1 item: 1 } })");
}

// --- About taskings, and what is around them.

std::string ProposalText(Taskforce& force, const std::string& more) {
  return absl::Substitute(
      R"(propose_tasking { tasking_id: "$0" title: "FICTITIOUS" mode: "OVERT"
          strand: "DISRUPT" lead_org: "$1" $2 })",
      force.Next("TX"), kPolice, more);
}

const Threat* AnyOpen(Taskforce& force) {
  for (const Threat& threat : force.threats) {
    if (threat.version != 0 && !threat.gone && threat.gsc == "OFFICIAL") {
      return &threat;
    }
  }
  return nullptr;
}

void ProposeOnNothing(Taskforce& force) {
  force.office.Forbidden(v1::UNJUSTIFIED, kAnalyst, ProposalText(force, ""));
}

void ProposeOffStrategy(Taskforce& force) {
  const Threat* threat = AnyOpen(force);
  if (threat == nullptr) return;
  force.office.Forbidden(v1::OFF_STRATEGY, kAnalyst,
                         ProposalText(force, JustificationText(*threat)));
}

void ProposeOnWhatWas(Taskforce& force) {
  for (const Threat& threat : force.threats) {
    if (threat.version < 2 || threat.gsc != "OFFICIAL") continue;
    force.office.Forbidden(
        v1::NOT_PUBLISHED, kAnalyst,
        ProposalText(force, absl::Substitute(
                                R"(justification { assessment_id: "$0"
                                    version: 1 })",
                                threat.id)));
    return;
  }
}

void ProposeBelowItsMarking(Taskforce& force) {
  for (const Threat& threat : force.threats) {
    if (threat.version == 0 || threat.gone || threat.gsc == "OFFICIAL") {
      continue;
    }
    force.office.Forbidden(v1::MARKING_TOO_LOW, kAnalyst,
                           ProposalText(force, JustificationText(threat)));
    return;
  }
}

void ProposeToAnUncleared(Taskforce& force) {
  for (const Threat& threat : force.threats) {
    if (threat.version == 0 || threat.gone || threat.gsc == "OFFICIAL") {
      continue;
    }
    force.office.Forbidden(
        v1::NOT_RELEASABLE, kAnalyst,
        absl::StrCat(MarkingText("SECRET"),
                     ProposalText(force, absl::StrCat(JustificationText(threat),
                                                      R"( participants:
                                                   "youth-trust")"))));
    return;
  }
}

void DecideAlone(Taskforce& force) {
  if (force.waiting.empty()) return;
  force.office.Forbidden(v1::NOT_IN_SESSION, Chair(),
                         absl::Substitute(R"(approve_tasking { tasking_id: "$0"
                           decision { session: "TCG-NONE"
                           rationale: "I say so" } })",
                                          force.waiting[0]->id));
}

void DecideAsAnAnalyst(Taskforce& force) {
  if (force.waiting.empty()) return;
  force.office.Forbidden(
      v1::NOT_AUTHORISED, kAnalyst,
      absl::Substitute(R"(approve_tasking { tasking_id: "$0" })",
                       force.waiting[0]->id));
}

void StartWhatIsAnothers(Taskforce& force) {
  for (const Tasking& tasking : force.taskings) {
    if (tasking.phase != Tasking::kAccepted) continue;
    const char* other = tasking.lead == kAgency ? kPolice : kAgency;
    force.office.Forbidden(
        v1::NOT_OWNER, {other, "TASKING_LEAD", 1},
        absl::Substitute(R"(start_tasking { tasking_id: "$0" })", tasking.id));
    return;
  }
}

void AskTheSameAgain(Taskforce& force) {
  for (const Commitment& commitment : force.commitments) {
    const Tasking& tasking = *commitment.tasking;
    if (commitment.phase != Commitment::kAccepted ||
        tasking.phase != Tasking::kStarted ||
        tasking.threat->gsc != "OFFICIAL") {
      continue;
    }
    force.office.Forbidden(
        v1::COMMITMENT_EXISTS, {tasking.lead, "TASKING_LEAD", 1},
        absl::Substitute(R"(request_commitment { commitment_id: "$0"
                             tasking_id: "$1" promising_org: "$2" terms {
                             deliverable: "more" due $3 } })",
                         force.Next("CX"), tasking.id, commitment.org,
                         force.office.InDays(20)));
    return;
  }
}

void AskForNothing(Taskforce& force) {
  force.office.Forbidden(
      v1::ORPHAN_REQUIREMENT, kAnalyst,
      absl::Substitute(R"(raise_requirement { requirement_id: "$0"
                           question: "why?" needed_by $1 })",
                       force.Next("QX"), force.office.InDays(9)));
}

void PutFirstWhatNobodyKnows(Taskforce& force) {
  force.office.Forbidden(
      v1::PRIORITY_UNSUPPORTED, Chair(),
      absl::Substitute(R"(propose_control_strategy { control_strategy_id: "$0"
                           body: "tcg" layer: "TACTICAL" from $1 to $2
                           priorities { id: "PRI-X" threat_area: "DRUGS"
                           band: 1 owner_org: "$3" } })",
                       force.Next("CSX"), force.office.InDays(0),
                       force.office.InDays(30), kPolice));
}

using Attempt = void (*)(Taskforce&);
constexpr Attempt kAttempts[] = {AskLate,
                                 AskAhead,
                                 AskAgainForAnother,
                                 AskAsNobody,
                                 AskForAnother,
                                 SubmitUngraded,
                                 SubmitWithoutRisk,
                                 SubmitFalseUnexplained,
                                 SubmitWithHalfAHandling,
                                 SubmitByAnotherCode,
                                 SubmitFromTomorrow,
                                 AcceptAgain,
                                 WithdrawTwice,
                                 RegradeNothing,
                                 JudgeAtHalf,
                                 JudgeWithoutATerm,
                                 AssumeWithConfidence,
                                 ScoreByHand,
                                 ScoreByAnotherModel,
                                 ReviewNextYear,
                                 CiteNothing,
                                 ProposeOnNothing,
                                 ProposeOffStrategy,
                                 ProposeOnWhatWas,
                                 ProposeBelowItsMarking,
                                 ProposeToAnUncleared,
                                 DecideAlone,
                                 DecideAsAnAnalyst,
                                 StartWhatIsAnothers,
                                 AskTheSameAgain,
                                 AskForNothing,
                                 PutFirstWhatNobodyKnows};

}  // namespace

void BeginTransgressing(Taskforce& force) {
  Office& office = force.office;
  size_t next = 0;
  for (int day = 66; day < 364; day += 2) {
    const Attempt attempt = kAttempts[next++ % std::size(kAttempts)];
    office.At(
        office.start() + kDay * day + absl::Hours(7 + office.dice().Below(12)),
        [&force, attempt] { attempt(force); });
  }
}

}  // namespace loopledger::year
