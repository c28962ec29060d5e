#include "tests/year/strategists.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/chairs.h"

namespace loopledger::year {
namespace {

struct Aim {
  const char* id;
  const char* strand;
  const char* layer;
  int ends_on;  // The day; 0: with the strategy.
};

constexpr int kShortAimEnds = 150;
constexpr int kRetirementDay = 215;

constexpr Aim kAims[] = {
    {"OBJ-DIVERT-1", "DIVERT", "STRATEGIC", 0},
    {"OBJ-DETER-1", "DETER", "STRATEGIC", 0},
    {"OBJ-DETECT-1", "DETECT", "TACTICAL", 0},
    {kLastingObjective, "DISRUPT", "STRATEGIC", 0},
    {"OBJ-DISRUPT-2", "DISRUPT", "OPERATIONAL", 0},
    {"OBJ-DETECT-2", "DETECT", "OPERATIONAL", kShortAimEnds},
    {"OBJ-DETECT-3", "DETECT", "OPERATIONAL", 0},
    // Nobody thinks of these two.
    {"OBJ-DIVERT-2", "DIVERT", "OPERATIONAL", 0},
    {"OBJ-DETER-2", "DETER", "OPERATIONAL", 0},
};

std::string ObjectiveText(const Taskforce& force, const Aim& aim) {
  const std::string to =
      aim.ends_on == 0
          ? ""
          : absl::StrCat("to ",
                         TimeText(force.office.start() + kDay * aim.ends_on));
  return absl::Substitute(
      R"(objective { id: "$0" title: "FICTITIOUS $0" strand: "$1" layer: "$2"
          measure: "harm, as scored" target: "a tenth less" owner_org: "$3"
          $4 })",
      aim.id, aim.strand, aim.layer, kPolice, to);
}

void Draft(Taskforce& force, const std::string& id, bool again) {
  Office& office = force.office;
  office.Do(Strategist(), absl::Substitute(R"(draft_strategy { strategy_id: "$0"
                                 body: "taskforce" title: "FICTITIOUS $0"
                                 vision: "less harm" aims: "as it says"
                                 from $1 })",
                                           id, office.InDays(0)));
  for (const Aim& aim : kAims) {
    const bool retired = absl::StrContains(aim.id, "DETECT-3");
    if (again && retired) continue;
    office.Do(
        Strategist(),
        absl::Substitute(R"(add_objective { strategy_id: "$0" $1 reason: "" })",
                         id, ObjectiveText(force, aim)));
  }
}

std::string DecisionText(const Session& session, const char* rationale) {
  return absl::Substitute(
      R"(decision { session: "$0" rationale: "$1"
          options_considered: "to leave it" })",
      session.id, rationale);
}

void Adopt(Taskforce& force) {
  Office& office = force.office;
  const std::string asked = R"(adopt_strategy { strategy_id: "STRATEGY-1" )";
  office.Do(Strategist(), R"(draft_strategy { strategy_id: "STRATEGY-0"
                              body: "taskforce" title: "FICTITIOUS" })");
  Draft(force, "STRATEGY-1", false);
  Sit(force, "taskforce", [&](Session& session) {
    const std::string decision = DecisionText(session, "what we are for");
    office.Forbidden(
        v1::NO_OBJECTIVE, Strategist(),
        absl::StrCat(R"(adopt_strategy { strategy_id: "STRATEGY-0" )", decision,
                     "}"));
    office.Do(Strategist(), absl::StrCat(asked, decision, "}"));
  });
}

void Retire(Taskforce& force) {
  Office& office = force.office;
  const std::string asked = R"(retire_objective { strategy_id: "STRATEGY-1"
      objective_id: "OBJ-DETECT-3" reason: "reached" )";
  bool used = false;
  for (const Tasking& tasking : force.taskings) {
    used |= tasking.live() && tasking.objective == "OBJ-DETECT-3";
  }
  if (used) {
    office.Forbidden(v1::OBJECTIVE_IN_USE, Strategist(),
                     absl::StrCat(asked, "}"));
  }
  office.Do(Strategist(), absl::StrCat(asked, R"(re_home: "OBJ-DETECT-1" })"));
}

void Amend(Taskforce& force) {
  force.office.Do(Strategist(),
                  absl::Substitute(
                      R"(amend_objective { strategy_id: "STRATEGY-1" $0
              reason: "the measure is clearer" })",
                      ObjectiveText(force, kAims[0])));
  force.office.Forbidden(
      v1::UNMEASURABLE, Strategist(),
      R"(add_objective { strategy_id: "STRATEGY-1" reason: "more"
          objective { id: "OBJ-X" strand: "DETER" layer: "STRATEGIC"
          owner_org: "northmark-police" } })");
}

void Supersede(Taskforce& force) {
  Office& office = force.office;
  Draft(force, "STRATEGY-2", true);
  Sit(force, "taskforce", [&](Session& session) {
    const std::string decision = DecisionText(session, "the year has taught");
    office.Forbidden(
        v1::STRATEGY_OVERLAP, Strategist(),
        absl::StrCat(R"(adopt_strategy { strategy_id: "STRATEGY-2" )", decision,
                     "}"));
    office.Do(Strategist(),
              absl::StrCat(R"(supersede_strategy { strategy_id: "STRATEGY-1"
                               by: "STRATEGY-2" )",
                           decision, "}"));
  });
}

std::string PrioritiesText(const Taskforce& force, const std::string& prefix) {
  std::string text;
  int number = 0;
  for (const Threat& threat : force.threats) {
    if (!threat.theme || threat.version == 0 || threat.gone) continue;
    absl::StrAppend(
        &text,
        absl::Substitute(
            R"(priorities { id: "$0-$1" title: "FICTITIOUS" threat_area: "$2"
                band: $3 objective_ids: "$4" prevention: "warn"
                intelligence: "ask" enforcement: "act" owner_org: "$5"
                based_on { assessment_id: "$6" version: $7 } })",
            prefix, ++number, threat.area, threat.band, kLastingObjective,
            kPolice, threat.id, threat.version));
  }
  return text;
}

}  // namespace

void AgreeOnPriorities(Taskforce& force, const Session& session) {
  Office& office = force.office;
  const std::string id = force.Next("CS");
  const std::string prefix = absl::StrCat("PRI-", id.substr(id.size() - 1));
  const std::string priorities = PrioritiesText(force, prefix);
  if (priorities.empty()) return;
  const std::string asked = absl::Substitute(
      R"(propose_control_strategy { control_strategy_id: "$0" body: "tcg"
          layer: "TACTICAL" title: "FICTITIOUS" from $1 $2 )",
      id, office.InDays(0), priorities);
  office.Forbidden(v1::PERIOD_TOO_LONG, Deputy(),
                   absl::StrCat(asked, "to ", office.InDays(370), "}"));
  if (!office.Do(Deputy(),
                 absl::StrCat(asked, "to ", office.InDays(200), "}"))) {
    return;
  }
  const std::string replaces =
      force.priorities.empty()
          ? ""
          : absl::Substitute(R"(replaces: "$0")", force.priorities);
  if (!office.Do(
          session.chair,
          absl::Substitute(
              R"(agree_control_strategy { control_strategy_id: "$0" $1
                         $2 })",
              id, replaces, DecisionText(session, "what comes first")))) {
    return;
  }
  force.priorities = id;
  force.priority_ids.clear();
  int number = 0;
  for (const Threat& threat : force.threats) {
    if (!threat.theme || threat.version == 0 || threat.gone) continue;
    force.priority_ids.push_back(absl::StrCat(prefix, "-", ++number));
  }
}

void MovePriority(Taskforce& force, const Session& session) {
  if (force.priority_ids.empty()) return;
  const auto moved = [&](const char* way, int band) {
    return absl::Substitute(
        R"($0 { control_strategy_id: "$1" priority_id: "$2" band: $3 $4 })",
        way, force.priorities, force.priority_ids[0], band,
        DecisionText(session, "harm has moved"));
  };
  // Whichever of the two it is, it lands on band 2 or leaves it.
  if (force.office.Ask(session.chair, moved("raise_priority", 1))) {
    force.office.Do(session.chair, moved("lower_priority", 3));
  }
}

std::string ThinkOfAnObjective(Taskforce& force) {
  Office& office = force.office;
  const int day = static_cast<int>((office.now() - office.start()) / kDay);
  std::vector<std::string> known = {"OBJ-DIVERT-1", "OBJ-DETER-1",
                                    "OBJ-DETECT-1", kLastingObjective,
                                    "OBJ-DISRUPT-2"};
  // What ends soon is the fashion until it does.
  if (day < kShortAimEnds - 5) known.insert(known.end(), 3, "OBJ-DETECT-2");
  if (day < kRetirementDay - 5) known.push_back("OBJ-DETECT-3");
  return office.dice().Pick(known);
}

std::string StrandOf(const std::string& objective) {
  for (const Aim& aim : kAims) {
    if (objective == aim.id) return aim.strand;
  }
  return "DISRUPT";
}

void BeginSteering(Taskforce& force) {
  Office& office = force.office;
  const auto on = [&](int day, void (*what)(Taskforce&)) {
    office.At(office.start() + kDay * day + absl::Hours(13),
              [&force, what] { what(force); });
  };
  on(1, Adopt);
  on(100, Amend);
  on(kRetirementDay, Retire);
  on(330, Supersede);
}

}  // namespace loopledger::year
