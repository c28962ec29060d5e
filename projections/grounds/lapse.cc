#include "projections/grounds/lapse.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace loopledger::grounds {
namespace {

using state::v1::JudgementState;
using state::v1::VersionState;

bool Names(const v1::AssessmentRef& ref, const std::string& judgement_id) {
  const auto& ids = ref.judgement_ids();
  return std::find(ids.begin(), ids.end(), judgement_id) != ids.end();
}

const JudgementState* Find(const VersionState& version,
                           const std::string& judgement_id) {
  for (const JudgementState& judgement : version.judgements()) {
    if (judgement.id() == judgement_id) return &judgement;
  }
  return nullptr;
}

bool Moved(const JudgementState& was, const JudgementState& is) {
  const int from = static_cast<int>(was.likelihood().rank());
  const int to = static_cast<int>(is.likelihood().rank());
  return from != 0 && to != 0 && std::abs(from - to) >= kTermStepsMax;
}

bool Fell(const JudgementState& was, const JudgementState& is) {
  return is.confidence().rank() != 0 &&
         is.confidence().rank() < was.confidence().rank();
}

}  // namespace

std::string Tell(const v1::AssessmentRef& ref) {
  return absl::StrCat(ref.assessment_id(), " version ", ref.version());
}

std::vector<std::string> LapsesBetween(const v1::AssessmentRef& ref,
                                       const VersionState& cited,
                                       const VersionState& newer) {
  std::vector<std::string> reasons;
  const std::string superseded =
      absl::StrCat(Tell(ref), " was superseded by version ", newer.version());
  if (newer.band() > cited.band()) {
    reasons.push_back(absl::StrCat(superseded, ", which lowers the band from ",
                                   cited.band(), " to ", newer.band()));
  }
  for (const JudgementState& was : cited.judgements()) {
    if (!ref.judgement_ids().empty() && !Names(ref, was.id())) continue;
    const JudgementState* is = Find(newer, was.id());
    if (is == nullptr) {
      if (!Names(ref, was.id())) continue;
      reasons.push_back(absl::StrCat(
          superseded, ", which no longer makes judgement ", was.id()));
      continue;
    }
    if (Moved(was, *is)) {
      reasons.push_back(absl::StrCat(
          superseded, ", in which judgement ", was.id(), " moved from \"",
          was.likelihood().term(), "\" to \"", is->likelihood().term(), "\""));
    }
    if (Fell(was, *is)) {
      reasons.push_back(
          absl::StrCat(superseded, ", in which confidence in judgement ",
                       was.id(), " fell from ", was.confidence().term(), " to ",
                       is->confidence().term()));
    }
  }
  return reasons;
}

bool IsRegraded(const v1::ReportItemRef& cited,
                const state::v1::ReportState& report) {
  return std::any_of(
      report.regrades().begin(), report.regrades().end(),
      [&](const state::v1::Regrade& regrade) {
        return (cited.item() == 0 || cited.item() == regrade.item()) &&
               cited.version() < regrade.stream_version();
      });
}

}  // namespace loopledger::grounds
