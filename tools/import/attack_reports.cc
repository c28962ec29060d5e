#include "tools/import/attack_reports.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/base/clock.h"
#include "tools/import/stamp.h"

namespace loopledger::import {
namespace {

constexpr absl::string_view kPrefix = "R-";
// Of the names of cited works; a text field holds at most 8 KiB.
constexpr size_t kCitationsTextMax = 4096;

// What the item says. The last line makes it complete where MITRE gives no
// description, and different when the relationship is pointed elsewhere.
std::string TextOf(const Change& change) {
  std::string text = change.description;
  if (!text.empty()) text += "\n";
  absl::StrAppend(&text, "[", change.source, " ", change.verb, " ",
                  change.target, "]");
  return text;
}

std::string CitationsOf(const Change& change) {
  std::string text;
  for (const Citation& citation : change.citations) {
    if (text.size() + citation.name.size() > kCitationsTextMax) {
      return text + "; ...";
    }
    absl::StrAppend(&text, text.empty() ? "" : "; ", citation.name);
  }
  return text;
}

// The opaque number of the work that a report rests on first.
std::string SourceRef(const Change& change) {
  const absl::string_view name =
      change.citations.empty() ? absl::string_view(change.id)
                               : absl::string_view(change.citations[0].name);
  const Digest digest = Sha256(name);
  return absl::StrCat("ISR-",
                      absl::BytesToHexString(AsBytes(digest).substr(0, 6)));
}

char KindOf(absl::string_view target) {
  const absl::string_view type = TypeOf(target);
  if (type == "attack-pattern") return 't';
  return type == "malware" || type == "tool" ? 's' : 'o';
}

bool IsThreat(absl::string_view object_id) {
  const absl::string_view type = TypeOf(object_id);
  return type == "intrusion-set" || type == "campaign";
}

}  // namespace

std::string ReportId(absl::string_view relationship_id) {
  absl::ConsumePrefix(&relationship_id, "relationship--");
  return absl::StrCat(kPrefix, relationship_id);
}

Reports::Relation& Reports::Find(const std::string& report_id) {
  const auto [found, fresh] = by_id_.try_emplace(report_id, relations_.size());
  if (fresh) relations_.push_back(Relation{.id = report_id});
  return relations_[found->second];
}

void Reports::Relate(const Change& change, size_t index) {
  Relation& relation = relations_[index];
  relation.live = !change.revoked && !change.deprecated;
  relation.target = DigestOf(change.target);
  relation.target_kind = change.verb == "uses" ? KindOf(change.target) : 'o';
  const uint64_t source = DigestOf(change.source);
  if (relation.source == source) return;
  relation.source = source;
  if (!IsThreat(change.source)) return;
  std::vector<size_t>& about = by_source_[source];
  if (std::find(about.begin(), about.end(), index) == about.end()) {
    about.push_back(index);
  }
}

Plan Reports::Map(const Change& change) {
  Relation& relation = Find(ReportId(change.id));
  Relate(change, static_cast<size_t>(&relation - relations_.data()));
  if (!relation.live) return Withdraw(change, relation);
  switch (relation.phase) {
    case Phase::kAbsent:
      return Submit(change, relation);
    case Phase::kAccepted:
      return Update(change, relation);
    case Phase::kStuck:
      return Skip("its report was refused earlier");
    case Phase::kWithdrawn:
      return Skip("its report is withdrawn for good");
  }
  return {};
}

Plan Reports::Submit(const Change& change, Relation& relation) {
  if (change.citations.empty()) return Skip("relationship without a citation");
  const v1::Grade grade = GradeOf(change);
  v1::Command submit = Envelope(change, "submit", kCollector);
  v1::SubmitReport& report = *submit.mutable_submit_report();
  report.set_report_id(relation.id);
  report.set_source_ref(SourceRef(change));
  SetTime(DateOfIntelligence(change), *report.mutable_date_of_intelligence());
  v1::ReportItem& item = *report.add_items();
  item.set_number(1);
  item.set_text(TextOf(change));
  *item.mutable_grade() = grade;
  item.set_nature("FACT");
  report.mutable_provenance()->set_text(
      absl::StrCat("Graded by the import policy ", kPolicyName,
                   ", not by an officer. From MITRE ATT&CK ", change.id,
                   "; works cited there: ", CitationsOf(change)));
  *report.mutable_provenance()->mutable_grade() = grade;
  report.set_risk_assessment_done(true);

  v1::Command accept = Envelope(change, "accept", kEvaluator);
  accept.mutable_accept_report()->set_report_id(relation.id);

  relation.phase = Phase::kAccepted;
  relation.intelligence = grade.intelligence()[0];
  relation.text = DigestOf(item.text());
  relation.citations = DigestOf(CitationsOf(change));
  relation.publication = DigestOf(report.source_ref());
  relation.newest = DateOfIntelligence(change);
  relation.version = 2;
  relation.line = change.line;
  Plan plan;
  plan.commands.push_back(std::move(submit));
  plan.commands.push_back(std::move(accept));
  return plan;
}

Plan Reports::Update(const Change& change, Relation& relation) {
  Plan plan;
  const std::string text = TextOf(change);
  if (const uint64_t digest = DigestOf(text); digest != relation.text) {
    v1::Command correct = Envelope(change, "correct", kCollector);
    v1::CorrectReport& report = *correct.mutable_correct_report();
    report.set_report_id(relation.id);
    report.set_item(1);
    report.set_text(text);
    report.set_reason("MITRE changed the relationship");
    relation.text = digest;
    plan.commands.push_back(std::move(correct));
  }
  const v1::Grade grade = GradeOf(change);
  if (grade.intelligence()[0] != relation.intelligence) {
    v1::Command regrade = Envelope(change, "regrade", kEvaluator);
    v1::RegradeReport& report = *regrade.mutable_regrade_report();
    report.set_report_id(relation.id);
    report.set_item(1);
    *report.mutable_from() = grade;
    report.mutable_from()->set_intelligence(
        std::string(1, relation.intelligence));
    *report.mutable_to() = grade;
    report.set_reason(absl::StrCat("the import policy ", kPolicyName,
                                   " counts other publishers than before"));
    relation.intelligence = grade.intelligence()[0];
    plan.commands.push_back(std::move(regrade));
  }
  const uint64_t citations = DigestOf(CitationsOf(change));
  const bool other_citations = citations != relation.citations;
  relation.citations = citations;
  if (plan.commands.empty()) {
    return Skip(other_citations ? "only the cited works changed, not the grade"
                                : "unchanged");
  }
  relation.newest = std::max(relation.newest, DateOfIntelligence(change));
  relation.version += plan.commands.size();
  relation.line = change.line;
  return plan;
}

Plan Reports::Withdraw(const Change& change, Relation& relation) {
  if (relation.phase == Phase::kWithdrawn) return Skip("already withdrawn");
  if (relation.phase != Phase::kAccepted) {
    return Skip("withdrawn before there was a report");
  }
  v1::Command withdraw = Envelope(change, "withdraw", kCollector);
  withdraw.mutable_withdraw_report()->set_report_id(relation.id);
  withdraw.mutable_withdraw_report()->set_reason(absl::StrCat(
      change.revoked ? "revoked" : "deprecated", " in MITRE ATT&CK"));
  relation.phase = Phase::kWithdrawn;
  relation.version += 1;
  relation.line = change.line;
  Plan plan;
  plan.commands.push_back(std::move(withdraw));
  return plan;
}

void Reports::Refused(const v1::Command& command) {
  switch (command.body_case()) {
    case v1::Command::kSubmitReport: {
      Relation& relation = Find(command.submit_report().report_id());
      relation.phase = Phase::kAbsent;
      break;
    }
    case v1::Command::kAcceptReport: {
      Relation& relation = Find(command.accept_report().report_id());
      // Refused for want of a report: the next version is tried anew.
      if (relation.phase != Phase::kAbsent) relation.phase = Phase::kStuck;
      break;
    }
    case v1::Command::kCorrectReport: {
      Relation& relation = Find(command.correct_report().report_id());
      relation.text = 0;
      relation.version -= 1;
      break;
    }
    case v1::Command::kRegradeReport: {
      Relation& relation = Find(command.regrade_report().report_id());
      relation.intelligence = command.regrade_report().from().intelligence()[0];
      relation.version -= 1;
      break;
    }
    case v1::Command::kWithdrawReport: {
      Relation& relation = Find(command.withdraw_report().report_id());
      relation.phase = Phase::kStuck;
      relation.version -= 1;
      break;
    }
    default:
      break;  // Not about a report.
  }
}

std::vector<Reports::Cited> Reports::About(absl::string_view object_id) const {
  std::vector<Cited> cited;
  const uint64_t source = DigestOf(object_id);
  const auto found = by_source_.find(source);
  if (found == by_source_.end()) return cited;
  for (const size_t index : found->second) {
    const Relation& relation = relations_[index];
    if (relation.source != source || relation.phase != Phase::kAccepted) {
      continue;
    }
    cited.push_back({.report_id = relation.id,
                     .version = relation.version,
                     .line = relation.line});
  }
  std::stable_sort(
      cited.begin(), cited.end(),
      [](const Cited& a, const Cited& b) { return a.line > b.line; });
  return cited;
}

Evidence Reports::Sum(absl::string_view object_id) const {
  Evidence sum;
  const uint64_t source = DigestOf(object_id);
  const auto found = by_source_.find(source);
  if (found == by_source_.end()) return sum;
  absl::flat_hash_set<uint64_t> techniques, software, publications;
  for (const size_t index : found->second) {
    const Relation& relation = relations_[index];
    if (relation.source != source || !relation.live) continue;
    if (relation.target_kind == 't') techniques.insert(relation.target);
    if (relation.target_kind == 's') software.insert(relation.target);
    if (relation.phase != Phase::kAccepted) continue;
    ++sum.reports;
    if (relation.intelligence < 'C') ++sum.corroborated;
    publications.insert(relation.publication);
    sum.newest = std::max(sum.newest, relation.newest);
  }
  sum.techniques = techniques.size();
  sum.software = software.size();
  sum.publications = publications.size();
  return sum;
}

}  // namespace loopledger::import
