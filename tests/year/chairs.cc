#include "tests/year/chairs.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/leads.h"
#include "tests/year/menders.h"
#include "tests/year/officers.h"
#include "tests/year/proposals.h"
#include "tests/year/strategists.h"

namespace loopledger::year {
namespace {

constexpr char kTaskingGroup[] = "tcg";
constexpr char kSteeringGroup[] = "taskforce";
constexpr int kTriesMax = 4;

Who ChairOf(const std::string& body) {
  return body == kTaskingGroup ? Chair() : Convener();
}

std::string PaperText(const Threat& threat) {
  return absl::Substitute(R"({ assessment_id: "$0" version: $1 })", threat.id,
                          threat.version);
}

std::string PaperName(const Threat& threat) {
  return absl::StrCat(threat.id, " ", threat.version);
}

bool Call(Taskforce& force, Session& session) {
  return force.office.Do(
      session.chair,
      absl::Substitute(
          R"(marking { gsc: "SECRET" handling { code: "P" } }
              call_session { session_id: "$0" body: "$1" layer: "$2"
              title: "FICTITIOUS" scheduled_at $3 chair_org: "$4"
              chair_person: "$5" quorum: 5 invited: "$6" })",
          session.id, session.body,
          session.body == kTaskingGroup ? "TACTICAL" : "STRATEGIC",
          force.office.InDays(7), session.chair.org, session.chair.person(),
          kAgency));
}

void Attend(Taskforce& force, const Session& session) {
  std::string attendance;
  int number = 0;
  for (const Body& body : Bodies()) {
    const bool cleared = body.clearance != std::string("OFFICIAL");
    if (!cleared || (++number > 5 && force.office.dice().Percent(30))) continue;
    absl::StrAppend(&attendance, absl::Substitute(R"(attendance { org: "$0"
                                         person: "$0.member"
                                         capacity: "member" } )",
                                                  body.org));
  }
  force.office.Do(session.chair,
                  absl::Substitute(R"(record_attendance { session_id: "$0"
                                       $1 })",
                                   session.id, attendance));
}

bool Open(Taskforce& force, Session& session) {
  session.open = force.office.Do(
      session.chair,
      absl::Substitute(R"(open_session { session_id: "$0" })", session.id));
  return session.open;
}

void Close(Taskforce& force, Session& session) {
  force.office.Do(session.chair,
                  absl::Substitute(R"(close_session { session_id: "$0"
                                       summary: "as minuted" })",
                                   session.id));
  session.open = false;
}

// Asks for a decision on a tasking.
std::optional<v1::Reason> Decide(Taskforce& force, const Session& session,
                                 const Tasking& tasking,
                                 const std::string& decision,
                                 const std::string& more = "") {
  return force.office.Ask(
      session.chair,
      absl::Substitute(R"($0 { tasking_id: "$1" $2 $3 })", decision, tasking.id,
                       DecisionOn(session, *tasking.threat, "as discussed"),
                       more));
}

// The same where nothing can stand in its way.
void DecideSurely(Taskforce& force, const Session& session,
                  const Tasking& tasking, const std::string& decision,
                  const std::string& more = "") {
  const auto refused = Decide(force, session, tasking, decision, more);
  if (!refused) return;
  force.office.Fault(absl::StrCat(decision, " of ", tasking.id,
                                  " was refused by ",
                                  v1::Reason_Name(*refused)));
}

void End(Taskforce& force, const Session& session, Tasking& tasking,
         const std::string& decision) {
  DecideSurely(force, session, tasking, decision);
  tasking.phase = Tasking::kEnded;
}

// It waits for the next time, if it may.
void Again(Taskforce& force, const Session& session, Tasking& tasking) {
  if (++tasking.asked > kTriesMax) {
    return End(force, session, tasking, "reject_tasking");
  }
  (session.body == kTaskingGroup ? force.waiting : force.referred)
      .push_back(&tasking);
}

// Why an approval was refused says what to do about it.
void Overcome(Taskforce& force, const Session& session, Tasking& tasking,
              v1::Reason reason) {
  Office& office = force.office;
  Threat& threat = *tasking.threat;
  if (reason == v1::UNCORROBORATED) {
    if (!Decide(force, session, tasking, "approve_tasking",
                R"(risk_acceptance: "the harm is too great to wait")")) {
      return Approved(force, tasking);
    }
  } else if (reason == v1::STALE_JUSTIFICATION && !threat.gone &&
             office.dice().Percent(50)) {
    const auto refused =
        Decide(force, session, tasking, "approve_tasking",
               R"(proceed_on_superseded: true risk_acceptance: "as said"
                  proceed_reason: "what it rests on has not changed")");
    if (!refused) return Approved(force, tasking);
    if (*refused == v1::HANDLING_FORBIDS) {
      return Overcome(force, session, tasking, *refused);
    }
  } else if (reason == v1::HANDLING_FORBIDS) {
    bool hope = false;
    for (Report* report : threat.cited) {
      if (report->action.empty() || report->asked) continue;
      AskOriginator(force, *report, tasking.mode);
      hope |= report->permitted;
    }
    if (hope) return Again(force, session, tasking);
  } else if (reason != v1::STALE_JUSTIFICATION && reason != v1::TAINTED) {
    office.Fault(absl::StrCat("an approval of ", tasking.id, " was refused by ",
                              v1::Reason_Name(reason)));
  }
  End(force, session, tasking, "reject_tasking");
  if (office.dice().Percent(50)) Propose(force, threat);
}

void Consider(Taskforce& force, Session& session, Tasking& tasking) {
  Dice& dice = force.office.dice();
  Threat& threat = *tasking.threat;
  if (tasking.phase != Tasking::kProposed) return;
  if (dice.Percent(10) && !session.papers.count(PaperName(threat))) {
    force.office.Forbidden(
        v1::PAPER_NOT_TABLED, session.chair,
        absl::Substitute(R"(approve_tasking { tasking_id: "$0" $1 })",
                         tasking.id, DecisionOn(session, threat, "agreed")));
  }
  Table(force, session, threat);
  const int roll = dice.Below(100);
  if (threat.gone || roll < 7) {
    End(force, session, tasking, "reject_tasking");
  } else if (roll < 14) {
    End(force, session, tasking, "accept_risk");
  } else if (roll < 22 && tasking.asked == 0) {
    DecideSurely(force, session, tasking, "defer_tasking",
                 absl::StrCat("until ", force.office.InDays(14)));
    Again(force, session, tasking);
  } else if (roll < 27 && !tasking.referred) {
    tasking.referred = true;
    DecideSurely(force, session, tasking, "refer_tasking",
                 absl::Substitute(R"(to_body: "$0")", kSteeringGroup));
    force.referred.push_back(&tasking);
  } else if (const auto refused =
                 Decide(force, session, tasking, "approve_tasking")) {
    Overcome(force, session, tasking, *refused);
  } else {
    Approved(force, tasking);
  }
}

void Ratify(Taskforce& force, Session& session) {
  for (Tasking& tasking : force.taskings) {
    if (!tasking.unratified || force.office.dice().Percent(35)) continue;
    tasking.unratified = false;
    Table(force, session, *tasking.threat);
    DecideSurely(force, session, tasking, "ratify_tasking");
  }
}

void ConsiderAll(Taskforce& force, Session& session,
                 std::vector<Tasking*>& waiting) {
  std::vector<Tasking*> before;
  before.swap(waiting);
  for (Tasking* tasking : before) Consider(force, session, *tasking);
}

void SitAsTaskingGroup(Taskforce& force, Session& session, int number) {
  if (!Open(force, session)) return;
  if (!force.waiting.empty() && force.office.dice().Percent(25)) {
    force.office.Forbidden(v1::NO_QUORUM, session.chair,
                           absl::Substitute(R"(accept_risk { tasking_id: "$0"
                             decision { session: "$1" rationale: "alone" } })",
                                            force.waiting[0]->id, session.id));
  }
  Attend(force, session);
  ConsiderAll(force, session, force.waiting);
  Ratify(force, session);
  DecideOnGaps(force, session);
  if (number == 3 || number == 13) AgreeOnPriorities(force, session);
  if (number % 4 == 1) MovePriority(force, session);
  Close(force, session);
}

void PlanTaskingGroup(Taskforce& force, int number) {
  Session& session = force.sessions.emplace_back();
  session.id = force.Next("TCG");
  session.body = kTaskingGroup;
  session.chair = ChairOf(kTaskingGroup);
  if (!Call(force, session)) return;
  force.office.After(kDay * 5, [&force, &session] {
    for (Tasking* tasking : force.waiting) {
      if (force.office.dice().Percent(80)) {
        Table(force, session, *tasking->threat);
      }
    }
  });
  force.office.After(kDay * 7, [&force, &session, number] {
    SitAsTaskingGroup(force, session, number);
  });
}

void SitAsSteeringGroup(Taskforce& force) {
  Sit(force, kSteeringGroup,
      [&](Session& session) { ConsiderAll(force, session, force.referred); });
}

}  // namespace

std::string DecisionOn(const Session& session, const Threat& threat,
                       const std::string& rationale) {
  return absl::Substitute(
      R"(decision { session: "$0" rationale: "$1" necessity: "as proposed"
          proportionality: "as proposed" options_considered: "to leave it"
          papers_relied_on $2 review_due { seconds: 1798761600 } })",
      session.id, rationale, PaperText(threat));
}

void Table(Taskforce& force, Session& session, const Threat& threat) {
  if (threat.version == 0) return;
  if (!session.papers.insert(PaperName(threat)).second) return;
  force.office.Do(session.chair,
                  absl::Substitute(R"(table_papers { session_id: "$0"
                                       papers $1 })",
                                   session.id, PaperText(threat)));
}

void Sit(Taskforce& force, const std::string& body,
         absl::FunctionRef<void(Session&)> decide) {
  Session session;
  session.id = force.Next(body == kTaskingGroup ? "TCG" : "SG");
  session.body = body;
  session.chair = ChairOf(body);
  if (!Call(force, session) || !Open(force, session)) return;
  Attend(force, session);
  decide(session);
  Close(force, session);
}

void BeginSitting(Taskforce& force) {
  Office& office = force.office;
  for (int number = 1; number <= 26; ++number) {
    office.At(office.start() + kDay * (14 * number - 7) + absl::Hours(10),
              [&force, number] { PlanTaskingGroup(force, number); });
  }
  for (int month = 1; month <= 12; ++month) {
    office.At(office.start() + kDay * (30 * month) + absl::Hours(14),
              [&force] { SitAsSteeringGroup(force); });
  }
}

}  // namespace loopledger::year
