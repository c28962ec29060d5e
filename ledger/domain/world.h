// Everything the rules know: the state of every stream, folded from the ledger.
// Two switches and no cleverness.
//
// Not thread-safe: the one writer owns it. Nothing here reads a clock or
// touches a disk.
#ifndef LEDGER_DOMAIN_WORLD_H_
#define LEDGER_DOMAIN_WORLD_H_

// (Outline for those who build on it; the domain's author owns this file.)
//
//   explicit World(const Vocabularies& vocabularies);   // must outlive it
//   // Decides `command` at `recorded_at`; changes nothing. The event comes back
//   // complete but for event_id and command_digest, which the writer adds.
//   Decision Decide(const v1::Command& command, absl::Time recorded_at) const;
//   // Folds a record that is in the ledger. Cannot fail: it has happened.
//   void Evolve(const v1::Record& record);
//   // The first moment at which something known becomes late (M1, M2, M4);
//   // InfiniteFuture when nothing waits. A Tick at or after it moves it on.
//   absl::Time NextDeadline() const;
//   bool founded() const;   const v1::LedgerFounded& founding() const;
//   bool backfill_open() const;
//   bool operator==(const World&) const;

#endif  // LEDGER_DOMAIN_WORLD_H_
