#include "ledger/domain/report_content.h"

#include "absl/strings/string_view.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/grade.h"
#include "ledger/domain/text.h"

namespace loopledger::report {
namespace {

// A threat type is "area", "area - subtype" or "area - subtype - band".
Objection CheckThreatType(absl::string_view type, const Field& at,
                          Codes& codes) {
  constexpr absl::string_view kBetween = " - ";
  const size_t end = type.find(kBetween);
  const absl::string_view area = type.substr(0, end);
  REFUSE_IF(codes.Given("threat_area", "", area, at));
  if (end == type.npos) return {};
  absl::string_view rest = type.substr(end + kBetween.size());
  const size_t end_of_subtype = rest.find(kBetween);
  REFUSE_IF(
      codes.Given("threat_area", area, rest.substr(0, end_of_subtype), at));
  if (end_of_subtype == rest.npos) return {};
  rest.remove_prefix(end_of_subtype + kBetween.size());
  if (rest.size() == 1 && rest[0] >= '1' && rest[0] <= '4') return {};
  return Reject(v1::UNKNOWN_CODE, at.Text(), ": \"", rest,
                "\" is no band; a band is 1 to 4")
      .At(at.Text());
}

Objection CheckItem(const v1::ReportItem& item, int index, Codes& codes) {
  const auto at = [&](absl::string_view rest) {
    return Field{"items", index, rest};
  };
  if (item.number() != static_cast<uint32_t>(index) + 1) {
    return Reject(v1::FIELD_INVALID, at("number").Text(), " is ", item.number(),
                  "; items are numbered 1, 2, ... in order")
        .At(at("number").Text());
  }
  if (IsBlank(item.text())) return NeedsText("", at("text").Text());
  REFUSE_IF(CheckGrade(item.grade(), at("grade"), codes));
  REFUSE_IF(codes.Known("nature", "", item.nature(), at("nature")));
  if (IsBlank(item.rationale()) &&
      TraitsOf(PrintForm(item.grade()), codes).suspected_false) {
    return NeedsReason("", at("rationale").Text());
  }
  for (const std::string& type : item.threat_types()) {
    REFUSE_IF(CheckThreatType(type, at("threat_types"), codes));
  }
  return {};
}

}  // namespace

Objection CheckContent(const Content& content, const Call& call) {
  if (content.items.empty()) {
    return Reject(v1::FIELD_MISSING,
                  "items is empty; a report has at least one item")
        .At("items");
  }
  for (int i = 0; i < content.items.size(); ++i) {
    REFUSE_IF(CheckItem(content.items[i], i, call.codes));
  }
  if (content.provenance != nullptr) {
    REFUSE_IF(CheckGrade(content.provenance->grade(), {"provenance.grade"},
                         call.codes));
  }
  if (!content.risk_assessment_done) {
    return Reject(v1::RISK_ASSESSMENT_MISSING,
                  "risk_assessment_done is false; the risk to the source is "
                  "assessed before a report is submitted")
        .At("risk_assessment_done");
  }
  if (content.date_of_intelligence != nullptr &&
      ToTime(*content.date_of_intelligence) > call.stamp.occurred_at) {
    return Reject(v1::DATES_REVERSED,
                  "date_of_intelligence is after occurred_at; intelligence is "
                  "older than the report of it")
        .At("date_of_intelligence");
  }
  return {};
}

}  // namespace loopledger::report
