#include "tests/year/collectors.h"

#include <algorithm>

#include "absl/strings/substitute.h"
#include "tests/year/officers.h"

namespace loopledger::year {
namespace {

Who Asker(const Requirement& requirement) {
  return {requirement.org, "ANALYST", 1};
}

void End(Requirement& requirement) {
  requirement.phase = Requirement::kEnded;
  std::erase(requirement.threat->requirements, requirement.id);
}

void Collect(Taskforce& force, Requirement& requirement) {
  Office& office = force.office;
  if (requirement.phase != Requirement::kAgreed) return;
  if (!office.Do({requirement.org, "INTEL_OFFICER", 2},
                 absl::Substitute(R"(begin_collection { requirement_id: "$0"
                                      note: "asked for" })",
                                  requirement.id))) {
    return;
  }
  requirement.phase = Requirement::kCollecting;
  // Half of them hear nothing for a long time.
  const int days = office.dice().Percent(50) ? office.dice().Within(3, 20)
                                             : office.dice().Within(33, 60);
  office.After(kDay * days, [&] {
    if (requirement.phase == Requirement::kCollecting) {
      SubmitReport(force, *requirement.threat, requirement.id);
    }
  });
  if (office.dice().Percent(60)) {
    office.After(kDay * (days + office.dice().Within(4, 12)),
                 [&] { Answer(force, requirement); });
  }
}

}  // namespace

void RaiseRequirement(Taskforce& force, Threat& threat) {
  Office& office = force.office;
  if (threat.gone || threat.version == 0 || threat.requirements.size() > 1) {
    return;
  }
  Requirement& requirement = force.requirements.emplace_back();
  requirement.id = force.Next("Q");
  requirement.org = threat.org;
  requirement.threat = &threat;
  if (!office.Do(
          Asker(requirement),
          absl::Substitute(
              R"($0 raise_requirement { requirement_id: "$1"
                         question: "who stands behind it?"
                         assessments { assessment_id: "$2" version: $3 }
                         owner_body: "tcg" needed_by $4
                         satisfaction_test: "a sound report says so"
                         collection_plan { org: "$5" action: "ask sources"
                         due $4 } })",
              MarkingText(threat.gsc), requirement.id, threat.id,
              threat.version, office.InDays(office.dice().Within(25, 50)),
              requirement.org))) {
    requirement.phase = Requirement::kEnded;
    return;
  }
  office.After(kDay, [&] {
    if (!office.Do({requirement.org, "INTEL_MANAGER", 1},
                   absl::Substitute(R"(agree_requirement { requirement_id:
                                        "$0" })",
                                    requirement.id))) {
      return;
    }
    requirement.phase = Requirement::kAgreed;
    requirement.threat->requirements.push_back(requirement.id);
    office.After(kDay * office.dice().Within(1, 6),
                 [&] { Collect(force, requirement); });
  });
}

void Answer(Taskforce& force, Requirement& requirement) {
  Office& office = force.office;
  if (requirement.phase != Requirement::kCollecting) return;
  for (const Report* report : requirement.threat->reports) {
    if (report->gone || report->grade != "2B") continue;
    const std::string answer = absl::Substitute(
        R"(requirement_id: "$0" answers { report_id: "$1" version: $2
            item: 1 })",
        requirement.id, report->id, report->version);
    if (office.dice().Percent(25)) {
      office.Do(Asker(requirement),
                absl::Substitute(R"(partly_satisfy_requirement { $0
                                     remaining: "who pays" })",
                                 answer));
    }
    if (office.Do(Asker(requirement),
                  absl::Substitute(R"(satisfy_requirement { $0 })", answer))) {
      End(requirement);
    }
    return;
  }
  if (office.Do(Asker(requirement),
                absl::Substitute(R"(close_requirement_unmet {
                                     requirement_id: "$0"
                                     reason: "nobody could say" })",
                                 requirement.id))) {
    End(requirement);
  }
}

void BeginAsking(Taskforce& force) {
  Office& office = force.office;
  for (Threat& threat : force.threats) {
    if (office.dice().Percent(45)) continue;
    office.At(office.start() + kDay * office.dice().Within(50, 330),
              [&] { RaiseRequirement(force, threat); });
  }
}

}  // namespace loopledger::year
