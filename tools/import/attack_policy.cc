#include "tools/import/attack_policy.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "tools/import/stamp.h"

namespace loopledger::import {
namespace {

constexpr absl::Duration Days(int64_t days) { return absl::Hours(24 * days); }

constexpr std::array<int, 4> kReviewLimitDays = {30, 90, 180, 365};
constexpr absl::string_view kLateReason =
    "recorded when MITRE's change history shows it was first published";

using Words = absl::Span<const absl::string_view>;

// Looked for in a description in lower case.
constexpr std::array<absl::string_view, 3> kExtortion = {"ransom", "extort",
                                                         "blackmail"};
constexpr std::array<absl::string_view, 5> kFinancial = {
    "financial", "cybercrim", "criminal", "point of sale", "bank"};
constexpr std::array<absl::string_view, 4> kDestructive = {
    "wiper", "destructive", "sabotage", "disrupt"};
constexpr std::array<absl::string_view, 4> kEspionage = {
    "espionage", "state-sponsored", "intelligence", "surveil"};
constexpr std::array<absl::string_view, 6> kLifeline = {
    "critical infrastructure",
    "industrial control",
    "energy",
    "electric",
    "health",
    "hospital"};
constexpr std::array<absl::string_view, 5> kInstitution = {
    "government", "military", "defense", "diplomat", "election"};
constexpr std::array<absl::string_view, 16> kSectors = {
    "government", "military",   "defense",       "aerospace",
    "energy",     "financial",  "healthcare",    "education",
    "telecom",    "technology", "manufacturing", "media",
    "retail",     "transport",  "hospitality",   "non-governmental"};

// What a description says of a threat, by the words in it.
struct Reading {
  bool extortion, financial, destructive, espionage, lifeline, institution;
  uint32_t sectors;
};

bool SaysAny(absl::string_view text, Words words) {
  return std::any_of(words.begin(), words.end(), [&](absl::string_view word) {
    return absl::StrContains(text, word);
  });
}

Reading Read(const Change& change) {
  const std::string text = absl::AsciiStrToLower(change.description);
  return {.extortion = SaysAny(text, kExtortion),
          .financial = SaysAny(text, kFinancial),
          .destructive = SaysAny(text, kDestructive),
          .espionage = SaysAny(text, kEspionage),
          .lifeline = SaysAny(text, kLifeline),
          .institution = SaysAny(text, kInstitution),
          .sectors = static_cast<uint32_t>(std::count_if(
              kSectors.begin(), kSectors.end(), [&](absl::string_view sector) {
                return absl::StrContains(text, sector);
              }))};
}

// How many of the rising `steps` the value has reached.
template <typename T, size_t n>
uint32_t Steps(T value, const std::array<T, n>& steps) {
  return static_cast<uint32_t>(
      std::upper_bound(steps.begin(), steps.end(), value) - steps.begin());
}

// Since the newest report of activity, at the time of the change.
absl::Duration Age(const Change& change, const Evidence& evidence) {
  absl::Time newest = evidence.newest;
  if (change.last_seen) newest = std::max(newest, *change.last_seen);
  return change.recorded_at - newest;
}

void Add(absl::string_view id, uint32_t weight, uint32_t score,
         v1::Scorecard& card, uint32_t& section) {
  v1::ScoreDimension& dimension = *card.add_dimensions();
  dimension.set_id(std::string(id));
  dimension.set_score(std::min<uint32_t>(score, 5));
  section += weight * dimension.score();
}

// The shipped model "scorecard" version 1; its weights and thresholds stand in
// ledger/domain/vocabularies/scorecard.textproto, and the ledger computes anew.
v1::Scorecard Score(const Change& change, const Evidence& evidence,
                    const Reading& reading) {
  constexpr std::array<size_t, 5> kArsenal = {5, 15, 30, 50, 80};
  constexpr std::array<absl::Duration, 5> kAges = {
      Days(180), Days(365), Days(730), Days(1095), Days(1825)};
  constexpr std::array<size_t, 5> kKnown = {3, 8, 15, 30, 50};
  v1::Scorecard card;
  card.set_model("scorecard");
  card.set_model_version(1);
  uint32_t harm = 0, likelihood = 0, position = 0;
  Add("harm.physical", 3, reading.lifeline ? 3 : 0, card, harm);
  Add("harm.psychological", 2, reading.extortion ? 4 : 1, card, harm);
  Add("harm.financial", 2, reading.extortion ? 5 : (reading.financial ? 4 : 1),
      card, harm);
  Add("harm.community", 2, reading.sectors, card, harm);
  Add("harm.institutions", 1, reading.institution || reading.espionage ? 5 : 1,
      card, harm);
  Add("likelihood.capability", 2,
      Steps(evidence.techniques + 2 * evidence.software, kArsenal), card,
      likelihood);
  Add("likelihood.intent", 2,
      reading.extortion || reading.destructive
          ? 5
          : (reading.financial || reading.espionage ? 4 : 2),
      card, likelihood);
  Add("likelihood.activity", 2, 5 - Steps(Age(change, evidence), kAges), card,
      likelihood);
  Add("position.capacity", 2, 2 + static_cast<uint32_t>(evidence.software / 6),
      card, position);
  Add("position.knowledge", 1, 5 - Steps(evidence.reports, kKnown), card,
      position);
  Add("position.reputation", 1, reading.lifeline || reading.extortion ? 5 : 3,
      card, position);
  card.set_harm(harm);
  card.set_likelihood(likelihood);
  card.set_position(position);
  const uint32_t total = harm + likelihood + position;
  card.set_total(total);
  card.set_band(total >= 70 ? 1 : (total >= 50 ? 2 : (total >= 30 ? 3 : 4)));
  return card;
}

// The longer nothing was heard of a threat, the less likely it is to act.
std::string TermOf(const Change& change, const Evidence& evidence) {
  if (evidence.reports == 0 && !change.last_seen) {
    return "Realistic possibility";
  }
  const absl::Duration age = Age(change, evidence);
  if (age < Days(180) && evidence.techniques >= 20) return "Highly likely";
  if (age < Days(365)) return "Likely or probable";
  if (age < Days(730)) return "Realistic possibility";
  if (age < Days(1460)) return "Unlikely";
  return age < Days(2920) ? "Highly unlikely" : "Remote chance";
}

v1::Confidence ConfidenceIn(const Evidence& evidence) {
  v1::Confidence confidence;
  const bool high = evidence.reports >= 30 && evidence.publications >= 8 &&
                    5 * evidence.corroborated >= evidence.reports;
  const bool moderate = evidence.reports >= 8 && evidence.publications >= 3;
  confidence.set_rating(high ? "High" : (moderate ? "Moderate" : "Low"));
  confidence.set_information_base(
      absl::StrCat(evidence.reports, " reports from ", evidence.publications,
                   " works, ", evidence.corroborated, " of them corroborated"));
  confidence.set_analytical_rigour(
      absl::StrCat("by rule, policy ", kPolicyName, "; no analyst judged"));
  confidence.set_complexity(absl::StrCat(evidence.techniques,
                                         " techniques and ", evidence.software,
                                         " pieces of software in use"));
  return confidence;
}

std::vector<std::string> AreasOf(const Reading& reading) {
  std::vector<std::string> areas = {"CYBER_CRIME"};
  if (reading.extortion) areas.push_back("ORGANISED_ACQUISITIVE_CRIME");
  if (reading.financial) areas.push_back("FRAUD_AND_OTHER_ECONOMIC_CRIME");
  return areas;
}

}  // namespace

v1::LedgerFounded Founding(absl::string_view ledger) {
  v1::LedgerFounded founding;
  founding.set_ledger(std::string(ledger));
  v1::Policy& policy = *founding.mutable_policy();
  policy.set_open_membership(true);
  policy.mutable_default_marking()->set_gsc("OFFICIAL");
  policy.mutable_default_marking()->set_tlp("TLP:CLEAR");
  policy.mutable_default_marking()->mutable_handling()->set_code("P");
  v1::OrganisationAdmitted& organisation = *founding.mutable_organisation();
  organisation.set_org_id(std::string(kOrganisation));
  organisation.set_name("MITRE ATT&CK, as read by the import policy");
  organisation.set_kind("THIRD_SECTOR");
  organisation.set_clearance("OFFICIAL");
  SetTime(absl::FromCivil(absl::CivilDay(2017, 1, 1), absl::UTCTimeZone()),
          *organisation.mutable_member_from());
  v1::Actor& administrator = *founding.mutable_administrator();
  administrator.set_org(std::string(kOrganisation));
  administrator.set_person("import.administrator");
  administrator.set_role("ADMINISTRATOR");
  founding.mutable_backfill()->set_source("MITRE ATT&CK change history");
  founding.mutable_backfill()->set_note(
      absl::StrCat("policy ", kPolicyName, ". ", kNotice));
  return founding;
}

v1::Command Envelope(const Change& change, absl::string_view step,
                     const Person& person) {
  v1::Command command;
  command.set_command_id(absl::StrCat("attack:", change.line, ":", step));
  SetTime(change.recorded_at, *command.mutable_recorded_at());
  SetTime(change.modified.value_or(change.recorded_at),
          *command.mutable_occurred_at());
  command.set_late_reason(std::string(kLateReason));
  command.mutable_actor()->set_org(std::string(kOrganisation));
  command.mutable_actor()->set_person(std::string(person.pseudonym));
  command.mutable_actor()->set_role(std::string(person.role));
  return command;
}

v1::Grade GradeOf(const Change& change) {
  const bool corroborated =
      std::any_of(change.citations.begin(), change.citations.end(),
                  [&](const Citation& citation) {
                    return citation.host != change.citations[0].host;
                  });
  v1::Grade grade;
  grade.set_source("2");
  grade.set_intelligence(corroborated ? "B" : "C");
  return grade;
}

absl::Time DateOfIntelligence(const Change& change) {
  const absl::Time modified = change.modified.value_or(change.recorded_at);
  absl::Time newest = absl::InfinitePast();
  for (const Citation& citation : change.citations) {
    if (citation.published <= modified) {
      newest = std::max(newest, citation.published);
    }
  }
  return newest == absl::InfinitePast() ? modified : newest;
}

Judgement Judge(const Change& change, const Evidence& evidence) {
  const Reading reading = Read(change);
  return {.scorecard = Score(change, evidence, reading),
          .areas = AreasOf(reading),
          .term = TermOf(change, evidence),
          .confidence = ConfidenceIn(evidence)};
}

absl::Duration ReviewLimit(uint32_t band) {
  const size_t index = std::clamp<size_t>(band, 1, kReviewLimitDays.size()) - 1;
  return Days(kReviewLimitDays[index]);
}

}  // namespace loopledger::import
