#include "tests/year/proposals.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/leads.h"
#include "tests/year/strategists.h"

namespace loopledger::year {
namespace {

Who Proposer(const Threat& threat) { return {threat.org, "ANALYST", 2}; }

std::string ChooseMode(Dice& dice) {
  const int roll = dice.Below(100);
  return roll < 50   ? "OVERT"
         : roll < 70 ? "COVERT"
         : roll < 85 ? "PREVENTIVE"
                     : "INTELLIGENCE_DEVELOPMENT";
}

Tasking& Conceive(Taskforce& force, Threat& threat, std::string objective) {
  Dice& dice = force.office.dice();
  const std::vector<std::string> leading = Leading();
  Tasking& tasking = force.taskings.emplace_back();
  tasking.id = force.Next("T");
  tasking.threat = &threat;
  tasking.version = threat.version;
  tasking.mode = ChooseMode(dice);
  tasking.lead = dice.Pick(leading);
  tasking.objective = std::move(objective);
  tasking.proposer = Proposer(threat);
  // The two who moderate take part in everything.
  tasking.participants = {kPolice, kAgency};
  for (const std::string& org : leading) {
    if (dice.Percent(25) && org != kPolice && org != kAgency) {
      tasking.participants.push_back(org);
    }
  }
  threat.taskings.push_back(&tasking);
  return tasking;
}

std::string ParticipantsText(const Tasking& tasking) {
  std::string text;
  for (const std::string& org : tasking.participants) {
    absl::StrAppend(&text, "participants: \"", org, "\" ");
  }
  return text;
}

std::string PurposeText(Taskforce& force, const Tasking& tasking) {
  if (tasking.urgent) return "urgent: true";
  std::string text =
      absl::Substitute(R"(objective_ids: "$0" )", tasking.objective);
  if (!force.priority_ids.empty() && force.office.dice().Percent(40)) {
    absl::StrAppend(&text, "priority_ids: \"",
                    force.office.dice().Pick(force.priority_ids), "\"");
  }
  return text;
}

bool Put(Taskforce& force, const Tasking& tasking) {
  const Threat& threat = *tasking.threat;
  const std::string what = absl::Substitute(
      R"(tasking_id: "$0" title: "FICTITIOUS $0" mode: "$1" strand: "$2"
          layer: "$3" lead_org: "$4" necessity: "no other way would do"
          proportionality: "harm outweighs intrusion" plan: "as agreed")",
      tasking.id, tasking.mode, StrandOf(tasking.objective),
      threat.theme ? "STRATEGIC" : "OPERATIONAL", tasking.lead);
  return force.office.Do(
      tasking.proposer,
      absl::Substitute(R"($0 propose_tasking { $1 $2 $3 $4 start_by $5
                           due $6 review_due $6 })",
                       MarkingText(threat.gsc), what, JustificationText(threat),
                       PurposeText(force, tasking), ParticipantsText(tasking),
                       force.office.InDays(30), force.office.InDays(120)));
}

}  // namespace

std::string JustificationText(const Threat& threat) {
  return absl::Substitute(
      R"(justification { assessment_id: "$0" version: $1
          judgement_ids: "J1" })",
      threat.id, threat.version);
}

Tasking* Propose(Taskforce& force, Threat& threat, std::string objective) {
  if (threat.gone || threat.version == 0) return nullptr;
  if (objective.empty()) objective = ThinkOfAnObjective(force);
  Tasking& tasking = Conceive(force, threat, std::move(objective));
  if (!Put(force, tasking)) return nullptr;
  force.waiting.push_back(&tasking);
  return &tasking;
}

void ActAtOnce(Taskforce& force, Threat& threat) {
  if (threat.gone || threat.version == 0) return;
  Office& office = force.office;
  Tasking& tasking = Conceive(force, threat, "");
  tasking.urgent = true;
  tasking.mode = "INTELLIGENCE_DEVELOPMENT";  // The least that any code allows.
  if (!Put(force, tasking)) return;
  const std::string decision = absl::Substitute(
      R"(approve_tasking { tasking_id: "$0" risk_acceptance: "it cannot wait"
          decision { rationale: "life is at risk" necessity: "as proposed"
          proportionality: "as proposed" } })",
      tasking.id);
  office.Forbidden(v1::NOT_IN_SESSION, Deputy(), decision);
  const auto refused =
      office.Ask(Deputy(), absl::StrCat(R"(authority { body: "tcg"
                                delegation: "DEL-1" } )",
                                        decision));
  if (refused) {
    // Rests on what was withdrawn, or superseded, since.
    if (*refused != v1::TAINTED) office.Fault("acting at once was refused");
    return Cancel(force, tasking, "it does not stand");
  }
  tasking.unratified = true;
  Approved(force, tasking);
}

}  // namespace loopledger::year
