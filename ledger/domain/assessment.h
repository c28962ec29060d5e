// A threat and its assessment, version by version. Each version is drafted,
// reviewed by another person and published; publishing one supersedes the
// version in force, so that at most one is in force.
#ifndef LEDGER_DOMAIN_ASSESSMENT_H_
#define LEDGER_DOMAIN_ASSESSMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/report.h"
#include "ledger/domain/states.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::assessment {

// An item of a report that a version cites, as of a version of the report.
struct Citation {
  uint32_t report = 0;  // In report::States.
  uint32_t version = 0;
  uint32_t item = 0;
  bool against = false;
  bool operator==(const Citation&) const = default;
};

struct Judgement {
  std::string id;
  std::string term;
  std::string confidence;
  bool resolved = false;
  bool operator==(const Judgement&) const = default;
};

enum class Phase : uint8_t {
  kAbsent,
  kDrafted,
  kReviewed,
  kPublished,
  kSuperseded,
  kWithdrawn,
  kArchived
};

struct Version {
  Phase phase = Phase::kAbsent;
  uint8_t band = 0;
  std::string author;
  std::vector<Judgement> judgements;
  std::vector<Citation> citations;
  std::vector<std::string> considered_outcomes;
  absl::Time review_due;
  bool operator==(const Version&) const = default;
};

struct State {
  Stream stream;
  uint32_t in_force = 0;    // The published version; 0: none.
  uint32_t high_since = 0;  // First version of the high run; 0: none.
  bool archived = false;
  std::vector<Version> versions;  // Version n is versions[n - 1].
  bool operator==(const State&) const = default;

  // An absent one where there is no such version.
  const Version& At(uint64_t version) const;
  // There is such a version: it was recorded.
  Version& Recorded(uint64_t version);
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const report::States& reports;
  const Markings& markings;
  const Streams<outcome::State>& outcomes;
  const Streams<requirement::State>& requirements;
};

Decision Decide(const State&, const Facts&, const v1::DraftAssessment&);
Decision Decide(const State&, const Facts&, const v1::ReviewAssessment&);
Decision Decide(const State&, const Facts&, const v1::PublishAssessment&);
Decision Decide(const State&, const Facts&, const v1::ReaffirmAssessment&);
Decision Decide(const State&, const Facts&, const v1::WithdrawAssessment&);
Decision Decide(const State&, const Facts&, const v1::ArchiveAssessment&);
Decision Decide(const State&, const Facts&, const v1::ResolveJudgement&);

// What an event is folded with: where the reports it cites are.
struct Folding {
  const v1::Event& event;
  const report::States& reports;
};
void Evolve(State&, const Folding&, const v1::AssessmentDrafted&);
void Evolve(State&, const Folding&, const v1::AssessmentReviewed&);
void Evolve(State&, const Folding&, const v1::AssessmentPublished&);
void Evolve(State&, const Folding&, const v1::AssessmentReaffirmed&);
void Evolve(State&, const Folding&, const v1::AssessmentWithdrawn&);
void Evolve(State&, const Folding&, const v1::AssessmentArchived&);
void Evolve(State&, const Folding&, const v1::JudgementResolved&);

// As messages tell it: "PUBLISHED".
absl::string_view PhaseText(Phase phase);

}  // namespace loopledger::assessment

#endif  // LEDGER_DOMAIN_ASSESSMENT_H_
