#include "ledger/domain/draft.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/domain/basis.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/grade.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/outcome.h"
#include "ledger/domain/requirement_refs.h"
#include "ledger/domain/scorecard.h"
#include "ledger/domain/text.h"

namespace loopledger::assessment {
namespace {

constexpr uint32_t kReviewLimitDays[kBands] = {30, 90, 180, 365};

// The rating and its three reasons.
Objection CheckConfidence(const v1::Confidence& confidence, int index,
                          Codes& codes) {
  const bool complete = !confidence.rating().empty() &&
                        !IsBlank(confidence.information_base()) &&
                        !IsBlank(confidence.analytical_rigour()) &&
                        !IsBlank(confidence.complexity());
  if (!complete) {
    const Field at{"judgements", index, "confidence"};
    return Reject(v1::JUDGEMENT_INCOMPLETE, at.Text(),
                  " needs a rating and a reason for each of "
                  "information_base, analytical_rigour and complexity")
        .At(at.Text());
  }
  return codes.Known("confidence", "", confidence.rating(),
                     {"judgements", index, "confidence.rating"});
}

Objection CheckProbability(const v1::KeyJudgement& judgement, int index,
                           Codes& codes) {
  if (!judgement.has_probability()) return {};
  const double p = judgement.probability();
  const v1::Range& range = codes.Find("phia", "", judgement.term())->range();
  const bool above = range.low_open() ? p > range.low() : p >= range.low();
  const bool below = range.high_open() ? p < range.high() : p <= range.high();
  if (above && below) return {};
  const Field at{"judgements", index, "probability"};
  return Reject(v1::PROBABILITY_OUTSIDE_BAND, at.Text(), " ", p,
                " is outside \"", judgement.term(), "\", which is ",
                range.low_open() ? "above " : "", range.low(), " to ",
                range.high_open() ? "below " : "", range.high())
      .At(at.Text());
}

Objection CheckJudgement(const v1::DraftAssessment& cmd, int index,
                         Codes& codes) {
  const v1::KeyJudgement& judgement = cmd.judgements(index);
  const auto at = [&](absl::string_view rest) {
    return Field{"judgements", index, rest};
  };
  if (judgement.id().empty()) return NeedsText("", at("id").Text());
  for (int i = 0; i < index; ++i) {
    if (cmd.judgements(i).id() == judgement.id()) {
      return Reject(v1::FIELD_INVALID, at("id").Text(), " ", judgement.id(),
                    " names two judgements of this version")
          .At(at("id").Text());
    }
  }
  if (IsBlank(judgement.proposition())) {
    return NeedsText("", at("proposition").Text());
  }
  if (judgement.term().empty()) {
    return Reject(v1::JUDGEMENT_INCOMPLETE, at("term").Text(),
                  " is missing; say how likely it is in a term of the PHIA "
                  "yardstick")
        .At(at("term").Text());
  }
  REFUSE_IF(codes.Known("phia", "", judgement.term(), at("term")));
  REFUSE_IF(CheckConfidence(judgement.confidence(), index, codes));
  REFUSE_IF(codes.Known("nature", "", judgement.nature(), at("nature")));
  return CheckProbability(judgement, index, codes);
}

Objection CheckJudgements(const v1::DraftAssessment& cmd, Codes& codes) {
  // Bounded so that comparing each with each stays cheap.
  constexpr int kJudgementsMax = 200;
  if (cmd.judgements().empty() || cmd.judgements_size() > kJudgementsMax) {
    return Reject(v1::JUDGEMENT_INCOMPLETE, "judgements has ",
                  cmd.judgements_size(), " entries; an assessment has 1 to ",
                  kJudgementsMax)
        .At("judgements");
  }
  for (int i = 0; i < cmd.judgements_size(); ++i) {
    REFUSE_IF(CheckJudgement(cmd, i, codes));
  }
  return {};
}

// G7, G8, G9, and what may be cited in support.
Objection CheckCitation(const v1::SupportingItem& cited, int index,
                        const Facts& facts) {
  const auto at = [&](absl::string_view rest) {
    return Field{"supporting", index, rest}.Text();
  };
  const v1::ReportItemRef& ref = cited.ref();
  const report::State& report = facts.reports.Find(ref.report_id());
  if (!IsThereFor(report.stream, facts.call) || ref.version() == 0 ||
      ref.version() > report.stream.version || ref.item() == 0 ||
      ref.item() > report.items.size()) {
    return Reject(v1::DANGLING_REF, at("ref"), ": there is no item ",
                  ref.item(), " of report ", ref.report_id(), " as of version ",
                  ref.version())
        .At(at("ref"));
  }
  if (report.phase != report::State::Phase::kAccepted) {
    return Reject(v1::UNSUPPORTED, at("ref"), ": report ", ref.report_id(),
                  " is ", report::PhaseText(report.phase),
                  "; only an accepted report may be cited")
        .At(at("ref"));
  }
  const std::string& grade = report.items[ref.item() - 1].grade;
  if (!cited.against() && TraitsOf(grade, facts.call.codes).suspected_false) {
    return Reject(v1::FALSE_AS_SUPPORT, at("against"), ": item ", ref.item(),
                  " of report ", ref.report_id(), " is graded ", grade,
                  ", suspected to be false; it may be cited against only")
        .At(at("against"));
  }
  return AtLeast(facts.markings[report.stream.marking],
                 absl::StrCat("report ", ref.report_id()), facts.call);
}

// What the draft cites in its favour, all told.
struct Support {
  int items = 0;
  bool all_weak = true;
  std::vector<absl::string_view> sources;  // Distinct.
};

Support SupportOf(const v1::DraftAssessment& cmd, const Facts& facts) {
  Support support;
  for (const v1::SupportingItem& cited : cmd.supporting()) {
    if (cited.against()) continue;
    ++support.items;
    const report::State& report = facts.reports.Find(cited.ref().report_id());
    const std::string& grade = report.items[cited.ref().item() - 1].grade;
    support.all_weak &= TraitsOf(grade, facts.call.codes).weak;
    const absl::string_view source =
        report.source.empty() ? cited.ref().report_id() : report.source;
    if (support.sources.size() < 2 &&
        std::find(support.sources.begin(), support.sources.end(), source) ==
            support.sources.end()) {
      support.sources.push_back(source);
    }
  }
  return support;
}

Objection CheckSupport(const v1::DraftAssessment& cmd, const Facts& facts) {
  for (int i = 0; i < cmd.supporting_size(); ++i) {
    REFUSE_IF(CheckCitation(cmd.supporting(i), i, facts));
  }
  const Support support = SupportOf(cmd, facts);
  if (support.items == 0 && !cmd.assumption_only()) {
    return Reject(v1::UNSUPPORTED,
                  "supporting cites no item in favour; cite one, or say "
                  "assumption_only with low confidence")
        .At("supporting");
  }
  for (int i = 0; i < cmd.judgements_size(); ++i) {
    const std::string& rating = cmd.judgements(i).confidence().rating();
    const v1::Term& term = *facts.call.codes.Find("confidence", "", rating);
    const Field at{"judgements", i, "confidence.rating"};
    if (support.items == 0 && !Has(term, "needs no support")) {
      return Reject(v1::UNSUPPORTED, at.Text(), " is ", rating,
                    "; what rests on assumption only has Low")
          .At(at.Text());
    }
    if (Has(term, "must be earned") &&
        (support.sources.size() < 2 || support.all_weak)) {
      return Reject(v1::CONFIDENCE_UNEARNED, at.Text(), " is ", rating,
                    ", but all support is ",
                    support.all_weak ? "3 or D" : "one source")
          .At(at.Text());
    }
  }
  return {};
}

// A version that moves the band or a term says why, and what moved it.
Objection CheckChange(const State& self, const v1::DraftAssessment& cmd,
                      uint32_t band) {
  if (self.in_force == 0) return {};
  const Version& before = self.At(self.in_force);
  std::string change;
  if (before.band != band) {
    change = absl::StrCat("the band changes from ", before.band, " to ", band);
  }
  for (const Judgement& own : before.judgements) {
    for (const v1::KeyJudgement& judgement : cmd.judgements()) {
      if (own.id == judgement.id() && own.term != judgement.term()) {
        change = absl::StrCat("judgement ", own.id, " changes from \"",
                              own.term, "\" to \"", judgement.term(), "\"");
      }
    }
  }
  if (change.empty()) return {};
  if (!IsBlank(cmd.change_reason()) && !cmd.changed_by().empty()) return {};
  const bool reason = IsBlank(cmd.change_reason());
  return Reject(v1::CHANGE_UNEXPLAINED, change, " against version ",
                self.in_force, "; ",
                reason ? "say why in change_reason"
                       : "list in changed_by the ids of what changed it")
      .At(reason ? "change_reason" : "changed_by");
}

Objection CheckThreat(const State& self, const v1::DraftAssessment& cmd,
                      Codes& codes) {
  if (self.stream.version == 0 && IsBlank(cmd.threat().name())) {
    return NeedsText("", "threat.name");
  }
  if (cmd.has_threat()) {
    REFUSE_IF(
        codes.Given("threat_kind", "", cmd.threat().kind(), {"threat.kind"}));
  }
  for (int i = 0; i < cmd.threat().areas_size(); ++i) {
    REFUSE_IF(codes.Given("threat_area", "", cmd.threat().areas(i),
                          {"threat.areas", i}));
  }
  REFUSE_IF(codes.Given("layer", "", cmd.layer(), {"layer"}));
  return codes.Given("product", "", cmd.product(), {"product"});
}

}  // namespace

Objection CheckDraft(const State& self, const Facts& facts,
                     const v1::DraftAssessment& cmd, v1::Scorecard& computed) {
  Codes& codes = facts.call.codes;
  REFUSE_IF(CheckThreat(self, cmd, codes));
  REFUSE_IF(CheckJudgements(cmd, codes));
  REFUSE_IF(CheckSupport(cmd, facts));
  REFUSE_IF(Score(cmd.scorecard(), codes, computed));
  REFUSE_IF(CheckReviewDue(OPTIONAL_FIELD(cmd, review_due), computed.band(),
                           facts.call));
  REFUSE_IF(CheckOutcomes(cmd.considered_outcomes(), facts));
  REFUSE_IF(RequirementsExist(cmd.gap_requirement_ids(), "gap_requirement_ids",
                              facts.requirements, facts.call));
  return CheckChange(self, cmd, computed.band());
}

Objection CheckReviewDue(const google::protobuf::Timestamp* review_due,
                         uint32_t band, const Call& call) {
  if (review_due == nullptr) return NeedsText("", "review_due");
  const absl::Time due = ToTime(*review_due);
  if (due <= call.stamp.occurred_at) {
    return Reject(v1::DATES_REVERSED,
                  "review_due is not after occurred_at; a review lies ahead")
        .At("review_due");
  }
  const auto& limits = call.policy.review_limit_days();
  const int index = static_cast<int>(band) - 1;
  const uint32_t days =
      index < limits.size() ? limits[index] : kReviewLimitDays[index];
  const absl::Time latest = call.stamp.recorded_at + absl::Hours(24) * days;
  if (due <= latest) return {};
  return Reject(v1::REVIEW_TOO_LATE, "review_due is more than ", days,
                " days ahead, the limit for band ", band, "; the latest is ",
                absl::FormatTime(latest, absl::UTCTimeZone()))
      .At("review_due");
}

Objection CheckOutcomes(
    const google::protobuf::RepeatedPtrField<std::string>& outcomes,
    const Facts& facts) {
  for (int i = 0; i < outcomes.size(); ++i) {
    const outcome::State& outcome = facts.outcomes.Find(outcomes[i]);
    if (!IsThereFor(outcome.stream, facts.call)) {
      const Field at{"considered_outcomes", i};
      return Reject(v1::DANGLING_REF, at.Text(), ": there is no outcome ",
                    outcomes[i])
          .At(at.Text());
    }
    REFUSE_IF(AtLeast(facts.markings[outcome.stream.marking],
                      absl::StrCat("outcome ", outcomes[i]), facts.call));
  }
  return {};
}

}  // namespace loopledger::assessment
