// The management of a record, which is another stream: its retention group and
// reviews, legal holds, restriction, and disposal by two people. Hold beats
// disposal.
#ifndef LEDGER_DOMAIN_RECORDS_H_
#define LEDGER_DOMAIN_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::records {

struct State {
  Stream stream;
  bool disposed = false;
  bool restricted = false;
  absl::Time restricted_until = absl::InfiniteFuture();
  std::vector<std::string> holds;  // Cases.
  // Who decided in review that it be disposed of; empty: nobody, or it was
  // decided since to retain it.
  Person disposer;
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

// "report:R-1" is the report R-1. Absent where it names no type of stream that
// holds records.
struct RecordName {
  absl::string_view type;
  absl::string_view id;
};
std::optional<RecordName> Parse(absl::string_view record_id);

struct Facts {
  const Call& call;
  const Stream* record;  // Null: there is no such stream.
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::AssignRetentionGroup&);
Decision Decide(const State&, const Facts&, const v1::ReviewRetention&);
Decision Decide(const State&, const Facts&, const v1::PlaceLegalHold&);
Decision Decide(const State&, const Facts&, const v1::LiftLegalHold&);
Decision Decide(const State&, const Facts&, const v1::ApproveDisposal&);
Decision Decide(const State&, const Facts&, const v1::RestrictProcessing&);
Decision Decide(const State&, const Facts&, const v1::LiftRestriction&);

void Evolve(State&, const v1::Event&, const v1::RetentionGroupAssigned&);
void Evolve(State&, const v1::Event&, const v1::RetentionReviewed&);
void Evolve(State&, const v1::Event&, const v1::LegalHoldPlaced&);
void Evolve(State&, const v1::Event&, const v1::LegalHoldLifted&);
void Evolve(State&, const v1::Event&, const v1::DisposalApproved&);
void Evolve(State&, const v1::Event&, const v1::ProcessingRestricted&);
void Evolve(State&, const v1::Event&, const v1::RestrictionLifted&);

// Whether processing of the record is restricted at `at`.
bool IsRestricted(const State& self, absl::Time at);

}  // namespace loopledger::records

#endif  // LEDGER_DOMAIN_RECORDS_H_
