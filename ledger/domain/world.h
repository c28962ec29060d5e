// Everything the rules know: the state of every stream, folded from the ledger.
// Two switches and no cleverness.
//
// Not thread-safe: the one writer owns it. Nothing here reads a clock or
// touches a disk.
#ifndef LEDGER_DOMAIN_WORLD_H_
#define LEDGER_DOMAIN_WORLD_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/deadlines.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/outcome.h"
#include "ledger/domain/report.h"
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

  // The first moment at which something known becomes late (M1, M2, M4);
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

  const v1::Event& FoldingFor(const organisation::States&,
                              const v1::Event& event);
  const v1::Event& FoldingFor(const report::States&, const v1::Event& event);
  assessment::Folding FoldingFor(const assessment::States&,
                                 const v1::Event& event);
  tasking::Folding FoldingFor(const tasking::States&, const v1::Event& event);
  outcome::Folding FoldingFor(const outcome::States&, const v1::Event& event);

  // What an event means beyond its own stream: nothing, for most.
  template <typename Body>
  void Then(const Body&, const v1::Event&, absl::Time) {}
  void Then(const v1::AssessmentPublished&, const v1::Event&, absl::Time now);
  void Then(const v1::AssessmentReaffirmed&, const v1::Event&, absl::Time);
  void Then(const v1::AssessmentWithdrawn&, const v1::Event&, absl::Time);
  void Then(const v1::AssessmentArchived&, const v1::Event&, absl::Time);
  void Then(const v1::TaskingApproved&, const v1::Event&, absl::Time);
  void Then(const v1::TaskingRiskAccepted&, const v1::Event&, absl::Time);
  void Then(const v1::OutcomeRecorded&, const v1::Event&, absl::Time now);
  template <typename Ids>
  void Considered(uint32_t threat, const Ids& outcomes);

  const Vocabularies& vocabularies_;
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
  Deadlines deadlines_;
};

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_WORLD_H_
