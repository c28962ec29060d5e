#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/attempts.h"

namespace loopledger::year {
namespace {

const Who kOfficer = {kPolice, "INTEL_OFFICER", 2};

// --- Whatever is asked.

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

void SubmitTooMuch(Taskforce& force) {
  std::string items;
  for (int number = 1; number <= 9; ++number) {
    absl::StrAppend(&items, absl::Substitute(
                                R"(items { number: $0 text: "$1"
                                    grade { $2 } } )",
                                number, std::string(8000, 'x'), kSound));
  }
  force.office.Forbidden(v1::RECORD_TOO_LARGE, kOfficer,
                         absl::Substitute(R"(submit_report { report_id: "$0" $1
                           risk_assessment_done: true })",
                                          force.Next("RX"), items));
}

void WithdrawNamingSomebody(Taskforce& force) {
  force.office.Forbidden(v1::PII_IN_CLEAR, {kPolice, "INTEL_MANAGER", 1},
                         R"(withdraw_report { report_id: "R-9999"
                            reason: "the man (DOB 12/03/1980) is another" })");
}

void SubmitNothing(Taskforce& force) {
  force.office.Forbidden(
      v1::FIELD_MISSING, kOfficer,
      absl::Substitute(R"(submit_report { report_id: "$0" })",
                       force.Next("RX")));
}

void RewriteHistory(Taskforce& force) {
  force.office.Forbidden(v1::BACKFILL_CLOSED, kOfficer,
                         absl::StrCat("recorded_at ", force.office.InDays(-300),
                                      " ", ReportText(force, kSound)));
}

void AdmitTwice(Taskforce& force) {
  force.office.Forbidden(v1::ORGANISATION_EXISTS, Secretary(),
                         R"(admit_organisation { org_id: "crime-agency"
                             name: "FICTITIOUS" kind: "POLICE" })");
}

}  // namespace

const std::vector<Attempt> kAttemptsAtReports = {AskLate,
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
                                                 SubmitTooMuch,
                                                 WithdrawNamingSomebody,
                                                 SubmitNothing,
                                                 RewriteHistory,
                                                 AdmitTwice};

}  // namespace loopledger::year
