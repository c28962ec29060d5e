#include "tests/year/officers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"

namespace loopledger::year {
namespace {

Who Officer(const std::string& org) { return {org, "INTEL_OFFICER", 1}; }
Who Manager(const std::string& org) { return {org, "INTEL_MANAGER", 1}; }

// 3x5x2: mostly sound, now and then weak or suspected to be false.
std::string Grade(Dice& dice) {
  const char* sources[] = {"1", "1", "2", "2", "2", "3"};
  const char* intelligence[] = {"A", "B", "B", "C", "C", "C", "D", "E"};
  return absl::StrCat(sources[dice.Below(6)], intelligence[dice.Below(8)]);
}

std::string GradeText(const std::string& grade) {
  return absl::Substitute(R"({ source: "$0" intelligence: "$1" })",
                          grade.substr(0, 1), grade.substr(1));
}

bool IsWeak(const std::string& grade) {
  return grade[0] == '3' || grade[1] == 'D';
}

std::string ItemText(int number, const std::string& grade,
                     const std::string& area) {
  return absl::Substitute(
      R"(items { number: $0 text: "FICTITIOUS item $0" grade $1
          threat_types: "$2" nature: "FACT" rationale: "$3" })",
      number, GradeText(grade), area,
      grade[1] == 'E' ? "contradicted by another source" : "");
}

void DecideHandling(Dice& dice, Report& report) {
  if (dice.Percent(62)) return;
  report.action = dice.Percent(45) ? "A3" : dice.Percent(55) ? "A2" : "A1";
  report.sanitisation = dice.Percent(50) ? "S1" : "S2";
}

std::string HandlingText(const Report& report) {
  if (report.action.empty()) return R"(handling { code: "P" })";
  return absl::Substitute(
      R"(handling { code: "C" action: "$0" sanitisation: "$1" })",
      report.action, report.sanitisation);
}

// The recipient takes out how it is known, where its code lets it.
void Sanitise(Taskforce& force, Report& report, const std::string& org) {
  const std::string asked = absl::Substitute(
      R"($0 sanitise_report { report_id: "$1" derived_report_id: "$2"
          removed: "how it is known" items { number: 1
          text: "FICTITIOUS, sanitised" grade $3 rationale: "as before" }
          risk_assessment_done: true })",
      absl::Substitute("marking { gsc: \"$0\" $1 }", report.gsc,
                       HandlingText(report)),
      report.id, force.Next("R"), GradeText(report.grade));
  if (report.sanitisation == "S2") {
    force.office.Forbidden(v1::SANITISATION_FORBIDDEN, Officer(org), asked);
    const bool granted = force.office.dice().Percent(70);
    force.office.Do(
        Manager(report.org),
        absl::Substitute(R"(consult_originator { report_id: "$0"
                             recipient_org: "$1" granted: $2
                             reason: "weighed against the source" })",
                         report.id, org, granted ? "true" : "false"));
    if (!granted) return;
  }
  force.office.Do(Officer(org), asked);
}

void Disclose(Taskforce& force, Report& report) {
  Office& office = force.office;
  if (report.gone) return;
  const std::vector<std::string> others = Leading();
  const std::string to = office.dice().Pick(others);
  if (to == report.org) return;
  if (!office.Do(Officer(report.org),
                 absl::Substitute(
                     R"(disclose_report { report_id: "$0" to: "$1"
                         purpose: "to prevent harm"
                         lawful_basis: "DPA 2018 s.35" })",
                     report.id, to))) {
    return;
  }
  if (report.sanitisation.empty() || office.dice().Percent(50)) return;
  office.After(kDay * 2, [&force, &report, to] {
    if (!report.gone) Sanitise(force, report, to);
  });
}

// What was taken for good is not: it taints whatever rests on it.
void TurnOutWrong(Taskforce& force, Report& report) {
  Office& office = force.office;
  if (report.gone) return;
  if (office.dice().Percent(45)) {
    report.gone =
        office.Do(Manager(report.org),
                  absl::Substitute(R"(withdraw_report { report_id: "$0"
                             reason: "the source was compromised" })",
                                   report.id));
    return;
  }
  const std::string to = report.grade == "3D" ? "3C" : "3D";
  if (!office.Do(Manager(report.org),
                 absl::Substitute(R"(regrade_report { report_id: "$0" item: 1
                                      from $1 to $2
                                      reason: "contradicted since" })",
                                  report.id, GradeText(report.grade),
                                  GradeText(to)))) {
    return;
  }
  report.grade = to;
  report.version = office.stream_version();
}

void Accept(Taskforce& force, Threat& threat, Report& report) {
  Office& office = force.office;
  if (office.dice().Percent(3)) {
    // The one who submitted it holds no such role, here or elsewhere.
    office.Forbidden(
        v1::NOT_AUTHORISED, Officer(report.org),
        absl::Substitute(R"(accept_report { report_id: "$0" })", report.id));
  }
  if (office.dice().Percent(4)) {
    office.Do(Manager(report.org),
              absl::Substitute(R"(reject_report { report_id: "$0"
                                   reason: "nothing that is not known" })",
                               report.id));
    report.gone = true;
    return;
  }
  if (IsWeak(report.grade) && office.dice().Percent(20)) {
    office.Forbidden(
        v1::CAUTION_MISSING, Manager(report.org),
        absl::Substitute(R"(accept_report { report_id: "$0" })", report.id));
  }
  if (!office.Do(Manager(report.org),
                 absl::Substitute(R"(accept_report { report_id: "$0"
                                      caution_note: "as graded" })",
                                  report.id))) {
    return;
  }
  report.accepted = true;
  report.accepted_at = office.now();
  report.version = office.stream_version();
  threat.reports.push_front(&report);
  if (office.dice().Percent(15)) {
    office.After(kDay * office.dice().Within(1, 9),
                 [&] { Disclose(force, report); });
  }
  if (office.dice().Percent(7)) {
    office.After(kDay * office.dice().Within(20, 90),
                 [&] { TurnOutWrong(force, report); });
  }
}

}  // namespace

void SubmitReport(Taskforce& force, Threat& threat,
                  const std::string& requirement) {
  Office& office = force.office;
  Dice& dice = office.dice();
  Report& report = force.reports.emplace_back();
  const std::vector<Body>& bodies = Bodies();
  report.id = force.Next("R");
  const bool own = threat.gsc == "SECRET" || dice.Percent(55);
  report.org = own ? threat.org : dice.Pick(bodies).org;
  report.gsc = threat.gsc;
  report.grade = requirement.empty() ? Grade(dice) : "2B";
  report.source = absl::StrCat("ISR-", dice.Below(400));
  DecideHandling(dice, report);
  // Now and then somebody was away, and says so.
  const bool late =
      dice.Percent(4) && office.now() > office.start() + kDay * 10;
  const absl::Time occurred = office.now() - kDay * (late ? 5 : 0);
  std::string items = ItemText(1, report.grade, threat.area);
  if (dice.Percent(40)) {
    absl::StrAppend(&items, ItemText(2, Grade(dice), threat.area));
  }
  const std::string text = absl::Substitute(
      R"(marking { gsc: "$0" $1 } submit_report { report_id: "$2"
          source_ref: "$3" date_of_intelligence $4 $5 provenance {
          text: "FICTITIOUS" grade { source: "2" intelligence: "B" } }
          risk_assessment_done: true $6 } )",
      report.gsc, HandlingText(report), report.id, report.source,
      TimeText(occurred - kDay * dice.Within(1, 6)), items,
      requirement.empty()
          ? ""
          : absl::Substitute(R"(requirement_ids: "$0")", requirement));
  const std::string lateness =
      absl::Substitute("occurred_at $0", TimeText(occurred));
  if (late) {
    office.Forbidden(v1::LATE_WITHOUT_REASON, Officer(report.org),
                     absl::StrCat(lateness, text));
  }
  if (!office.Do(
          Officer(report.org),
          late ? absl::StrCat(lateness, R"( late_reason: "on leave" )", text)
               : text)) {
    return;
  }
  office.After(kDay * dice.Within(0, 2) + absl::Hours(3),
               [&] { Accept(force, threat, report); });
}

void AskOriginator(Taskforce& force, Report& report, const std::string& mode) {
  if (report.gone) return;
  report.asked = true;
  report.permitted = force.office.dice().Percent(65);
  force.office.Do(
      Manager(report.org),
      absl::Substitute(R"(permit_action { report_id: "$0" action: "$1"
                           granted: $2 limits: "not to name the source"
                           until $3 })",
                       report.id, mode, report.permitted ? "true" : "false",
                       force.office.InDays(120)));
}

void BeginReporting(Taskforce& force) {
  Office& office = force.office;
  for (Threat& threat : force.threats) {
    int day = office.dice().Within(2, 20);
    while (day < 364) {
      office.At(
          office.start() + kDay * day + absl::Hours(8 + office.dice().Below(9)),
          [&] {
            if (!threat.gone) SubmitReport(force, threat);
          });
      day += office.dice().Within(12, 55);
    }
  }
}

}  // namespace loopledger::year
