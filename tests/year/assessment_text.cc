#include "tests/year/assessment_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "ledger/domain/vocabulary.h"

namespace loopledger::year {

const std::vector<const char*> kTerms = {
    "Remote chance",         "Highly unlikely",    "Unlikely",
    "Realistic possibility", "Likely or probable", "Highly likely",
    "Almost certain"};
const std::vector<double> kProbabilities = {0.03, 0.15, 0.30, 0.45,
                                            0.65, 0.85, 0.97};
const std::vector<const char*> kConfidences = {"Low", "Moderate", "High"};

std::string ScorecardText(const Threat& threat) {
  std::string text = R"(scorecard { model: "scorecard" model_version: 1 )";
  const v1::Vocabulary& model = *BuiltInVocabularies().Find("scorecard", 1);
  bool first = true;
  for (const v1::ScoreSection& section : model.model().sections()) {
    for (const v1::ScoredDimension& dimension : section.dimensions()) {
      const int score = 5 - threat.band + (first ? threat.tilt : 0);
      first = false;
      absl::StrAppend(&text,
                      absl::Substitute(R"(dimensions { id: "$0" score: $1 } )",
                                       dimension.id(), score));
    }
  }
  return absl::StrCat(text, "}");
}

namespace {

std::string ThreatText(const Threat& threat) {
  const char* what = threat.theme ? "THEME" : "GROUP";
  return absl::Substitute(
      R"(threat { kind: "$0" name: "FICTITIOUS $1" areas: "$2" }
          layer: "$3" product: "$4")",
      what, threat.id, threat.area, threat.theme ? "STRATEGIC" : "TACTICAL",
      threat.theme ? "STRATEGIC" : "SUBJECT");
}

std::string SupportText(const Threat& threat) {
  std::string text;
  bool any = false;
  for (const Report* report : threat.cited) {
    const bool against = report->grade[1] == 'E';
    any |= !against;
    absl::StrAppend(
        &text, absl::Substitute(
                   R"(supporting { ref { report_id: "$0" version: $1 item: 1 }
                       against: $2 } )",
                   report->id, report->version, against ? "true" : "false"));
  }
  if (!any) absl::StrAppend(&text, "assumption_only: true ");
  return text;
}

std::string ListText(const char* field, const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) {
    absl::StrAppend(&text, field, ": \"", id, "\" ");
  }
  return text;
}

}  // namespace

std::string DraftText(const Office& office, const Threat& threat,
                      const Writing& writing) {
  const std::string judgement = absl::Substitute(
      R"(judgements { id: "$0" proposition: "it goes on as it does" term: "$1"
          probability: $2 nature: "OPINION" horizon $3
          resolution_criterion: "an event of that kind is recorded"
          confidence { rating: "$4" information_base: "as cited"
          analytical_rigour: "challenged" complexity: "it moves" } })",
      writing.id, writing.term, writing.probability, office.InDays(90),
      writing.confidence);
  const std::string changed =
      writing.change.empty()
          ? ""
          : absl::Substitute(
                R"(change_reason: "$0" changed_by: "$1")", writing.change,
                threat.cited.empty() ? threat.id : threat.cited[0]->id);
  return absl::StrCat(
      MarkingText(threat.gsc), " draft_assessment { assessment_id: \"",
      threat.id, "\" ", ThreatText(threat), " ", judgement, " ",
      SupportText(threat), ScorecardText(threat), " ",
      ListText("considered_outcomes", threat.outcomes),
      ListText("gap_requirement_ids", threat.requirements), changed,
      " review_due ", office.InDays(writing.review_days),
      " summary: \"FICTITIOUS\" }");
}

int ReviewDays(int band) {
  const int days[] = {30, 90, 180, 365};
  return days[band - 1];
}

}  // namespace loopledger::year
