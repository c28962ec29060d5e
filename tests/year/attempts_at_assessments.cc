#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "tests/year/assessment_text.h"
#include "tests/year/attempts.h"

namespace loopledger::year {
namespace {

const Who kAnalyst = {kPolice, "ANALYST", 1};

// A draft that could be, but for one thing.
std::string DraftOf(Taskforce& force, const char* confidence = "Low") {
  Threat threat;
  threat.id = force.Next("SX");
  threat.area = "DRUGS";
  threat.gsc = "OFFICIAL";
  threat.band = 1;
  Writing writing;
  writing.term = "Likely or probable";
  writing.probability = 0.6;
  writing.confidence = confidence;
  writing.review_days = 20;
  return DraftText(force.office, threat, writing);
}

void Instead(Taskforce& force, v1::Reason reason, const char* what,
             const std::string& of) {
  const std::string draft = DraftOf(force);
  const std::string changed = absl::StrReplaceAll(draft, {{what, of}});
  if (changed == draft) force.office.Fault("an attempt attempts nothing");
  force.office.Forbidden(reason, kAnalyst, changed);
}

void JudgeAtHalf(Taskforce& force) {
  Instead(force, v1::PROBABILITY_OUTSIDE_BAND, "probability: 0.6",
          "probability: 0.5");
}

void JudgeWithoutATerm(Taskforce& force) {
  Instead(force, v1::JUDGEMENT_INCOMPLETE, "term: \"Likely or probable\"", "");
}

void AssumeWithConfidence(Taskforce& force) {
  force.office.Forbidden(v1::UNSUPPORTED, kAnalyst, DraftOf(force, "Moderate"));
}

void ScoreByHand(Taskforce& force) {
  Instead(force, v1::SCORE_MISMATCH, "model_version: 1",
          "model_version: 1 total: 99");
}

void ScoreByAnotherModel(Taskforce& force) {
  Instead(force, v1::UNKNOWN_CODE, "model_version: 1", "model_version: 9");
}

void ReviewNextYear(Taskforce& force) {
  Instead(force, v1::REVIEW_TOO_LATE,
          absl::StrCat("review_due ", force.office.InDays(20)).c_str(),
          absl::StrCat("review_due ", force.office.InDays(200)));
}

void CiteNothing(Taskforce& force) {
  Instead(force, v1::DANGLING_REF, "assumption_only: true",
          R"(supporting { ref { report_id: "R-9999" version: 1 item: 1 } })");
}

// A report of the grade that is looked for, and of nobody's wrath.
const Report* Accepted(Taskforce& force, bool (*fits)(const Report&)) {
  for (const Report& report : force.reports) {
    if (report.accepted && !report.gone && report.gsc == "OFFICIAL" &&
        fits(report)) {
      return &report;
    }
  }
  return nullptr;
}

void RestOn(Taskforce& force, v1::Reason reason, const char* confidence,
            const Report* report) {
  if (report == nullptr) return;
  const std::string draft = absl::StrReplaceAll(
      DraftOf(force, confidence),
      {{"assumption_only: true",
        absl::Substitute(R"(supporting { ref { report_id: "$0" version: $1
                             item: 1 } })",
                         report->id, report->version)}});
  force.office.Forbidden(reason, kAnalyst, draft);
}

void RestOnWhatIsFalse(Taskforce& force) {
  RestOn(force, v1::FALSE_AS_SUPPORT, "Low",
         Accepted(force,
                  [](const Report& report) { return report.grade[1] == 'E'; }));
}

void BeSureByOneSource(Taskforce& force) {
  RestOn(force, v1::CONFIDENCE_UNEARNED, "High",
         Accepted(force,
                  [](const Report& report) { return report.grade == "1B"; }));
}

void ChangeWithoutAReason(Taskforce& force) {
  for (const Threat& threat : force.threats) {
    if (threat.version == 0 || threat.gone || threat.band_in_force == 1) {
      continue;
    }
    Threat higher = threat;
    higher.band = threat.band_in_force - 1;
    higher.tilt = 0;
    higher.cited.clear();
    higher.outcomes.clear();
    Writing writing;
    writing.term = kTerms[static_cast<size_t>(threat.term_in_force)];
    writing.probability =
        kProbabilities[static_cast<size_t>(threat.term_in_force)];
    writing.confidence = "Low";
    writing.review_days = 20;
    force.office.Forbidden(v1::CHANGE_UNEXPLAINED, {threat.org, "ANALYST", 1},
                           DraftText(force.office, higher, writing));
    return;
  }
}

}  // namespace

const std::vector<Attempt> kAttemptsAtAssessments = {
    JudgeAtHalf,         JudgeWithoutATerm,   AssumeWithConfidence,
    ScoreByHand,         ScoreByAnotherModel, ReviewNextYear,
    CiteNothing,         RestOnWhatIsFalse,   BeSureByOneSource,
    ChangeWithoutAReason};

}  // namespace loopledger::year
