// Everything the rules know: the state of every stream, folded from the ledger.
// Two switches and no cleverness.
//
// Not thread-safe: the one writer owns it. Nothing here reads a clock or
// touches a disk.
#ifndef LEDGER_DOMAIN_WORLD_H_
#define LEDGER_DOMAIN_WORLD_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/adoption.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/commitment.h"
#include "ledger/domain/control.h"
#include "ledger/domain/deadlines.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/outcome.h"
#include "ledger/domain/records.h"
#include "ledger/domain/report.h"
#include "ledger/domain/requirement.h"
#include "ledger/domain/review.h"
#include "ledger/domain/session.h"
#include "ledger/domain/strategy.h"
#include "ledger/domain/stream.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// The types of streams, as events name them.
inline constexpr absl::string_view kOrganisationStream = "organisation";
inline constexpr absl::string_view kReportStream = "report";
inline constexpr absl::string_view kThreatStream = "threat";
inline constexpr absl::string_view kTaskingStream = "tasking";
inline constexpr absl::string_view kOutcomeStream = "outcome";
inline constexpr absl::string_view kStrategyStream = "strategy";
inline constexpr absl::string_view kControlStream = "control_strategy";
inline constexpr absl::string_view kRequirementStream = "requirement";
inline constexpr absl::string_view kSessionStream = "session";
inline constexpr absl::string_view kCommitmentStream = "commitment";
inline constexpr absl::string_view kReviewStream = "review";
inline constexpr absl::string_view kRecordStream = "record";
inline constexpr absl::string_view kVocabularyStream = "vocabulary";

class World {
 public:
  // `vocabularies` must outlive it.
  explicit World(const Vocabularies& vocabularies);

  // Decides `command` as of `recorded_at`, which is not before the last
  // record's time; changes nothing. The event comes back complete but for
  // event_id and command_digest, which the writer adds. The ledger must be
  // founded. Whether the command id was used before is the writer's to know.
  Decision Decide(const v1::Command& command, absl::Time recorded_at) const;
  // The same for a command that `envelope` was asked about already.
  Decision DecideChecked(const v1::Command& command, const Objection& malformed,
                         absl::Time recorded_at) const;
  const Envelope& envelope() const { return envelope_; }

  // False for a record that this version cannot fold: it has no body, or one
  // of a kind that is not known here. Whoever reads it must stop there.
  static bool CanRead(const v1::Record& record);

  // Folds a record that is in the ledger and can be read. Cannot fail: it has
  // happened.
  void Evolve(const v1::Record& record);

  // The first moment at which something known becomes late (deadlines.h);
  // InfiniteFuture when nothing waits. It may lie in the past. A Tick recorded
  // at or after it moves it on.
  absl::Time NextDeadline() const { return deadlines_.Next(); }

  bool founded() const { return founded_; }
  const v1::LedgerFounded& founding() const { return founding_; }
  bool backfill_open() const { return backfill_open_; }

  // Whether the same records were folded, as far as any rule can tell.
  bool operator==(const World& other) const;

 private:
  template <typename States, typename Body>
  Decision Judge(const States& streams, const Body& body, Call& call) const;
  Decision Dispatch(Call& call) const;
  // For a command with a signature, which the event will carry.
  Decision DecideSigned(Call& call) const;
  void Found(const v1::LedgerFounded& founding, absl::Time now);
  template <typename States, typename Body>
  void Fold(States& streams, const v1::Event& event, const Body& body);
  void EvolveEvent(const v1::Event& event, absl::Time now);

  organisation::Facts FactsFor(const organisation::States&,
                               const Call& call) const;
  report::Facts FactsFor(const report::States&, const Call& call) const;
  assessment::Facts FactsFor(const assessment::States&, const Call& call) const;
  tasking::Facts FactsFor(const tasking::States&, const Call& call) const;
  outcome::Facts FactsFor(const outcome::States&, const Call& call) const;
  strategy::Facts FactsFor(const strategy::States&, const Call& call) const;
  control::Facts FactsFor(const control::States&, const Call& call) const;
  requirement::Facts FactsFor(const requirement::States&,
                              const Call& call) const;
  session::Facts FactsFor(const session::States&, const Call& call) const;
  commitment::Facts FactsFor(const commitment::States&, const Call& call) const;
  review::Facts FactsFor(const review::States&, const Call& call) const;
  records::Facts FactsFor(const records::States&, const Call& call) const;
  adoption::Facts FactsFor(const adoption::States&, const Call& call) const;
  // The stream that a command about records names; null: there is none.
  const Stream* RecordNamed(const v1::Command& command) const;

  // Most are folded with the event alone.
  template <typename States>
  const v1::Event& FoldingFor(const States&, const v1::Event& event) {
    return event;
  }
  assessment::Folding FoldingFor(const assessment::States&,
                                 const v1::Event& event);
  tasking::Folding FoldingFor(const tasking::States&, const v1::Event& event);
  outcome::Folding FoldingFor(const outcome::States&, const v1::Event& event);
  session::Folding FoldingFor(const session::States&, const v1::Event& event);
  review::Folding FoldingFor(const review::States&, const v1::Event& event);

  // What an event means beyond its own stream: nothing, for most.
  template <typename Body>
  void Then(const Body&, const v1::Event&, absl::Time) {}
  void Then(const v1::AssessmentPublished&, const v1::Event&, absl::Time now);
  void Then(const v1::AssessmentReaffirmed&, const v1::Event&, absl::Time);
  void Then(const v1::AssessmentWithdrawn&, const v1::Event&, absl::Time);
  void Then(const v1::AssessmentArchived&, const v1::Event&, absl::Time);
  void Then(const v1::TaskingApproved&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingRiskAccepted&, const v1::Event&, absl::Time now);
  void Then(const v1::ReportSubmitted&, const v1::Event&, absl::Time now);
  void Then(const v1::ReportAccepted&, const v1::Event&, absl::Time now);
  void Then(const v1::ReportRejected&, const v1::Event&, absl::Time now);
  void Then(const v1::ReportRegraded&, const v1::Event&, absl::Time now);
  void Then(const v1::ReportWithdrawn&, const v1::Event&, absl::Time now);
  void Then(const v1::AssessmentDrafted&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingRejected&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingDeferred&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingReferred&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingRatified&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingCancelled&, const v1::Event&, absl::Time now);
  void Then(const v1::TaskingCompleted&, const v1::Event&, absl::Time now);
  void Then(const v1::StrategyAdopted&, const v1::Event&, absl::Time now);
  void Then(const v1::StrategyClosed&, const v1::Event&, absl::Time now);
  void Then(const v1::ObjectiveAdded&, const v1::Event&, absl::Time now);
  void Then(const v1::ObjectiveAmended&, const v1::Event&, absl::Time now);
  void Then(const v1::ObjectiveRetired&, const v1::Event&, absl::Time now);
  void Then(const v1::StrategySuperseded&, const v1::Event&, absl::Time now);
  void Then(const v1::ControlStrategyAgreed&, const v1::Event&, absl::Time now);
  void Then(const v1::DecisionRecorded&, const v1::Event&, absl::Time now);
  void Then(const v1::RequirementAgreed&, const v1::Event&, absl::Time now);
  void Then(const v1::RequirementSatisfied&, const v1::Event&, absl::Time now);
  void Then(const v1::RequirementPartlySatisfied&, const v1::Event&,
            absl::Time now);
  void Then(const v1::RequirementClosedUnmet&, const v1::Event&,
            absl::Time now);
  void Then(const v1::RequirementWithdrawn&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentRequested&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentOffered&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentAccepted&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentDeclined&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentVaried&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentDelivered&, const v1::Event&, absl::Time now);
  void Then(const v1::CommitmentPartlyDelivered&, const v1::Event&,
            absl::Time now);
  void Then(const v1::CommitmentReleased&, const v1::Event&, absl::Time now);
  void Then(const v1::ReviewOpened&, const v1::Event&, absl::Time now);
  void Then(const v1::DisposalApproved&, const v1::Event&, absl::Time now);
  void Then(const v1::VocabularyAdopted&, const v1::Event&, absl::Time now);
  void Then(const v1::OutcomeRecorded&, const v1::Event&, absl::Time now);
  // An urgent decision waits to be ratified; another does not.
  void Ratifiable(const v1::Event& event, absl::Time now);
  void Ended(const std::string& requirement);
  void Warm(uint32_t requirement, absl::Time now);
  void Awaited(const std::string& commitment);
  // The moments at which the objectives of a strategy come and go.
  void AwaitAims(uint32_t strategy, absl::Time now);
  void Cite(const v1::ReportItemRef& ref);
  void AwaitUse(const std::string& report, absl::Time now);
  template <typename Ids>
  void Considered(uint32_t threat, const Ids& outcomes);

  Vocabularies vocabularies_;  // Those given, and those adopted since.
  const Envelope envelope_;
  bool founded_ = false;
  bool backfill_open_ = false;
  v1::LedgerFounded founding_;
  Markings markings_;
  organisation::States orgs_;
  report::States reports_;
  assessment::States threats_;
  tasking::States taskings_;
  outcome::States outcomes_;
  outcome::Claims claims_;
  strategy::States strategies_;
  control::States controls_;
  requirement::States requirements_;
  session::States sessions_;
  commitment::States commitments_;
  review::States reviews_;
  records::States records_;
  adoption::States adoptions_;
  // Which requirements a submitted report names, until it is accepted.
  absl::flat_hash_map<std::string, std::vector<uint32_t>> linked_;
  Deadlines deadlines_;
};

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_WORLD_H_
