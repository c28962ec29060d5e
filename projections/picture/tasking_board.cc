#include "projections/picture/tasking_board.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/moment.h"

namespace loopledger::tasking_board {
namespace {

using state::v1::OutcomeState;
using Event = v1::Event;

// By outcome id: which tasking it counts for.
constexpr Table<OutcomeState> kOutcomes{"outcomes", 2, Keep::kLatest};

// What a record is folded with.
struct Context {
  const Recorded& at;
  const Vocabularies& vocabularies;
  Tables& tables;
};

void Proposed(const Recorded& at, v1::TaskingRow& row) {
  const v1::TaskingProposed& e = at.event.tasking_proposed();
  row.set_tasking_id(e.tasking_id());
  row.set_title(e.title());
  row.set_mode(e.mode());
  row.set_strand(e.strand());
  row.set_layer(e.layer());
  row.set_lead_org(e.lead_org());
  *row.mutable_participants() = e.participants();
  *row.mutable_proposed_at() = MomentOf(at.recorded_at);
  if (e.has_start_by()) *row.mutable_start_by() = e.start_by();
  if (e.has_due()) *row.mutable_due() = e.due();
  row.set_proposed_by(at.event.actor().org());
  row.set_urgent(e.urgent());
}

void Decided(const Recorded& at, const char* decision,
             const v1::DecisionRecord& record, v1::TaskingRow& row) {
  row.set_decision(decision);
  row.set_rationale(record.rationale());
  row.set_session(record.session());
  *row.mutable_decided_at() = MomentOf(at.recorded_at);
}

void FoldDecision(const Recorded& at, v1::TaskingRow& row) {
  const Event& event = at.event;
  switch (event.body_case()) {
    case Event::kTaskingApproved:
      return Decided(at, "APPROVED", event.tasking_approved().decision(), row);
    case Event::kTaskingRejected:
      return Decided(at, "REJECTED", event.tasking_rejected().decision(), row);
    case Event::kTaskingDeferred:
      return Decided(at, "DEFERRED", event.tasking_deferred().decision(), row);
    case Event::kTaskingRiskAccepted:
      return Decided(at, "NO_ACTION_RISK_ACCEPTED",
                     event.tasking_risk_accepted().decision(), row);
    case Event::kTaskingReferred:
      return Decided(at, "REFERRED", event.tasking_referred().decision(), row);
    default:
      return;  // No decision.
  }
}

void Varied(const v1::TaskingVaried& e, v1::TaskingRow& row) {
  if (e.has_due()) *row.mutable_due() = e.due();
  if (!e.mode().empty()) row.set_mode(e.mode());
}

void Corrected(const v1::TaskingCorrected& e, v1::TaskingRow& row) {
  if (!e.title().empty()) row.set_title(e.title());
}

void FoldRow(const Recorded& at, v1::TaskingRow& row) {
  const Event& event = at.event;
  const auto now = MomentOf(at.recorded_at);
  FoldDecision(at, row);
  switch (event.body_case()) {
    case Event::kTaskingProposed:
      return Proposed(at, row);
    case Event::kTaskingAssigned:
      row.set_lead_org(event.tasking_assigned().lead_org());
      *row.mutable_assigned_at() = now;
      return;
    case Event::kTaskingAccepted:
      *row.mutable_accepted_at() = now;
      return;
    case Event::kTaskingDeclined:
      row.clear_assigned_at();
      return;
    case Event::kTaskingStarted:
      *row.mutable_started_at() = now;
      return;
    case Event::kTaskingVaried:
      return Varied(event.tasking_varied(), row);
    case Event::kParticipantInvited:
      row.add_participants(event.participant_invited().participant_org());
      return;
    case Event::kTaskingCorrected:
      return Corrected(event.tasking_corrected(), row);
    case Event::kTaskingCancelled:
    case Event::kTaskingCompleted:
      *row.mutable_ended_at() = now;
      return;
    default:
      return;
  }
}

// What reads the row may not learn from it what is marked higher.
std::string Tell(const grounds::Lapse& lapse, const v1::Marking& marking,
                 const Context& in) {
  for (const v1::Marking& told : grounds::MarkingsOf(lapse, in.tables)) {
    if (Covers(marking, told, in.vocabularies, in.at.recorded_at)) continue;
    return absl::StrCat("assessment ", lapse.assessment_id(),
                        " no longer carries it; why is marked higher than "
                        "this tasking");
  }
  return lapse.reason();
}

// What the row takes from the grounds.
void Refresh(const std::string& tasking_id, const Context& in) {
  Tables& tables = in.tables;
  const grounds::TaskingState* tasking =
      tables.Get(grounds::kTaskings, tasking_id);
  if (tasking == nullptr) return;
  tables.Change(kTaskings, tasking_id, [&](v1::TaskingRow& row) {
    row.set_tasking_id(tasking_id);
    row.set_state(tasking->state());
    *row.mutable_justification() = tasking->justification();
    *row.mutable_marking() = tasking->marking();
    row.set_justification_lapsed(tasking->lapses_size() > 0);
    row.set_lapse_reason(
        absl::StrJoin(tasking->lapses(), "; ",
                      [&](std::string* out, const grounds::Lapse& lapse) {
                        out->append(Tell(lapse, tasking->marking(), in));
                      }));
  });
}

void CountOutcome(const std::string& outcome_id, const std::string& tasking_id,
                  Tables& tables) {
  std::string before;
  tables.Change(kOutcomes, outcome_id, [&](OutcomeState& outcome) {
    before = outcome.tasking_id();
    outcome.set_tasking_id(tasking_id);
  });
  if (before == tasking_id) return;
  if (!before.empty()) {
    tables.Change(kTaskings, before, [&](v1::TaskingRow& row) {
      auto& ids = *row.mutable_outcome_ids();
      ids.erase(std::remove(ids.begin(), ids.end(), outcome_id), ids.end());
      row.set_outcomes(static_cast<uint32_t>(ids.size()));
    });
  }
  tables.Change(kTaskings, tasking_id, [&](v1::TaskingRow& row) {
    row.add_outcome_ids(outcome_id);
    row.set_outcomes(static_cast<uint32_t>(row.outcome_ids_size()));
  });
}

bool IsAboutATasking(const Event& event) {
  return event.body_case() >= Event::kTaskingProposed &&
         event.body_case() <= Event::kTaskingClosed;
}

void Fold(const Recorded& at, const Vocabularies& vocabularies,
          Tables& tables) {
  const grounds::Shift shift = grounds::Fold(at, vocabularies, tables);
  const Event& event = at.event;
  if (IsAboutATasking(event)) {
    tables.Change(kTaskings, event.stream_id(),
                  [&](v1::TaskingRow& row) { FoldRow(at, row); });
  } else if (event.has_outcome_recorded()) {
    CountOutcome(event.outcome_recorded().outcome_id(),
                 event.outcome_recorded().tasking_id(), tables);
  } else if (event.has_outcome_corrected()) {
    CountOutcome(event.outcome_corrected().outcome_id(),
                 event.outcome_corrected().tasking_id(), tables);
  }
  const Context in = {at, vocabularies, tables};
  for (const std::string& tasking : shift.taskings) Refresh(tasking, in);
}

}  // namespace

Projection TaskingBoard(const Vocabularies& vocabularies) {
  return {.name = "tasking_board",
          .version = 3,
          .tables =
              grounds::WithGrounds({Describe(kTaskings), Describe(kOutcomes)}),
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            Fold(at, vocabularies, tables);
          }};
}

}  // namespace loopledger::tasking_board
