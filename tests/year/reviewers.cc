#include "tests/year/reviewers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/analysts.h"
#include "tests/year/assessment_text.h"
#include "tests/year/leads.h"

namespace loopledger::year {
namespace {

constexpr int kTriesMax = 3;

struct Claim {
  std::string id, org, level;
  Tasking* tasking;
};

Who Recorder(const std::string& org) { return {org, "OUTCOME_RECORDER", 1}; }
// Of another organisation than the one that claims.
Who Moderator(const Claim& claim) {
  return {claim.org == kAgency ? kPolice : kAgency, "MODERATOR", 1};
}
// Of an organisation that has one, and does not lead it.
Who Reviewer(const Tasking& tasking) {
  return {tasking.lead == kAgency ? kPolice : kAgency, "REVIEWER", 1};
}

std::string WhatCame(Taskforce& force, Claim& claim) {
  Dice& dice = force.office.dice();
  const int roll = dice.Below(100);
  if (roll < 40) {
    claim.level = roll < 14 ? "MAJOR" : roll < 28 ? "MODERATE" : "MINOR";
    return absl::Substitute(
        R"(kind: "DISRUPTION" disruption { level: "$0" target: "its supply"
            mechanism: "arrests and seizures"
            expected_duration: "six months" })",
        claim.level);
  }
  if (roll < 60) {
    return absl::Substitute(
        R"(kind: "SEIZURE" quantities { kind: "what is dealt in" amount: $0
            unit: "kg" } value { minor_units: $1 currency: "GBP" })",
        dice.Within(1, 40), dice.Within(10000, 9000000));
  }
  if (roll < 75) return R"(kind: "ARREST")";
  if (roll < 82) return R"(kind: "SAFEGUARDING")";
  if (roll < 88) return R"(kind: "DIVERSION")";
  if (roll < 93) return R"(kind: "ADVERSE" harm: "a bystander was hurt")";
  return R"(kind: "NOTHING")";
}

// Two bodies had their part in it; each says that all of it is its own.
void ClaimItToo(Taskforce& force, const Claim& claim) {
  const Tasking& tasking = *claim.tasking;
  const std::string other = Moderator(claim).org;
  const std::string text = absl::Substitute(
      R"($0 record_outcome { outcome_id: "$1" tasking_id: "$2" kind: "ARREST"
          strand: "DISRUPT" evidence { ref: "EV-$3" share: )",
      MarkingText(tasking.threat->gsc), force.Next("O"), tasking.id, claim.id);
  force.office.Forbidden(v1::DOUBLE_COUNT, Recorder(other),
                         absl::StrCat(text, "1 } }"));
}

void Finalise(Taskforce& force, const Claim& claim) {
  Office& office = force.office;
  if (office.dice().Percent(15)) {
    office.Do(Moderator(claim),
              absl::Substitute(R"(dispute_outcome { outcome_id: "$0"
                                   reason: "others did this" })",
                               claim.id));
  }
  if (office.dice().Percent(70)) {
    office.Do(
        Moderator(claim),
        absl::Substitute(R"(finalise_outcome { outcome_id: "$0" })", claim.id));
  }
}

// What is claimed as major is mostly found to be less.
void Moderate(Taskforce& force, const Claim& claim) {
  Office& office = force.office;
  std::string level = claim.level;
  if (level == "MAJOR") {
    const std::string& own = claim.org;
    if (own == kAgency || own == kPolice) {
      office.Forbidden(v1::SELF_APPROVAL, {own, "MODERATOR", 1},
                       absl::Substitute(R"(moderate_outcome { outcome_id: "$0"
                                            level: "MAJOR"
                                            reason: "as claimed" })",
                                        claim.id));
    }
    level = office.dice().Percent(65) ? "MODERATE" : "MAJOR";
  } else if (level == "MODERATE" && office.dice().Percent(40)) {
    level = "MINOR";
  }
  const std::string text =
      level.empty() ? "" : absl::Substitute(R"(level: "$0")", level);
  if (!office.Do(Moderator(claim),
                 absl::Substitute(R"(moderate_outcome { outcome_id: "$0" $1
                                      reason: "by what is in evidence" })",
                                  claim.id, text))) {
    return;
  }
  office.After(kDay * 4, [&force, claim] { Finalise(force, claim); });
}

// One tasking's review.
struct Review {
  std::string id;
  Tasking* tasking;
  Who reviewer;
  bool reassess = false;
};

void Act(Taskforce& force, const Review& review, int tries) {
  Office& office = force.office;
  const auto refused =
      office.Ask(Chair(), absl::Substitute(R"(action_review { review_id: "$0"
                                    action: "as recommended" })",
                                           review.id));
  if (refused == v1::LOOP_OPEN) {
    // Some are left at that.
    if (tries == kTriesMax) return;
    if (tries == 1) Assess(force, *review.tasking->threat);
    office.After(kDay * 12,
                 [&force, review, tries] { Act(force, review, tries + 1); });
    return;
  }
  if (refused) return office.Fault("acting on a review was refused");
  if (office.Do(Chair(), absl::Substitute(R"(close_tasking { tasking_id: "$0"
                                              note: "done" })",
                                          review.tasking->id))) {
    review.tasking->phase = Tasking::kEnded;
  }
}

void Find(Taskforce& force, Review review) {
  Office& office = force.office;
  std::string outcomes;
  for (const std::string& id : review.tasking->outcomes) {
    absl::StrAppend(&outcomes, " considered_outcomes: \"", id, "\"");
  }
  const Threat& threat = *review.tasking->threat;
  const char* recommendation = office.dice().Percent(65)   ? "REASSESS"
                               : office.dice().Percent(50) ? "CONTINUE"
                                                           : "CHANGE";
  if (!office.Do(review.reviewer,
                 absl::Substitute(
                     R"(record_findings { review_id: "$0" $1
                         effects { assessment_id: "$2" band_before: $3
                         band_after: $3 } what_worked: "working together"
                         lessons: "to begin earlier" recommendation: "$4"
                         rationale: "by what came of it" owner_org: "$5"
                         due $6 })",
                     review.id, outcomes, threat.id, threat.band,
                     recommendation, threat.org, office.InDays(30)))) {
    return;
  }
  if (office.dice().Percent(12)) return;  // Nobody takes it up.
  office.After(kDay * 5, [&force, review] {
    if (!force.office.Do(Chair(),
                         absl::Substitute(R"(accept_review { review_id: "$0"
                                              note: "agreed" })",
                                          review.id))) {
      return;
    }
    force.office.After(kDay * 3, [&force, review] { Act(force, review, 0); });
  });
}

}  // namespace

void RecordOutcome(Taskforce& force, Tasking& tasking) {
  Office& office = force.office;
  Claim claim{force.Next("O"), tasking.lead, "", &tasking};
  const std::string what = WhatCame(force, claim);
  if (!office.Do(
          Recorder(claim.org),
          absl::Substitute(
              R"($0 record_outcome { outcome_id: "$1" tasking_id: "$2"
                         strand: "DISRUPT" $3 evidence { ref: "EV-$1"
                         share: 0.6 } summary: "FICTITIOUS" })",
              MarkingText(tasking.threat->gsc), claim.id, tasking.id, what))) {
    return;
  }
  tasking.outcomes.push_back(claim.id);
  if (!tasking.threat->gone) tasking.threat->outcomes.push_back(claim.id);
  if (office.dice().Percent(6)) ClaimItToo(force, claim);
  if (office.dice().Percent(8)) {
    office.Do(Recorder(claim.org),
              absl::Substitute(
                  R"(correct_outcome { outcome_id: "$0" tasking_id: "$1"
                      strand: "DETECT" $2 reason: "the strand was wrong" })",
                  claim.id, tasking.id, what));
  }
  if (office.dice().Percent(75)) {
    office.After(kDay * office.dice().Within(2, 8),
                 [&force, claim] { Moderate(force, claim); });
  }
}

void ReviewLater(Taskforce& force, Tasking& tasking) {
  Office& office = force.office;
  if (office.dice().Percent(15)) return;  // It is forgotten.
  office.After(kDay * office.dice().Within(3, 14), [&] {
    Review review{force.Next("V"), &tasking, Reviewer(tasking)};
    if (!office.Do(
            review.reviewer,
            absl::Substitute(
                R"($0 open_review { review_id: "$1" tasking_id: "$2" })",
                MarkingText(tasking.threat->gsc), review.id, tasking.id))) {
      return;
    }
    tasking.phase = Tasking::kReviewed;
    office.After(kDay * 4, [&force, review] { Find(force, review); });
  });
}

void ResolveLater(Taskforce& force, Threat& threat) {
  Office& office = force.office;
  if (office.dice().Percent(45)) return;
  const uint64_t version = threat.version;
  const double probability = kProbabilities[static_cast<size_t>(threat.term)];
  office.After(kDay * office.dice().Within(45, 110), [&force, &threat, version,
                                                      probability] {
    Office& own = force.office;
    if (threat.gone) return;
    const bool came =
        own.dice().Below(1000) < static_cast<int>(probability * 1000);
    const std::string asked = absl::Substitute(
        R"(resolve_judgement { assessment_id: "$0" version: $1
            judgement_id: "J1" result: "$2" evidence: "FICTITIOUS" })",
        threat.id, version,
        own.dice().Percent(6) ? "VOID"
        : came                ? "TRUE"
                              : "FALSE");
    if (own.dice().Percent(4)) {
      own.Forbidden(v1::SELF_APPROVAL, {threat.org, "ANALYST", 1}, asked);
    }
    own.Do({threat.org, "REVIEWER", 1}, asked);
  });
}

}  // namespace loopledger::year
