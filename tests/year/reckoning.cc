#include "tests/year/reckoning.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "tests/year/reading.h"

namespace loopledger::year {
namespace {

using E = v1::Event;

constexpr int64_t kMicrosPerHour = int64_t{3'600'000'000};
constexpr int kDayHours = 24;

int64_t Micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

bool IsSound(const v1::Grade& grade) {
  return (grade.source() == "1" || grade.source() == "2") &&
         (grade.intelligence() == "A" || grade.intelligence() == "B" ||
          grade.intelligence() == "C");
}

}  // namespace

void Reckoning::Take(const v1::Record& record) {
  now_ = record.recorded_at();
  if (!record.has_event()) return;
  TakeThreat(record.event());
  TakeTasking(record.event());
  TakeRequirement(record.event());
  TakeCommitment(record.event());
  TakeReport(record.event());
}

// --- Threats, and what was made of outcomes.

void Reckoning::TakePublished(const std::string& id, uint64_t version) {
  Threat& threat = threats_[id];
  const Version& published = threat.versions[version];
  threat.in_force = version;
  threat.considered.insert(published.considered.begin(),
                           published.considered.end());
  if (published.band > 2) {
    threat.high_from = 0;
  } else if (threat.high_from == 0) {
    threat.high_from = version;
    threat.high_since = now_;
    threat.decided = false;
  }
}

void Reckoning::TakeThreat(const E& e) {
  Threat& threat = threats_[e.stream_id()];
  if (e.has_assessment_drafted()) {
    const v1::AssessmentDrafted& drafted = e.assessment_drafted();
    Version& version = threat.versions[drafted.version()];
    version.band = drafted.scorecard().band();
    version.review_due = Micros(drafted.review_due());
    for (const v1::KeyJudgement& judgement : drafted.judgements()) {
      version.low |= judgement.confidence().rating() == "Low";
    }
    version.considered.insert(drafted.considered_outcomes().begin(),
                              drafted.considered_outcomes().end());
    version.asked.insert(drafted.gap_requirement_ids().begin(),
                         drafted.gap_requirement_ids().end());
  } else if (e.has_assessment_published()) {
    TakePublished(e.stream_id(), e.assessment_published().version());
  } else if (e.has_assessment_reaffirmed()) {
    const v1::AssessmentReaffirmed& again = e.assessment_reaffirmed();
    threat.versions[again.version()].review_due = Micros(again.review_due());
    threat.considered.insert(again.considered_outcomes().begin(),
                             again.considered_outcomes().end());
  } else if (e.has_assessment_withdrawn() || e.has_assessment_archived()) {
    threat.in_force = 0;
    threat.high_from = 0;
    threat.archived = e.has_assessment_archived();
  }
}

// --- Taskings and outcomes.

void Reckoning::TakeDecision(const std::string& id,
                             const v1::DecisionRecord& by, bool ends_the_wait) {
  Tasking& tasking = taskings_[id];
  tasking.unratified_since = by.session().empty() ? now_ : 0;
  if (!ends_the_wait) return;
  for (const v1::AssessmentRef& ref : tasking.cited) {
    Threat& threat = threats_[ref.assessment_id()];
    if (ref.version() >= threat.high_from) threat.decided = true;
  }
}

void Reckoning::TakeTasking(const E& e) {
  Tasking& tasking = taskings_[e.stream_id()];
  if (e.has_tasking_proposed()) {
    const auto& cited = e.tasking_proposed().justification();
    tasking.cited.assign(cited.begin(), cited.end());
  } else if (e.has_tasking_rejustified()) {
    const auto& cited = e.tasking_rejustified().justification();
    tasking.cited.assign(cited.begin(), cited.end());
  } else if (e.has_tasking_approved()) {
    TakeDecision(e.stream_id(), e.tasking_approved().decision(), true);
  } else if (e.has_tasking_risk_accepted()) {
    TakeDecision(e.stream_id(), e.tasking_risk_accepted().decision(), true);
  } else if (e.has_tasking_rejected()) {
    TakeDecision(e.stream_id(), e.tasking_rejected().decision(), false);
  } else if (e.has_tasking_ratified() || e.has_tasking_cancelled()) {
    tasking.unratified_since = 0;
  } else if (e.has_decision_recorded() &&
             e.decision_recorded().decision() == "NO_ACTION_RISK_ACCEPTED") {
    for (const auto& ref : e.decision_recorded().assessments()) {
      Threat& threat = threats_[ref.assessment_id()];
      if (ref.version() >= threat.high_from) threat.decided = true;
    }
  } else if (e.has_outcome_recorded()) {
    Outcome& outcome = outcomes_[e.stream_id()];
    outcome.at = now_;
    outcome.tasking = e.outcome_recorded().tasking_id();
    for (const auto& ref : taskings_[outcome.tasking].cited) {
      outcome.threats.insert(ref.assessment_id());
    }
  }
}

// --- Questions and promises.

void Reckoning::TakeRequirement(const E& e) {
  Requirement& requirement = requirements_[e.stream_id()];
  if (e.has_requirement_raised()) {
    requirement.needed_by = Micros(e.requirement_raised().needed_by());
    for (const auto& ref : e.requirement_raised().assessments()) {
      requirement.threats.insert(ref.assessment_id());
    }
  } else if (e.has_requirement_agreed()) {
    requirement.open = true;
  } else if (e.has_requirement_satisfied() ||
             e.has_requirement_closed_unmet() ||
             e.has_requirement_withdrawn()) {
    requirement.open = false;
  }
}

void Reckoning::TakeCommitment(const E& e) {
  Commitment& commitment = commitments_[e.stream_id()];
  if (e.has_commitment_requested()) {
    commitment.requested_at = now_;
    commitment.due = Micros(e.commitment_requested().terms().due());
  } else if (e.has_commitment_offered()) {
    commitment.phase = Commitment::kOffered;
    if (e.commitment_offered().has_terms()) {
      commitment.due = Micros(e.commitment_offered().terms().due());
    }
  } else if (e.has_commitment_accepted()) {
    commitment.phase = Commitment::kAccepted;
  } else if (e.has_commitment_varied()) {
    commitment.due = Micros(e.commitment_varied().terms().due());
  } else if (e.has_commitment_declined() || e.has_commitment_delivered() ||
             e.has_commitment_partly_delivered() ||
             e.has_commitment_released()) {
    commitment.phase = Commitment::kOther;
  }
}

// --- Reports, and what uses them.

void Reckoning::Use(const v1::ReportItemRef& ref) {
  reports_[ref.report_id()].unused.erase(ref.item());
}

void Reckoning::TakeReport(const E& e) {
  if (e.has_report_submitted()) {
    // What answers a requirement is used from the start.
    if (!e.report_submitted().requirement_ids().empty()) return;
    for (const v1::ReportItem& item : e.report_submitted().items()) {
      reports_[e.stream_id()].unused[item.number()] = IsSound(item.grade());
    }
  } else if (e.has_report_accepted()) {
    reports_[e.stream_id()].accepted_at = now_;
  } else if (e.has_report_regraded()) {
    auto& unused = reports_[e.stream_id()].unused;
    const auto item = unused.find(e.report_regraded().item());
    if (item != unused.end()) item->second = IsSound(e.report_regraded().to());
  } else if (e.has_report_withdrawn()) {
    reports_.erase(e.stream_id());
  } else if (e.has_disposal_approved()) {
    absl::string_view id = e.disposal_approved().record_id();
    if (absl::ConsumePrefix(&id, "report:")) reports_.erase(std::string(id));
  } else if (e.has_assessment_drafted()) {
    for (const auto& item : e.assessment_drafted().supporting()) {
      Use(item.ref());
    }
  } else if (e.has_requirement_satisfied()) {
    for (const auto& ref : e.requirement_satisfied().answers()) Use(ref);
  } else if (e.has_requirement_partly_satisfied()) {
    for (const auto& ref : e.requirement_partly_satisfied().answers()) {
      Use(ref);
    }
  }
}

// --- What is a gap now.

bool Reckoning::LongerThan(int64_t since, int hours) const {
  return now_ - since > hours * kMicrosPerHour;
}

bool Reckoning::Asked(const std::string& threat, const Version& version) const {
  return std::any_of(
      requirements_.begin(), requirements_.end(), [&](const auto& entry) {
        const auto& [id, requirement] = entry;
        return requirement.open && (requirement.threats.count(threat) > 0 ||
                                    version.asked.count(id) > 0);
      });
}

void Reckoning::ThreatGaps(std::set<std::string>& gaps) const {
  for (const auto& [id, threat] : threats_) {
    if (threat.in_force == 0) continue;
    const Version& version = threat.versions.at(threat.in_force);
    if (threat.high_from != 0 && !threat.decided &&
        LongerThan(threat.high_since, 28 * kDayHours)) {
      gaps.insert(absl::StrCat("M1/", id));
    }
    if (now_ > version.review_due) gaps.insert(absl::StrCat("M2/", id));
    if (version.band <= 2 && version.low && !Asked(id, version)) {
      gaps.insert(absl::StrCat("M13/", id));
    }
  }
}

std::set<std::string> Reckoning::Gaps() const {
  std::set<std::string> gaps;
  ThreatGaps(gaps);
  for (const auto& [id, outcome] : outcomes_) {
    if (!LongerThan(outcome.at, 30 * kDayHours)) continue;
    for (const std::string& threat : outcome.threats) {
      const Threat& own = threats_.at(threat);
      if (own.archived || own.considered.count(id) > 0) continue;
      gaps.insert(absl::StrCat("M4/", id, "/", threat));
    }
  }
  for (const auto& [id, tasking] : taskings_) {
    if (tasking.unratified_since != 0 &&
        LongerThan(tasking.unratified_since, 72)) {
      gaps.insert(absl::StrCat("M9/", id, "/UNRATIFIED"));
    }
  }
  for (const auto& [id, requirement] : requirements_) {
    if (requirement.open && now_ > requirement.needed_by) {
      gaps.insert(absl::StrCat("M10/", id));
    }
  }
  for (const auto& [id, commitment] : commitments_) {
    if (commitment.requested_at == 0) continue;
    if (commitment.phase == Commitment::kAccepted && now_ > commitment.due) {
      gaps.insert(absl::StrCat("M11/", id));
    }
    if (commitment.phase == Commitment::kRequested &&
        LongerThan(commitment.requested_at, 5 * kDayHours)) {
      gaps.insert(absl::StrCat("M11/", id, "/SILENT"));
    }
  }
  for (const auto& [id, report] : reports_) {
    if (report.accepted_at == 0 ||
        !LongerThan(report.accepted_at, 60 * kDayHours)) {
      continue;
    }
    const bool any = std::any_of(report.unused.begin(), report.unused.end(),
                                 [](const auto& item) { return item.second; });
    if (any) gaps.insert(absl::StrCat("M12/", id));
  }
  return gaps;
}

bool Reckoning::Reckons(const std::string& gap_id) {
  if (absl::StartsWith(gap_id, "M3/") || absl::StartsWith(gap_id, "M8/") ||
      absl::EndsWith(gap_id, "/COLD")) {
    return false;
  }
  return !absl::StartsWith(gap_id, "M9/") ||
         absl::EndsWith(gap_id, "/UNRATIFIED");
}

std::string CheckReckoning(const std::vector<v1::Record>& records,
                           const Reading& reading) {
  constexpr size_t kEvery = 7;
  Reckoning reckoning;
  std::set<std::string> listed;
  Position from = 0;
  std::vector<RowChange> changes;
  while (from < records.size()) {
    const auto answer = reading.gaps().Feed(from, 1000);
    if (!answer.ok()) return std::string(answer.status().message());
    changes.insert(changes.end(), answer->changes.begin(),
                   answer->changes.end());
    if (answer->next <= from) return "the feed of gaps does not move on";
    from = answer->next;
  }
  auto change = changes.begin();
  for (const v1::Record& record : records) {
    reckoning.Take(record);
    for (; change != changes.end() && change->row.position == record.position();
         ++change) {
      if (!Reckoning::Reckons(change->row.key)) continue;
      if (change->deleted) {
        listed.erase(change->row.key);
      } else {
        listed.insert(change->row.key);
      }
    }
    // Between two Ticks of one moment not everything is late yet.
    if (!record.has_event() || record.position() % kEvery != 0) continue;
    const std::set<std::string> reckoned = reckoning.Gaps();
    if (reckoned == listed) continue;
    std::vector<std::string> differ;
    std::set_symmetric_difference(reckoned.begin(), reckoned.end(),
                                  listed.begin(), listed.end(),
                                  std::back_inserter(differ));
    return absl::StrCat("after record ", record.position(), " ",
                        absl::StrJoin(differ, ", "),
                        " are in the work list or reckoned, and not in both");
  }
  return "";
}

}  // namespace loopledger::year
