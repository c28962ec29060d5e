#include "tests/year/incidents.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/support/fill.h"
#include "tests/year/books.h"
#include "tests/year/chairs.h"

namespace loopledger::year {
namespace {

std::string SmallReport(Taskforce& force) {
  return absl::Substitute(
      R"(submit_report { report_id: "$0" items { number: 1 text: "FICTITIOUS"
          grade { source: "1" intelligence: "B" } }
          risk_assessment_done: true })",
      force.Next("R"));
}

// Whoever has left cannot go on, not even with what they saw before.
void Leave(Taskforce& force) {
  Office& office = force.office;
  const Who leaver{"fire-service", "INTEL_OFFICER", 2};
  office.Do(leaver, SmallReport(force));
  office.Do(Secretary(),
            absl::Substitute(R"(revoke_role { org_id: "$0" person: "$1"
                                 role: "$2" reason: "moved on" })",
                             leaver.org, leaver.person(), leaver.role));
  office.Forbidden(v1::NOT_AUTHORISED, leaver, SmallReport(force));
}

// A body that has not kept its agreement is kept out until it has.
void FallOut(Taskforce& force) {
  Office& office = force.office;
  const Who officer{"health-fraud-office", "INTEL_OFFICER", 1};
  office.Do(Secretary(), R"(suspend_organisation {
      org_id: "health-fraud-office" reason: "its agreement has lapsed" })");
  office.Forbidden(v1::NOT_AUTHORISED, officer, SmallReport(force));
  office.Do(Secretary(), R"(admit_organisation {
      org_id: "health-fraud-office" name: "FICTITIOUS"
      kind: "LOCAL_AUTHORITY" clearance: "SECRET" agreements: "ISA-NEW" })");
  office.Do(officer, SmallReport(force));
}

// What is signed must be signed with the key that was recorded, and nothing
// else may be said then.
void RotateKey(Taskforce& force) {
  Office& office = force.office;
  const Who officer{std::string(kPolice), "INTEL_OFFICER", 1};
  const std::string report =
      absl::StrCat(SmallReport(force), MarkingText("OFFICIAL"),
                   R"(signature { key_id: "KEY-2" })");
  office.Forbidden(v1::BAD_SIGNATURE, officer, report);
  office.Do(Clerk(1), absl::Substitute(
                          R"(rotate_key { org_id: "$0"
                                           key_id: "KEY-2" valid_from $1
                                           public_key: "$2" })",
                          kPolice, office.InDays(-1),
                          absl::CHexEscape(KeyCalled("KEY-2").public_key())));
  office.Do(officer, report);
}

void CorrectWords(Taskforce& force) {
  Office& office = force.office;
  for (const Report& report : force.reports) {
    if (!report.accepted || report.gone) continue;
    office.Do({report.org, "INTEL_OFFICER", 1},
              absl::Substitute(R"(correct_report { report_id: "$0" item: 1
                                   text: "FICTITIOUS, spelt rightly"
                                   reason: "misspelt" })",
                               report.id));
    break;
  }
  for (const Tasking& tasking : force.taskings) {
    if (tasking.phase != Tasking::kStarted) continue;
    office.Do(tasking.proposer,
              absl::Substitute(R"(correct_tasking { tasking_id: "$0"
                                   title: "FICTITIOUS, spelt rightly"
                                   reason: "misspelt" })",
                               tasking.id));
    return;
  }
}

// What was asked for is not wanted any more.
void WithdrawQuestion(Taskforce& force) {
  for (Requirement& requirement : force.requirements) {
    if (requirement.phase != Requirement::kCollecting) continue;
    if (force.office.Do({requirement.org, "ANALYST", 1},
                        absl::Substitute(R"(withdraw_requirement {
                                             requirement_id: "$0"
                                             reason: "it was answered" })",
                                         requirement.id))) {
      requirement.phase = Requirement::kEnded;
      std::erase(requirement.threat->requirements, requirement.id);
    }
    return;
  }
}

// The tasking group tries a strategy of its own, and gives it up.
void TryALocalStrategy(Taskforce& force) {
  Office& office = force.office;
  office.Do(Strategist(), R"(draft_strategy { strategy_id: "STRATEGY-LOCAL"
      body: "tcg" title: "FICTITIOUS" })");
  office.Do(Strategist(),
            absl::Substitute(
                R"(add_objective { strategy_id: "STRATEGY-LOCAL" objective {
                    id: "OBJ-LOCAL" strand: "DETER" layer: "TACTICAL"
                    measure: "calls" owner_org: "$0" } })",
                kPolice));
  Sit(force, "tcg", [&](Session& session) {
    office.Do(Strategist(), absl::Substitute(R"(adopt_strategy {
                                   strategy_id: "STRATEGY-LOCAL"
                                   decision { session: "$0"
                                   rationale: "to try it" } })",
                                             session.id));
  });
  office.After(kDay * 40, [&office] {
    office.Do(Strategist(), R"(close_strategy { strategy_id: "STRATEGY-LOCAL"
                                reason: "it was tried" })");
  });
}

// A fourteenth joins, and leaves again before it has done anything.
void ComeAndGo(Taskforce& force) {
  Office& office = force.office;
  const std::string joins = R"(admit_organisation { org_id: "harbour-board"
      name: "FICTITIOUS" kind: "PRIVATE" })";
  office.Do(Secretary(), joins);
  office.Forbidden(v1::NOT_AUTHORISED, {"harbour-board", "INTEL_OFFICER", 1},
                   SmallReport(force));
  office.After(kDay * 100, [&office, joins] {
    office.Do(Secretary(), R"(withdraw_organisation {
        org_id: "harbour-board" reason: "it has dissolved" })");
    office.Forbidden(v1::TERMINAL, Secretary(), joins);
  });
}

// Not only taskings are reviewed.
void ReviewTheStrategy(Taskforce& force) {
  const Who reviewer{kAgency, "REVIEWER", 1};
  Office& office = force.office;
  const std::string id = force.Next("V");
  office.Do(reviewer, absl::Substitute(R"(open_review { review_id: "$0"
                                           strategy_id: "STRATEGY-1" })",
                                       id));
  office.Do(reviewer, absl::Substitute(R"(record_findings { review_id: "$0"
                                 recommendation: "CHANGE"
                                 rationale: "two objectives have no tasking"
                                 owner_org: "$1" due $2 })",
                                       id, kPolice, office.InDays(60)));
  office.Do(Convener(), absl::Substitute(R"(accept_review { review_id: "$0"
                                             note: "agreed" })",
                                         id));
}

}  // namespace

void BeginIncidents(Taskforce& force) {
  Office& office = force.office;
  const auto on = [&](int day, void (*what)(Taskforce&)) {
    office.At(office.start() + kDay * day + absl::Hours(15),
              [&force, what] { what(force); });
  };
  on(70, ComeAndGo);
  on(80, RotateKey);
  on(110, Leave);
  on(130, TryALocalStrategy);
  on(145, FallOut);
  on(160, CorrectWords);
  on(200, WithdrawQuestion);
  on(250, CorrectWords);
  on(280, ReviewTheStrategy);
}

}  // namespace loopledger::year
