#include "tests/year/leads.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/partners.h"
#include "tests/year/proposals.h"
#include "tests/year/reviewers.h"

namespace loopledger::year {
namespace {

constexpr int kTriesMax = 12;

// One that only names the tasking, and a reason where there is one.
std::string Plain(const char* command, const Tasking& tasking,
                  const char* reason = nullptr) {
  return absl::Substitute(
      R"($0 { tasking_id: "$1" $2 })", command, tasking.id,
      reason == nullptr ? "" : absl::Substitute(R"(reason: "$0")", reason));
}

void Accept(Taskforce& force, Tasking& tasking);

void Assign(Taskforce& force, Tasking& tasking) {
  if (tasking.phase != Tasking::kApproved) return;
  if (!force.office.Do(Chair(),
                       absl::Substitute(R"(assign_tasking { tasking_id: "$0"
                                            lead_org: "$1" })",
                                        tasking.id, tasking.lead))) {
    return;
  }
  force.office.After(kDay * force.office.dice().Within(1, 3),
                     [&] { Accept(force, tasking); });
}

std::string AuthorisationText(Taskforce& force) {
  return absl::Substitute(
      R"(authorisations { regime: "RIPSA" urn: "$0" type: "directed"
          officer: "superintendent-1" from $1 to $2 })",
      force.Next("AUTH"), force.office.InDays(-1), force.office.InDays(90));
}

void Record(Taskforce& force, Tasking& tasking) {
  if (tasking.phase != Tasking::kStarted) return;
  RecordOutcome(force, tasking);
}

void Complete(Taskforce& force, Tasking& tasking, int tries) {
  Office& office = force.office;
  if (!tasking.live() || tries > kTriesMax) return;
  if (tasking.phase != Tasking::kStarted) {
    office.After(kDay * 7, [&force, &tasking, tries] {
      Complete(force, tasking, tries + 1);
    });
    return;
  }
  const std::string asked = Plain("complete_tasking", tasking);
  if (tasking.outcomes.empty()) RecordOutcome(force, tasking);
  const auto refused = office.Ask(Lead(tasking), asked);
  if (!refused) {
    tasking.phase = Tasking::kCompleted;
    return ReviewLater(force, tasking);
  }
  if (*refused != v1::COMMITMENTS_OPEN) office.Fault("completing was refused");
  office.After(kDay * 7, [&force, &tasking, tries] {
    Complete(force, tasking, tries + 1);
  });
}

// In the middle of it: halted for a while, put off, joined by others, or given
// up.
void Disturb(Taskforce& force, Tasking& tasking) {
  Office& office = force.office;
  if (tasking.phase != Tasking::kStarted) return;
  const int roll = office.dice().Below(100);
  if (roll < 12) {
    if (!office.Do(Lead(tasking), Plain("suspend_tasking", tasking,
                                        "people are needed elsewhere"))) {
      return;
    }
    tasking.phase = Tasking::kSuspended;
    office.After(kDay * 10, [&force, &tasking] {
      if (tasking.phase != Tasking::kSuspended) return;
      const std::string again = absl::Substitute(
          R"(resume_tasking { tasking_id: "$0" reason: "people are back" $1 })",
          tasking.id, AuthorisationText(force));
      // What it rests on may have gone meanwhile.
      if (force.office.Ask(Lead(tasking), again)) {
        return Rejustify(force, tasking);
      }
      tasking.phase = Tasking::kStarted;
    });
  } else if (roll < 24) {
    office.Do(Lead(tasking), absl::Substitute(R"(vary_tasking { tasking_id: "$0"
                                   reason: "it takes longer" due $1 })",
                                              tasking.id, office.InDays(160)));
  } else if (roll < 29) {
    Cancel(force, tasking, "it does not lead anywhere");
  } else if (roll < 40) {
    office.Do(Lead(tasking),
              absl::Substitute(R"(invite_participant { tasking_id: "$0"
                                   participant_org: "prosecution-service"
                                   contribution: "advice" })",
                               tasking.id));
  }
}

void Begun(Taskforce& force, Tasking& tasking) {
  Office& office = force.office;
  tasking.phase = Tasking::kStarted;
  if (office.dice().Percent(20)) {
    office.Forbidden(v1::NO_OUTCOME, Lead(tasking),
                     Plain("complete_tasking", tasking));
  }
  const int days = office.dice().Within(25, 100);
  for (int i = 0; i < 2; ++i) {
    office.After(kDay * office.dice().Within(6, days - 1),
                 [&] { Record(force, tasking); });
  }
  office.After(kDay * office.dice().Within(8, 20),
               [&] { Disturb(force, tasking); });
  office.After(kDay * days, [&] { Complete(force, tasking, 0); });
}

void Start(Taskforce& force, Tasking& tasking, int tries) {
  Office& office = force.office;
  if (tasking.phase != Tasking::kAccepted) return;
  if (tries > kTriesMax) return Cancel(force, tasking, "nobody has time");
  if (tries == 0 && office.dice().Percent(10)) {
    office.Forbidden(v1::OUTCOME_BEFORE_ACTION,
                     {tasking.lead, "OUTCOME_RECORDER", 1},
                     absl::Substitute(R"($0 record_outcome { outcome_id: "$1"
                             tasking_id: "$2" kind: "ARREST" })",
                                      MarkingText(tasking.threat->gsc),
                                      force.Next("OX"), tasking.id));
  }
  std::string authorised;
  if (tasking.mode == "COVERT") {
    if (office.dice().Percent(60) && ReadyToStart(tasking)) {
      office.Forbidden(v1::NOT_LAWFULLY_AUTHORISED, Lead(tasking),
                       Plain("start_tasking", tasking));
    }
    authorised = AuthorisationText(force);
  }
  const auto refused = office.Ask(
      Lead(tasking), absl::Substitute(R"(start_tasking { tasking_id: "$0"
                                          $1 })",
                                      tasking.id, authorised));
  if (!refused) return Begun(force, tasking);
  if (*refused != v1::COMMITMENTS_OPEN) office.Fault("starting was refused");
  office.After(kDay * 4,
               [&force, &tasking, tries] { Start(force, tasking, tries + 1); });
}

void Accept(Taskforce& force, Tasking& tasking) {
  Office& office = force.office;
  if (tasking.phase != Tasking::kApproved) return;
  if (office.dice().Percent(6)) {
    office.Do(Lead(tasking),
              Plain("decline_tasking", tasking, "no people to spare"));
    tasking.lead = kPolice;
    office.After(kDay, [&] { Assign(force, tasking); });
    return;
  }
  if (!office.Do(Lead(tasking), Plain("accept_tasking", tasking))) return;
  tasking.phase = Tasking::kAccepted;
  AskPartners(force, tasking);
  office.After(kDay * office.dice().Within(2, 12),
               [&] { Start(force, tasking, 0); });
}

}  // namespace

Who Lead(const Tasking& tasking) { return {tasking.lead, "TASKING_LEAD", 1}; }

void Approved(Taskforce& force, Tasking& tasking) {
  tasking.phase = Tasking::kApproved;
  force.office.After(kDay * force.office.dice().Within(1, 4),
                     [&] { Assign(force, tasking); });
}

void Cancel(Taskforce& force, Tasking& tasking, const char* reason) {
  if (!force.office.Do(Chair(), Plain("cancel_tasking", tasking, reason))) {
    return;
  }
  tasking.phase = Tasking::kEnded;
  tasking.unratified = false;
}

void Rejustify(Taskforce& force, Tasking& tasking) {
  const Threat& threat = *tasking.threat;
  const auto refused =
      threat.gone ? std::optional<v1::Reason>(v1::NOT_PUBLISHED)
                  : force.office.Ask(
                        Chair(), absl::Substitute(
                                     R"(rejustify_tasking { tasking_id: "$0" $1
                                reason: "it still holds" })",
                                     tasking.id, JustificationText(threat)));
  if (refused) return Cancel(force, tasking, "what it rested on has gone");
  tasking.version = threat.version;
  if (tasking.phase != Tasking::kSuspended) return;
  const auto resumed = force.office.Ask(
      Lead(tasking), absl::Substitute(R"(resume_tasking { tasking_id: "$0"
                                          reason: "it stands again" $1 })",
                                      tasking.id, AuthorisationText(force)));
  if (!resumed) tasking.phase = Tasking::kStarted;
}

}  // namespace loopledger::year
