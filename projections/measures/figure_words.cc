#include "projections/measures/figure_words.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "projections/measures/waits.h"

namespace loopledger::measures {
namespace {

using v1::MeasureRow;

struct Metric {
  const char* number;
  const char* name;
  const char* layer;
};

constexpr Metric kMetrics[] = {
    {"M5", "ASSESSMENT_TO_DECISION", "STRATEGIC, TACTICAL"},
    {"M6", "DECISION_TO_ACTION", "TACTICAL, OPERATIONAL"},
    {"M7", "LOOP_CLOSURE", "STRATEGIC, TACTICAL, OPERATIONAL"},
    {"M12", "LINKED_TO_PRIORITY", "OPERATIONAL to TACTICAL"},
    {"M14", "COHESION", "STRATEGIC, TACTICAL, OPERATIONAL"},
    {"M15", "CLAIM_VERSUS_EFFECT", "OPERATIONAL to STRATEGIC"},
    {"M16", "CALIBRATION", "TACTICAL"},
    {"M17", "TAINT_REACH", "STRATEGIC, TACTICAL, OPERATIONAL"},
};

int64_t MicrosIn(const google::protobuf::Duration& duration) {
  return duration.seconds() * 1000000 + duration.nanos() / 1000;
}

std::string TellLeftOver(const MeasureRow& row) {
  std::string text;
  if (row.open() > 0) absl::StrAppend(&text, "; ", row.open(), " open");
  if (row.ended() > 0) {
    absl::StrAppend(&text, "; ", row.ended(), " ended without");
  }
  return text;
}

std::string TellWaits(const MeasureRow& row) {
  if (row.n() == 0) return absl::StrCat("none is over", TellLeftOver(row));
  return absl::StrCat("half within ", TellSpan(MicrosIn(row.p50())),
                      ", 90 % within ", TellSpan(MicrosIn(row.p90())),
                      ", longest ", TellSpan(MicrosIn(row.longest())),
                      TellLeftOver(row));
}

std::string TellShare(const MeasureRow& row, absl::string_view of,
                      absl::string_view hit) {
  if (row.of() == 0) return absl::StrCat("no ", of, " yet", TellLeftOver(row));
  return absl::StrCat(row.hits(), " of ", row.of(), " ", of, " ", hit,
                      TellLeftOver(row));
}

std::string TellCohesion(const MeasureRow& row) {
  if (row.subject() == "down") {
    return TellShare(row, "priorities in force",
                     "have a tactical assessment and a live operation");
  }
  if (row.subject() == "up") {
    return TellShare(row, "live taskings", "trace to an objective in force");
  }
  if (!row.subject().empty()) {
    return absl::StrCat(row.n(), row.n() == 1 ? " link" : " links",
                        " between what is live");
  }
  return absl::StrFormat("the layers cohere by %.2f of 1", row.cohesion());
}

std::string TellCalibration(const MeasureRow& row) {
  if (row.n() == 0) {
    return absl::StrCat("no judgement is resolved", TellLeftOver(row));
  }
  std::string text = absl::StrFormat("%u of %u came true, %.0f %%", row.hits(),
                                     row.of(), row.share() * 100);
  if (row.has_expected_high()) {
    absl::StrAppendFormat(&text, " where %.0f to %.0f %% were expected",
                          row.expected_low() * 100, row.expected_high() * 100);
  } else {
    absl::StrAppendFormat(&text, " where %.0f %% were forecast",
                          row.forecast() * 100);
  }
  absl::StrAppendFormat(&text, "; Brier %.3f", row.brier());
  return text + TellLeftOver(row);
}

std::string Tell(const MeasureRow& row) {
  if (row.metric() == "M7" && row.dimension() != "link") {
    return TellShare(row, "approved taskings", "went all the way round");
  }
  if (row.metric() == "M12") {
    return TellShare(row, "accepted reports",
                     "were linked to a priority in force");
  }
  if (row.metric() == "M14") return TellCohesion(row);
  if (row.metric() == "M15") {
    return TellShare(row, "major or moderate disruptions",
                     "lowered the next score");
  }
  if (row.metric() == "M16") return TellCalibration(row);
  if (row.metric() == "M17") {
    return absl::StrCat(
        row.n(), row.n() == 1 ? " live decision rests" : " live decisions rest",
        " on it");
  }
  return TellWaits(row);
}

}  // namespace

void PutInWords(MeasureRow& row) {
  for (const Metric& metric : kMetrics) {
    if (row.metric() != metric.number) continue;
    row.set_name(metric.name);
    row.set_layer(metric.layer);
  }
  row.set_tells(Tell(row));
}

}  // namespace loopledger::measures
