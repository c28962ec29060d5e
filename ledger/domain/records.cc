#include "ledger/domain/records.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"

namespace loopledger::records {
namespace {

// The types of streams that hold records, as events name them.
constexpr absl::string_view kTypes[] = {
    "organisation", "report",           "threat",      "tasking", "outcome",
    "strategy",     "control_strategy", "requirement", "session", "commitment",
    "review"};
// The decision of a review that ends retention.
constexpr char kDispose[] = "DISPOSE";

// There is such a record, and the command is marked as high as it.
Objection CheckRecord(const Facts& facts, const std::string& record_id) {
  if (!Parse(record_id)) {
    return Reject(v1::FIELD_INVALID, "record_id ", record_id,
                  " names no record; give the type of a stream and its id, as "
                  "in report:R-1; types are ",
                  absl::StrJoin(kTypes, ", "))
        .At("record_id");
  }
  if (facts.record == nullptr) {
    return Reject(v1::DANGLING_REF, "there is no record ", record_id)
        .At("record_id");
  }
  return AtLeast(facts.markings[facts.record->marking], record_id, facts.call);
}

Objection CheckOwn(const Facts& facts, const std::string& record_id) {
  REFUSE_IF(CheckRecord(facts, record_id));
  return OwnersOnly(*facts.record, facts.call);
}

Objection NotDisposed(const State& self, absl::string_view id,
                      absl::string_view asked) {
  if (!self.disposed) return {};
  return NotNow("record", id, {"DISPOSED", "place and lift legal hold", true},
                asked);
}

Objection NotPast(const google::protobuf::Timestamp& time, const char* field,
                  const Call& call) {
  if (ToTime(time) > call.stamp.recorded_at) return {};
  return Reject(v1::DATES_REVERSED, field, " is past already").At(field);
}

}  // namespace

std::optional<RecordName> Parse(absl::string_view record_id) {
  const size_t colon = record_id.find(':');
  if (colon == absl::string_view::npos) return std::nullopt;
  const RecordName name{record_id.substr(0, colon),
                        record_id.substr(colon + 1)};
  const bool known = std::find(std::begin(kTypes), std::end(kTypes),
                               name.type) != std::end(kTypes);
  if (!known || name.id.empty()) return std::nullopt;
  return name;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AssignRetentionGroup& cmd) {
  REFUSE_IF(CheckOwn(facts, cmd.record_id()));
  REFUSE_IF(NotDisposed(self, cmd.record_id(), "assign retention group"));
  REFUSE_IF(NeedsText(cmd.regime(), "regime"));
  REFUSE_IF(facts.call.codes.Given("retention", cmd.regime(), cmd.group(),
                                   {"group"}));
  if (!cmd.has_review_due()) return *NeedsText("", "review_due");
  REFUSE_IF(NotPast(cmd.review_due(), "review_due", facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_retention_group_assigned());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ReviewRetention& cmd) {
  REFUSE_IF(CheckOwn(facts, cmd.record_id()));
  REFUSE_IF(NotDisposed(self, cmd.record_id(), "review retention"));
  REFUSE_IF(facts.call.codes.Given("retention_decision", "", cmd.decision(),
                                   {"decision"}));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (cmd.answers().empty()) return *NeedsText("", "answers");
  if (cmd.decision() != kDispose) {
    if (!cmd.has_next_review()) return *NeedsText("", "next_review");
    REFUSE_IF(NotPast(cmd.next_review(), "next_review", facts.call));
  }
  v1::Event event;
  Recast(cmd, *event.mutable_retention_reviewed());
  return event;
}

// A party may hold what another owns.
Decision Decide(const State& self, const Facts& facts,
                const v1::PlaceLegalHold& cmd) {
  REFUSE_IF(CheckRecord(facts, cmd.record_id()));
  REFUSE_IF(PartiesOnly(*facts.record, facts.call));
  REFUSE_IF(NeedsText(cmd.case_ref(), "case_ref"));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (Contains(self.holds, cmd.case_ref())) {
    return Reject(v1::ILLEGAL_TRANSITION, cmd.record_id(), " is held for case ",
                  cmd.case_ref(), " already")
        .At("case_ref");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_legal_hold_placed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::LiftLegalHold& cmd) {
  REFUSE_IF(CheckRecord(facts, cmd.record_id()));
  REFUSE_IF(PartiesOnly(*facts.record, facts.call));
  REFUSE_IF(NeedsText(cmd.case_ref(), "case_ref"));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (!Contains(self.holds, cmd.case_ref())) {
    return Reject(v1::ILLEGAL_TRANSITION, cmd.record_id(),
                  " is not held for case ", cmd.case_ref(), "; it is held for ",
                  self.holds.empty() ? "none" : absl::StrJoin(self.holds, ", "))
        .At("case_ref");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_legal_hold_lifted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ApproveDisposal& cmd) {
  REFUSE_IF(CheckOwn(facts, cmd.record_id()));
  REFUSE_IF(NotDisposed(self, cmd.record_id(), "approve disposal"));
  if (Parse(cmd.record_id())->type != "report") {
    return Reject(v1::FIELD_INVALID, "record_id ", cmd.record_id(),
                  ": only reports are disposed of; decisions and what rests on "
                  "them are kept")
        .At("record_id");
  }
  if (!self.holds.empty()) {
    return Reject(v1::HELD, cmd.record_id(), " is held for ",
                  absl::StrJoin(self.holds, ", "),
                  "; it is disposed of when every hold is lifted")
        .At("record_id");
  }
  if (self.disposer.person.empty()) {
    return Reject(v1::ILLEGAL_TRANSITION, cmd.record_id(),
                  " was not reviewed, or is to be retained; a review decides "
                  "DISPOSE before that is approved");
  }
  REFUSE_IF(AnotherThan(self.disposer, facts.call, "decided to dispose of",
                        "approve it"));
  REFUSE_IF(NeedsReason(cmd.ground(), "ground"));
  v1::Event event;
  Recast(cmd, *event.mutable_disposal_approved());
  event.mutable_disposal_approved()->set_reviewed_by(self.disposer.person);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RestrictProcessing& cmd) {
  REFUSE_IF(CheckOwn(facts, cmd.record_id()));
  REFUSE_IF(NotDisposed(self, cmd.record_id(), "restrict processing"));
  REFUSE_IF(NeedsReason(cmd.ground(), "ground"));
  if (cmd.has_until()) REFUSE_IF(NotPast(cmd.until(), "until", facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_processing_restricted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::LiftRestriction& cmd) {
  REFUSE_IF(CheckOwn(facts, cmd.record_id()));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (!IsRestricted(self, facts.call.stamp.recorded_at)) {
    return Reject(v1::ILLEGAL_TRANSITION, cmd.record_id(), " is not restricted")
        .At("record_id");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_restriction_lifted());
  return event;
}

void Evolve(State&, const v1::Event&, const v1::RetentionGroupAssigned&) {}

void Evolve(State& self, const v1::Event& event,
            const v1::RetentionReviewed& e) {
  const bool dispose = e.decision() == kDispose;
  self.disposer = dispose ? ActorOf(event) : Person();
}

void Evolve(State& self, const v1::Event&, const v1::LegalHoldPlaced& e) {
  self.holds.push_back(e.case_ref());
}

void Evolve(State& self, const v1::Event&, const v1::LegalHoldLifted& e) {
  std::erase(self.holds, e.case_ref());
}

void Evolve(State& self, const v1::Event&, const v1::DisposalApproved&) {
  self.disposed = true;
}

void Evolve(State& self, const v1::Event&, const v1::ProcessingRestricted& e) {
  self.restricted = true;
  self.restricted_until =
      e.has_until() ? ToTime(e.until()) : absl::InfiniteFuture();
}

void Evolve(State& self, const v1::Event&, const v1::RestrictionLifted&) {
  self.restricted = false;
}

bool IsRestricted(const State& self, absl::Time at) {
  return self.restricted && at < self.restricted_until;
}

}  // namespace loopledger::records
