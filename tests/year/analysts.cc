#include "tests/year/analysts.h"

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/substitute.h"
#include "tests/year/assessment_text.h"
#include "tests/year/proposals.h"
#include "tests/year/reviewers.h"

namespace loopledger::year {
namespace {

Who Author(const Threat& threat) { return {threat.org, "ANALYST", 1}; }
Who Fellow(const Threat& threat) { return {threat.org, "ANALYST", 2}; }
Who Publisher(const Threat& threat) { return {threat.org, "INTEL_MANAGER", 2}; }

// The newest that stand, some of them: what is left out grows old unused.
void ChooseReports(Taskforce& force, Threat& threat) {
  threat.cited.clear();
  for (Report* report : threat.reports) {
    if (report->gone || threat.cited.size() == 4) continue;
    if (!report->cited && force.office.dice().Percent(30)) continue;
    report->cited = true;
    threat.cited.push_back(report);
  }
}

// How sure one may be of what is cited.
int EarnedConfidence(const Threat& threat) {
  std::set<std::string> sources;
  bool any = false;
  bool sound = false;
  for (const Report* report : threat.cited) {
    if (report->grade[1] == 'E') continue;
    any = true;
    sources.insert(report->source);
    sound |= report->grade[0] != '3' && report->grade[1] != 'D';
  }
  if (!any) return 0;
  return sound && sources.size() > 1 ? 2 : 1;
}

// What a new look at a threat changes; more when something came of a tasking.
std::string Move(Dice& dice, Threat& threat) {
  if (threat.version == 0) return "";
  threat.band = threat.band_in_force;
  threat.term = threat.term_in_force;
  const bool acted_on = !threat.outcomes.empty();
  threat.tilt = dice.Within(-1, acted_on ? 0 : 1);
  if (dice.Percent(acted_on ? 55 : 15)) {
    threat.band = std::min(4, threat.band + 1);
  } else if (dice.Percent(acted_on ? 10 : 30)) {
    threat.band = std::max(1, threat.band - 1);
  }
  if (dice.Percent(35)) {
    threat.term = std::clamp(threat.term + dice.Within(-2, 2), 0, 6);
  }
  const bool moved = threat.band != threat.band_in_force ||
                     threat.term != threat.term_in_force;
  return moved ? "what was learnt since" : "";
}

void Publish(Taskforce& force, Threat& threat, int review_days) {
  Office& office = force.office;
  threat.drafting = false;
  if (threat.gone) return;
  const auto refused =
      office.Ask(Publisher(threat),
                 absl::Substitute(R"(publish_assessment { assessment_id: "$0"
                                      version: $1 })",
                                  threat.id, threat.drafts));
  if (refused) {
    // A report that it cites was withdrawn or regraded meanwhile.
    if (*refused != v1::TAINTED) office.Fault("publishing was refused");
    return office.After(kDay, [&] { Assess(force, threat); });
  }
  threat.version = threat.drafts;
  threat.band_in_force = threat.band;
  threat.term_in_force = threat.term;
  for (const std::string& id : threat.considering) {
    std::erase(threat.outcomes, id);
  }
  threat.review_due = office.now() + kDay * (review_days - 3);
  ResolveLater(force, threat);
  const absl::Duration late = office.dice().Percent(18)
                                  ? kDay * office.dice().Within(5, 25)
                                  : -kDay * office.dice().Within(0, 4);
  const uint64_t version = threat.version;
  office.At(threat.review_due + late, [&, version] {
    if (threat.version == version) Reconsider(force, threat);
  });
  if (threat.band <= 2 && !threat.neglected && threat.taskings.size() < 4 &&
      office.dice().Percent(60)) {
    office.After(kDay * office.dice().Within(1, 6),
                 [&] { Propose(force, threat); });
  }
}

void Review(Taskforce& force, Threat& threat, int review_days) {
  Office& office = force.office;
  const std::string asked = absl::Substitute(
      R"(review_assessment { assessment_id: "$0" version: $1 note: "read" })",
      threat.id, threat.drafts);
  if (office.dice().Percent(4)) {
    office.Forbidden(v1::SELF_APPROVAL, Author(threat), asked);
  }
  if (!office.Do(Fellow(threat), asked)) {
    threat.drafting = false;
    return;
  }
  office.After(absl::Hours(20), [&force, &threat, review_days] {
    Publish(force, threat, review_days);
  });
}

// It is over, or was never what it was taken for.
void LetGo(Taskforce& force, Threat& threat, const char* how) {
  Office& office = force.office;
  if (threat.version == 0 || threat.drafting) {
    return office.After(kDay * 2,
                        [&force, &threat, how] { LetGo(force, threat, how); });
  }
  threat.gone = true;
  threat.outcomes.clear();
  office.Do(Publisher(threat), absl::Substitute(R"($0 { assessment_id: "$1"
                                 reason: "the group has come apart" })",
                                                how, threat.id));
}

void BeginLettingGo(Taskforce& force) {
  Office& office = force.office;
  for (size_t i = 0; i < 4; ++i) {
    const char* how = i % 2 == 0 ? "withdraw_assessment" : "archive_assessment";
    office.At(office.start() + kDay * office.dice().Within(150, 320),
              [&force, i, how] { LetGo(force, force.threats[20 * i], how); });
  }
}

void MakeThreat(Taskforce& force, int number) {
  const char* areas[] = {
      "VIOLENCE",          "DRUGS", "CYBERCRIME",       "FIREARMS",
      "HUMAN_TRAFFICKING", "FRAUD", "MONEY_LAUNDERING", "ENVIRONMENTAL_CRIME"};
  Dice& dice = force.office.dice();
  const std::vector<std::string> assessing = Assessing();
  Threat& threat = force.threats.emplace_back();
  threat.theme = number > 96;
  threat.id =
      absl::StrFormat(threat.theme ? "THEME-%03d" : "SOCG-%03d", number);
  threat.org = dice.Pick(assessing);
  threat.area = areas[dice.Below(8)];
  threat.gsc = dice.Percent(10) && !threat.theme ? "SECRET" : "OFFICIAL";
  const int roll = dice.Below(100);
  threat.band = roll < 15 ? 1 : roll < 42 ? 2 : roll < 75 ? 3 : 4;
  threat.term = dice.Within(1, 6);
  threat.neglected = dice.Percent(25);
}

}  // namespace

void BeginAssessing(Taskforce& force) {
  Office& office = force.office;
  for (int number = 1; number <= 100; ++number) MakeThreat(force, number);
  for (Threat& threat : force.threats) {
    // Themes first: the priorities rest on them.
    const int day = threat.theme ? 6 : office.dice().Within(8, 60);
    office.At(
        office.start() + kDay * day + absl::Hours(9 + office.dice().Below(7)),
        [&] { Assess(force, threat); });
  }
  BeginLettingGo(force);
}

void Assess(Taskforce& force, Threat& threat) {
  Office& office = force.office;
  if (threat.gone || threat.drafting) return;
  ChooseReports(force, threat);
  Writing writing;
  writing.change = Move(office.dice(), threat);
  const int earned = EarnedConfidence(threat);
  threat.confidence = office.dice().Percent(25) ? 0 : earned;
  const size_t term = static_cast<size_t>(threat.term);
  writing.term = kTerms[term];
  writing.probability = kProbabilities[term];
  writing.confidence = kConfidences[static_cast<size_t>(threat.confidence)];
  writing.review_days = ReviewDays(threat.band) - 3;
  if (office.dice().Percent(2)) {
    Writing wrong = writing;
    wrong.probability = 0.5;
    office.Forbidden(v1::PROBABILITY_OUTSIDE_BAND, Author(threat),
                     DraftText(office, threat, wrong));
  }
  if (!office.Do(Author(threat), DraftText(office, threat, writing))) return;
  threat.considering = threat.outcomes;
  ++threat.drafts;
  threat.drafting = true;
  const int review_days = writing.review_days;
  office.After(
      kDay * office.dice().Within(1, 2),
      [&force, &threat, review_days] { Review(force, threat, review_days); });
}

void Reconsider(Taskforce& force, Threat& threat) {
  Office& office = force.office;
  if (threat.gone || threat.drafting) return;
  if (threat.version == 0 || office.dice().Percent(55)) {
    return Assess(force, threat);
  }
  std::string outcomes;
  for (const std::string& id : threat.outcomes) {
    absl::StrAppend(&outcomes, " considered_outcomes: \"", id, "\"");
  }
  const int days = ReviewDays(threat.band) - 3;
  const auto refused =
      office.Ask(Publisher(threat),
                 absl::Substitute(
                     R"(reaffirm_assessment { assessment_id: "$0" version: $1
                           $2 review_due $3 reason: "nothing has changed" })",
                     threat.id, threat.version, outcomes, office.InDays(days)));
  if (refused) {
    if (*refused != v1::TAINTED) office.Fault("reaffirming was refused");
    return Assess(force, threat);
  }
  threat.outcomes.clear();
  threat.review_due = office.now() + kDay * days;
  const uint64_t version = threat.version;
  office.At(threat.review_due - kDay * office.dice().Within(-9, 4),
            [&, version] {
              if (threat.version == version) Reconsider(force, threat);
            });
}

}  // namespace loopledger::year
