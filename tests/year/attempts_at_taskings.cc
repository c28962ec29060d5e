#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/attempts.h"
#include "tests/year/proposals.h"

namespace loopledger::year {
namespace {

const Who kAnalyst = {kPolice, "ANALYST", 1};

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

void PutFirstWhatNobodyWants(Taskforce& force) {
  const Threat* threat = AnyOpen(force);
  if (threat == nullptr) return;
  force.office.Forbidden(
      v1::PRIORITY_UNALIGNED, Chair(),
      absl::Substitute(R"(propose_control_strategy { control_strategy_id: "$0"
                           body: "tcg" layer: "TACTICAL" from $1 to $2
                           priorities { id: "PRI-X" threat_area: "DRUGS"
                           band: 1 owner_org: "$3" based_on {
                           assessment_id: "$4" version: $5 } } })",
                       force.Next("CSX"), force.office.InDays(0),
                       force.office.InDays(30), kPolice, threat->id,
                       threat->version));
}

void ClaimOf(Taskforce& force, v1::Reason reason, const char* what) {
  for (const Tasking& tasking : force.taskings) {
    if (tasking.phase != Tasking::kStarted) continue;
    force.office.Forbidden(
        reason, {tasking.lead, "OUTCOME_RECORDER", 1},
        absl::Substitute(R"($0 record_outcome { outcome_id: "$1"
                             tasking_id: "$2" $3 })",
                         MarkingText(tasking.threat->gsc), force.Next("OX"),
                         tasking.id, what));
    return;
  }
}

void ClaimWithoutATarget(Taskforce& force) {
  ClaimOf(force, v1::DISRUPTION_INCOMPLETE,
          R"(kind: "DISRUPTION" disruption { level: "MAJOR" })");
}

void ClaimUnnamedIntelligence(Taskforce& force) {
  ClaimOf(force, v1::INTELLIGENCE_UNNAMED, R"(kind: "INTELLIGENCE_GAIN")");
}

void ClaimLessThanNothing(Taskforce& force) {
  ClaimOf(force, v1::FIELD_INVALID,
          R"(kind: "SEIZURE" quantities { kind: "cash" amount: -1
             unit: "item" })");
}

}  // namespace

const std::vector<Attempt> kAttemptsAtTaskings = {
    ProposeOnNothing,       ProposeOffStrategy,       ProposeOnWhatWas,
    ProposeBelowItsMarking, ProposeToAnUncleared,     DecideAlone,
    DecideAsAnAnalyst,      StartWhatIsAnothers,      AskTheSameAgain,
    AskForNothing,          PutFirstWhatNobodyKnows,  PutFirstWhatNobodyWants,
    ClaimWithoutATarget,    ClaimUnnamedIntelligence, ClaimLessThanNothing};

}  // namespace loopledger::year
