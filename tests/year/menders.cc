#include "tests/year/menders.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "tests/year/analysts.h"
#include "tests/year/chairs.h"
#include "tests/year/collectors.h"
#include "tests/year/leads.h"
#include "tests/year/officers.h"
#include "tests/year/partners.h"
#include "tests/year/proposals.h"
#include "tests/year/strategists.h"

namespace loopledger::year {
namespace {

// The first of the names in a gap's id that is one of these things.
template <typename Things>
auto* Named(const v1::GapRow& gap, Things& things) {
  std::vector<std::string> names = absl::StrSplit(gap.gap_id(), '/');
  names.insert(names.end(), gap.related_ids().begin(), gap.related_ids().end());
  for (const std::string& name : names) {
    if (auto* found = Taskforce::Find(things, name)) return found;
  }
  return static_cast<decltype(&things.front())>(nullptr);
}

// M12 is mended by whoever reads it, and finds that it matters.
void UseReport(Taskforce& force, const v1::GapRow& gap) {
  Report* report = Named(gap, force.reports);
  if (report == nullptr) return;
  for (Threat& threat : force.threats) {
    const auto own =
        std::find(threat.reports.begin(), threat.reports.end(), report);
    if (own == threat.reports.end()) continue;
    // On top, so that the next draft cites it.
    std::rotate(threat.reports.begin(), own, own + 1);
    if (threat.version != 0) Assess(force, threat);
    return;
  }
}

// M8: some threat is acted on so that the objective is served.
void Serve(Taskforce& force, const v1::GapRow& gap) {
  const std::string& objective = gap.subject_id();
  // The one that nobody ever serves.
  if (objective != "OBJ-DIVERT-2" && objective != "OBJ-DISRUPT-2" &&
      objective != "OBJ-DETER-1" && objective != "OBJ-DIVERT-1") {
    return;
  }
  for (const Tasking* tasking : force.waiting) {
    if (tasking->objective == objective) return;
  }
  for (Threat& threat : force.threats) {
    if (threat.gone || threat.version == 0 || threat.taskings.size() > 4 ||
        threat.drafting) {
      continue;
    }
    Propose(force, threat, objective);
    return;
  }
}

void MendThreat(Taskforce& force, const v1::GapRow& gap, Threat& threat) {
  if (gap.metric() == "M1") {
    if (threat.taskings.size() < 5) Propose(force, threat);
  } else if (gap.metric() == "M13" && force.office.dice().Percent(60)) {
    RaiseRequirement(force, threat);
  } else {
    Reconsider(force, threat);
  }
}

void Mend(Taskforce& force, const v1::GapRow& gap) {
  const std::string& metric = gap.metric();
  if (metric == "M8") return Serve(force, gap);
  if (metric == "M9") return;  // For the body in session.
  if (metric == "M12") return UseReport(force, gap);
  if (metric == "M3") {
    Tasking* tasking = Named(gap, force.taskings);
    if (tasking != nullptr && tasking->live()) Rejustify(force, *tasking);
  } else if (metric == "M10") {
    Requirement* requirement = Named(gap, force.requirements);
    if (requirement == nullptr) return;
    if (force.office.dice().Percent(50)) {
      SubmitReport(force, *requirement->threat, requirement->id);
    } else {
      Answer(force, *requirement);
    }
  } else if (metric == "M11") {
    Commitment* commitment = Named(gap, force.commitments);
    if (commitment != nullptr) Settle(force, *commitment);
  } else if (Threat* threat = Named(gap, force.threats)) {
    MendThreat(force, gap, *threat);
  }
}

// How many of a hundred are seen to in a week.
int Zeal(const v1::GapRow& gap) {
  if (gap.metric() == "M12") return 1;
  if (gap.metric() == "M11") return 60;
  return 30;
}

void Monday(Taskforce& force) {
  for (const v1::GapRow& gap : force.office.Gaps()) {
    if (force.office.dice().Percent(Zeal(gap))) Mend(force, gap);
  }
}

void ReHome(Taskforce& force, Session& session, Tasking& tasking) {
  Table(force, session, *tasking.threat);
  if (force.office.Do(session.chair,
                      absl::Substitute(R"(vary_tasking { tasking_id: "$0"
                               objective_ids: "$1" $2
                               reason: "what it served has ended" })",
                                       tasking.id, kLastingObjective,
                                       DecisionOn(session, *tasking.threat,
                                                  "it serves this now")))) {
    tasking.objective = kLastingObjective;
  }
}

// Not to act on a threat is decided too.
void LeaveIt(Taskforce& force, Session& session, const Threat& threat) {
  Table(force, session, threat);
  const std::string paper = absl::Substitute(
      R"({ assessment_id: "$0" version: $1 })", threat.id, threat.version);
  force.office.Do(
      session.chair,
      absl::Substitute(R"(record_decision { session_id: "$0"
                           decision_id: "$1" subject: "$2" assessments $3
                           decision: "NO_ACTION_RISK_ACCEPTED"
                           record { rationale: "others can do more"
                           papers_relied_on $3 } })",
                       session.id, force.Next("D"), threat.id, paper));
}

}  // namespace

void DecideOnGaps(Taskforce& force, Session& session) {
  for (const v1::GapRow& gap : force.office.Gaps()) {
    if (gap.metric() == "M9" && force.office.dice().Percent(45)) {
      Tasking* tasking = Named(gap, force.taskings);
      // The urgent ones are ratified as such.
      if (tasking == nullptr || !tasking->live()) continue;
      if (tasking->referred) continue;  // It is the steering group's.
      if (gap.name() == "OFF_STRATEGY_TASKING") {
        ReHome(force, session, *tasking);
      }
    } else if (gap.metric() == "M1" && force.office.dice().Percent(20)) {
      Threat* threat = Named(gap, force.threats);
      if (threat != nullptr && !threat->gone) LeaveIt(force, session, *threat);
    }
  }
}

void BeginMending(Taskforce& force) {
  Office& office = force.office;
  for (int week = 5; week < 52; ++week) {
    office.At(office.start() + kDay * (7 * week) + absl::Hours(8),
              [&force] { Monday(force); });
  }
}

}  // namespace loopledger::year
