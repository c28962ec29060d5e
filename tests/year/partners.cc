#include "tests/year/partners.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/year/leads.h"

namespace loopledger::year {
namespace {

Who Promiser(const Commitment& commitment) {
  return {commitment.org, "PARTICIPANT_LEAD", 1};
}

std::string Plain(const char* command, const Commitment& commitment,
                  const char* more = "") {
  return absl::Substitute(R"($0 { commitment_id: "$1" $2 })", command,
                          commitment.id, more);
}

std::string TermsText(absl::Time due) {
  return absl::Substitute(R"(terms { deliverable: "two officers"
                              resources { kind: "officers" amount: 2
                              unit: "person" } due $0 })",
                          TimeText(due));
}

void Release(Taskforce& force, Commitment& commitment) {
  if (force.office.Do(Lead(*commitment.tasking),
                      Plain("release_commitment", commitment,
                            R"(reason: "it goes without")"))) {
    commitment.phase = Commitment::kSettled;
  }
}

void Deliver(Taskforce& force, Commitment& commitment) {
  Office& office = force.office;
  if (commitment.phase != Commitment::kAccepted &&
      commitment.phase != Commitment::kPartly) {
    return;
  }
  if (commitment.phase == Commitment::kAccepted && office.dice().Percent(15)) {
    if (office.Do(Promiser(commitment),
                  Plain("partly_deliver_commitment", commitment,
                        R"(delivered: "one" remaining: "one officer")"))) {
      commitment.phase = Commitment::kPartly;
    }
    office.After(kDay * 9, [&] { Deliver(force, commitment); });
    return;
  }
  if (office.Do(Promiser(commitment), Plain("deliver_commitment", commitment,
                                            R"(delivered: "as promised")"))) {
    commitment.phase = Commitment::kSettled;
  }
}

// Both agree on another day, before the one agreed on has come.
void Vary(Taskforce& force, Commitment& commitment) {
  Office& office = force.office;
  if (commitment.phase != Commitment::kAccepted) return;
  const std::string asked =
      absl::StrCat(TermsText(office.now() + kDay * 30),
                   R"( reason: "the other matter takes longer")");
  const std::string proposed =
      Plain("propose_commitment_variation", commitment, asked.c_str());
  if (office.now() > commitment.due) {
    return office.Forbidden(v1::LATE_VARIATION, Promiser(commitment), proposed);
  }
  if (!office.Do(Promiser(commitment), proposed)) return;
  if (office.dice().Percent(30)) {
    office.Forbidden(v1::SELF_APPROVAL, Promiser(commitment),
                     Plain("vary_commitment", commitment));
  }
  if (office.Do(Lead(*commitment.tasking),
                Plain("vary_commitment", commitment))) {
    commitment.due = office.now() + kDay * 30;
  }
}

void Accepted(Taskforce& force, Commitment& commitment) {
  Office& office = force.office;
  commitment.phase = Commitment::kAccepted;
  const int roll = office.dice().Below(100);
  if (roll < 60) {
    office.At(commitment.due - kDay * office.dice().Within(1, 8),
              [&] { Deliver(force, commitment); });
  } else if (roll < 75) {
    office.At(commitment.due + kDay * office.dice().Within(1, 12),
              [&] { Deliver(force, commitment); });
  } else if (roll < 87) {
    office.At(commitment.due - kDay * 2, [&] { Vary(force, commitment); });
    office.At(commitment.due + kDay * 20, [&] { Deliver(force, commitment); });
  } else {
    // It is not kept, and they think of it too late.
    office.At(commitment.due + kDay * 2, [&] { Vary(force, commitment); });
  }
}

void Answer(Taskforce& force, Commitment& commitment) {
  Office& office = force.office;
  if (commitment.phase != Commitment::kRequested) return;
  // Called off while they thought about it.
  if (!commitment.tasking->live()) return Release(force, commitment);
  if (office.dice().Percent(10)) {
    if (office.Do(Promiser(commitment), Plain("decline_commitment", commitment,
                                              R"(reason: "nobody is free")"))) {
      Release(force, commitment);
    }
    return;
  }
  const std::string offer = Plain("offer_commitment", commitment);
  if (office.dice().Percent(5)) {
    office.Forbidden(v1::NOT_OWNER, {"fire-service", "PARTICIPANT_LEAD", 1},
                     offer);
  }
  if (!office.Do(Promiser(commitment), offer)) return;
  commitment.phase = Commitment::kOffered;
  office.After(kDay, [&] {
    if (commitment.phase != Commitment::kOffered) return;
    if (office.Do(Lead(*commitment.tasking),
                  Plain("accept_commitment", commitment))) {
      Accepted(force, commitment);
    }
  });
}

}  // namespace

void AskPartners(Taskforce& force, Tasking& tasking) {
  Office& office = force.office;
  for (const std::string& org : tasking.participants) {
    if (org == tasking.lead || office.dice().Percent(45)) continue;
    Commitment& commitment = force.commitments.emplace_back();
    commitment.id = force.Next("C");
    commitment.org = org;
    commitment.tasking = &tasking;
    commitment.phase = Commitment::kRequested;
    commitment.due = office.now() + kDay * office.dice().Within(24, 60);
    if (!office.Do(Lead(tasking),
                   absl::Substitute(
                       R"($0 request_commitment { commitment_id: "$1"
                           tasking_id: "$2" promising_org: "$3" $4
                           required: $5 })",
                       MarkingText(tasking.threat->gsc), commitment.id,
                       tasking.id, org, TermsText(commitment.due),
                       office.dice().Percent(60) ? "true" : "false"))) {
      continue;
    }
    tasking.commitments.push_back(&commitment);
    const int days = office.dice().Percent(78) ? office.dice().Within(1, 4)
                                               : office.dice().Within(7, 18);
    office.After(kDay * days, [&] { Answer(force, commitment); });
  }
}

bool ReadyToStart(const Tasking& tasking) {
  for (const Commitment* commitment : tasking.commitments) {
    if (commitment->phase <= Commitment::kOffered) return false;
  }
  return true;
}

void Settle(Taskforce& force, Commitment& commitment) {
  if (commitment.phase == Commitment::kSettled) return;
  if (commitment.phase == Commitment::kRequested) {
    return Answer(force, commitment);
  }
  if (force.office.dice().Percent(50)) return Release(force, commitment);
  Deliver(force, commitment);
}

}  // namespace loopledger::year
