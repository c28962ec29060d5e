#include "ledger/domain/world.h"

#include <utility>
#include <variant>

#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/domain/bodies.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/signature.h"

namespace loopledger {
namespace {

using C = v1::Command;
using E = v1::Event;

absl::string_view TypeOf(const organisation::States&) {
  return kOrganisationStream;
}
absl::string_view TypeOf(const report::States&) { return kReportStream; }
absl::string_view TypeOf(const assessment::States&) { return kThreatStream; }
absl::string_view TypeOf(const tasking::States&) { return kTaskingStream; }
absl::string_view TypeOf(const outcome::States&) { return kOutcomeStream; }
absl::string_view TypeOf(const strategy::States&) { return kStrategyStream; }
absl::string_view TypeOf(const control::States&) { return kControlStream; }
absl::string_view TypeOf(const requirement::States&) {
  return kRequirementStream;
}
absl::string_view TypeOf(const session::States&) { return kSessionStream; }
absl::string_view TypeOf(const commitment::States&) {
  return kCommitmentStream;
}
absl::string_view TypeOf(const review::States&) { return kReviewStream; }
absl::string_view TypeOf(const records::States&) { return kRecordStream; }
absl::string_view TypeOf(const adoption::States&) { return kVocabularyStream; }

// The stream that a command is about. The order matters: an outcome names its
// tasking too, a review what it is of, and a sanitised report the one it is
// derived from.
struct Target {
  absl::string_view field;
  const std::string& id;
};
template <typename Body>
Target TargetOf(const Body& body) {
  if constexpr (requires { body.record_id(); }) {
    return {"record_id", body.record_id()};
  } else if constexpr (requires { body.vocabulary_id(); }) {
    return {"vocabulary_id", body.vocabulary_id()};
  } else if constexpr (requires { body.review_id(); }) {
    return {"review_id", body.review_id()};
  } else if constexpr (requires { body.commitment_id(); }) {
    return {"commitment_id", body.commitment_id()};
  } else if constexpr (requires { body.session_id(); }) {
    return {"session_id", body.session_id()};
  } else if constexpr (requires { body.requirement_id(); }) {
    return {"requirement_id", body.requirement_id()};
  } else if constexpr (requires { body.control_strategy_id(); }) {
    return {"control_strategy_id", body.control_strategy_id()};
  } else if constexpr (requires { body.strategy_id(); }) {
    return {"strategy_id", body.strategy_id()};
  } else if constexpr (requires { body.outcome_id(); }) {
    return {"outcome_id", body.outcome_id()};
  } else if constexpr (requires { body.tasking_id(); }) {
    return {"tasking_id", body.tasking_id()};
  } else if constexpr (requires { body.assessment_id(); }) {
    return {"assessment_id", body.assessment_id()};
  } else if constexpr (requires { body.derived_report_id(); }) {
    return {"derived_report_id", body.derived_report_id()};
  } else if constexpr (requires { body.report_id(); }) {
    return {"report_id", body.report_id()};
  } else {
    return {"org_id", body.org_id()};
  }
}

// G1.
Objection AtExpectedVersion(const Stream& stream, const Target& target,
                            const C& command) {
  if (!command.has_expected_version()) return {};
  if (command.expected_version() == stream.version) return {};
  return Reject(v1::CONFLICT, target.id, " is at version ", stream.version,
                ", not ", command.expected_version(),
                "; read it again and decide on what it says now")
      .At("expected_version");
}

// Free functions, so that the world's own Decide and Evolve do not hide those
// of the aggregates.
template <typename State, typename Facts, typename Body>
Decision Ask(const State& self, const Facts& facts, const Body& body) {
  return Decide(self, facts, body);
}
template <typename State, typename Folding, typename Body>
void Tell(State& self, const Folding& folding, const Body& body) {
  Evolve(self, folding, body);
}

void CopyEnvelope(Call& call, E& event) {
  const C& command = call.command;
  event.set_command_id(command.command_id());
  *event.mutable_occurred_at() = command.occurred_at();
  *event.mutable_actor() = command.actor();
  event.set_late_reason(command.late_reason());
  event.set_causation_id(command.causation_id());
  event.set_correlation_id(command.correlation_id());
  *event.mutable_releasable_to() = command.releasable_to();
  *event.mutable_subject_keys() = command.subject_keys();
  if (command.has_authority()) {
    *event.mutable_authority() = command.authority();
  }
  if (command.has_retention()) {
    *event.mutable_retention() = command.retention();
  }
  if (command.has_signature()) {
    *event.mutable_signature() = command.signature();
  }
  if (call.marking.ByteSizeLong() > 0) {
    *event.mutable_marking() = std::move(call.marking);
  }
  call.codes.Pin(event);
}

}  // namespace

World::World(const Vocabularies& vocabularies) : vocabularies_(&vocabularies) {}

Decision World::Decide(const C& command, absl::Time recorded_at) const {
  return DecideChecked(command, envelope_.Check(command), recorded_at);
}

Decision World::DecideChecked(const C& command, const Objection& malformed,
                              absl::Time recorded_at) const {
  CHECK(founded_);
  REFUSE_IF(malformed);
  if (command.has_recorded_at() && !backfill_open_) {
    return Reject(v1::BACKFILL_CLOSED,
                  "recorded_at is for filling a ledger from history, and this "
                  "ledger is not open for that; leave it out")
        .At("recorded_at");
  }
  Codes codes(vocabularies_, recorded_at);
  Call call{.command = command,
            .stamp = {.occurred_at = ToTime(command.occurred_at()),
                      .recorded_at = recorded_at},
            .policy = founding_.policy(),
            .codes = codes,
            .markings = markings_,
            .organisations = orgs_,
            .marking = {}};
  REFUSE_IF(CheckClock(command, call.stamp.occurred_at, recorded_at));
  if (command.has_signature()) return DecideSigned(call);
  REFUSE_IF(organisation::Authorised(orgs_, founding_, call));
  return Dispatch(call);
}

Decision World::DecideSigned(Call& call) const {
  REFUSE_IF(CheckSignature(orgs_, founding_.ledger(), call));
  REFUSE_IF(organisation::Authorised(orgs_, founding_, call));
  Decision decision = Dispatch(call);
  if (const E* event = std::get_if<E>(&decision)) {
    REFUSE_IF(CheckSaid(call.command, *event));
  }
  return decision;
}

template <typename States, typename Body>
Decision World::Judge(const States& streams, const Body& body,
                      Call& call) const {
  const Target target = TargetOf(body);
  REFUSE_IF(NeedsText(target.id, target.field));
  const auto& self = streams.Find(target.id);
  REFUSE_IF(AtExpectedVersion(self.stream, target, call.command));
  REFUSE_IF(SettleMarking(self.stream, markings_, call));
  REFUSE_IF(NotWidened(self.stream, call));
  Decision decision = Ask(self, FactsFor(streams, call), body);
  if (E* event = std::get_if<E>(&decision)) {
    const absl::string_view type = TypeOf(streams);
    event->set_stream_type(type.data(), type.size());
    event->set_stream_id(target.id);
    event->set_stream_version(self.stream.version + 1);
    CopyEnvelope(call, *event);
  }
  return decision;
}

Decision World::Dispatch(Call& call) const {
  const C& c = call.command;
  switch (c.body_case()) {
#define LOOPLEDGER_JUDGE(streams, command, asked, event, told) \
  case C::command:                                             \
    return Judge(streams, c.asked(), call);
    LOOPLEDGER_FOR_EACH_BODY(LOOPLEDGER_JUDGE)
#undef LOOPLEDGER_JUDGE
    case C::BODY_NOT_SET:
      break;  // The envelope's check refused it.
  }
  CheckFailed(__FILE__, __LINE__, "a command has a body");
}

bool World::CanRead(const v1::Record& record) {
  if (record.has_event()) {
    return record.event().body_case() != E::BODY_NOT_SET;
  }
  return record.body_case() != v1::Record::BODY_NOT_SET;
}

void World::Evolve(const v1::Record& record) {
  CHECK(CanRead(record));
  const absl::Time now = FromMicros(record.recorded_at());
  switch (record.body_case()) {
    case v1::Record::kLedgerFounded:
      return Found(record.ledger_founded(), now);
    case v1::Record::kEvent:
      return EvolveEvent(record.event(), now);
    case v1::Record::kTick:
      return deadlines_.Pass(now);
    case v1::Record::kBackfillClosed:
      backfill_open_ = false;
      return;
    case v1::Record::kSeatTaken:
    case v1::Record::kCheckpoint:
    case v1::Record::BODY_NOT_SET:
      return;  // Nothing that a rule asks about.
  }
}

template <typename States, typename Body>
void World::Fold(States& streams, const E& event, const Body& body) {
  auto& self = streams.At(event.stream_id());
  Advance(self.stream, event, markings_);
  Tell(self, FoldingFor(streams, event), body);
}

void World::EvolveEvent(const E& e, absl::Time now) {
  switch (e.body_case()) {
#define LOOPLEDGER_FOLD(streams, command, asked, event, told) \
  case E::event:                                              \
    Fold(streams, e, e.told());                               \
    return Then(e.told(), e, now);
    LOOPLEDGER_FOR_EACH_BODY(LOOPLEDGER_FOLD)
#undef LOOPLEDGER_FOLD
    case E::BODY_NOT_SET:
      return;
  }
}

void World::Found(const v1::LedgerFounded& founding, absl::Time now) {
  founded_ = true;
  founding_ = founding;
  backfill_open_ = founding.has_backfill();
  const std::string& id = founding.organisation().org_id();
  if (id.empty()) return;
  E event;
  event.set_stream_id(id);
  event.set_stream_version(1);
  event.mutable_actor()->set_org(id);
  event.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(now));
  Fold(orgs_, event, founding.organisation());
}

bool World::operator==(const World& other) const {
  return founded_ == other.founded_ && backfill_open_ == other.backfill_open_ &&
         founding_.SerializeAsString() == other.founding_.SerializeAsString() &&
         markings_ == other.markings_ && orgs_ == other.orgs_ &&
         reports_ == other.reports_ && threats_ == other.threats_ &&
         taskings_ == other.taskings_ && outcomes_ == other.outcomes_ &&
         strategies_ == other.strategies_ && controls_ == other.controls_ &&
         requirements_ == other.requirements_ && sessions_ == other.sessions_ &&
         commitments_ == other.commitments_ && reviews_ == other.reviews_ &&
         records_ == other.records_ && adoptions_ == other.adoptions_ &&
         linked_ == other.linked_ && claims_ == other.claims_ &&
         deadlines_ == other.deadlines_;
}

}  // namespace loopledger
