#include "projections/registers/strategy.h"

#include <string>

#include "absl/time/time.h"
#include "projections/registers/strategy_folder.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::IdsState;
using state::v1::OutcomeToldState;
using state::v1::ServesState;

void CountOutcome(bool more, v1::BalanceRow& row) {
  row.set_outcomes(more ? row.outcomes() + 1 : row.outcomes() - 1);
}

}  // namespace

void StrategyFolder::Fold() {
  if (IsWithin(event_, Event::kAssessmentDrafted, Event::kJudgementResolved)) {
    FoldAssessment();
  } else if (IsWithin(event_, Event::kTaskingProposed, Event::kTaskingClosed)) {
    FoldTasking();
  } else if (IsWithin(event_, Event::kOutcomeRecorded,
                      Event::kOutcomeCorrected)) {
    FoldOutcome();
  } else if (IsWithin(event_, Event::kStrategyDrafted,
                      Event::kPriorityLowered)) {
    FoldAims();
  } else if (in_.at.record.has_tick()) {
    Ticked();
  } else if (in_.at.record.has_ledger_founded()) {
    Founded();
  }
}

// A strand on which nothing is done is told of too: the four of the strategy,
// which stand for others, and each layer.
void StrategyFolder::Founded() {
  const absl::Time now = absl::FromUnixMicros(in_.at.recorded_at);
  if (const auto* strands = in_.vocabularies.InForce("strand", now)) {
    for (const v1::Term& term : strands->terms()) {
      if (term.same_as_size() > 0) Raise(kStrands, term.code(), {});
    }
  }
  if (const auto* layers = in_.vocabularies.InForce("layer", now)) {
    for (const v1::Term& term : layers->terms())
      Raise(kLayers, term.code(), {});
  }
}

// A correction says the outcome anew.
void StrategyFolder::FoldOutcome() {
  const std::string& id = event_.stream_id();
  const OutcomeToldState* known = in_.tables.Get(kOutcomes, id);
  const OutcomeToldState before =
      known == nullptr ? OutcomeToldState() : *known;
  OutcomeToldState now = before;
  Cover(event_.marking(), in_, *now.mutable_marking());
  const auto say = [&](const auto& e) {
    const ServesState* tasking = in_.tables.Get(kServes, e.tasking_id());
    now.set_strand(e.strand());
    now.clear_layer();
    if (tasking == nullptr) return;
    if (e.strand().empty()) now.set_strand(tasking->strand());
    now.set_layer(tasking->layer());
  };
  if (event_.has_outcome_recorded()) say(event_.outcome_recorded());
  if (event_.has_outcome_corrected()) say(event_.outcome_corrected());
  if (now.SerializeAsString() == before.SerializeAsString()) return;
  in_.tables.Change(kOutcomes, id, [&](OutcomeToldState& self) { self = now; });
  BalanceBoth(before, before.marking(),
              [](v1::BalanceRow& row) { CountOutcome(false, row); });
  BalanceBoth(now, now.marking(),
              [](v1::BalanceRow& row) { CountOutcome(true, row); });
}

void StrategyFolder::FoldAssessment() {
  if (!event_.has_marking()) return;
  const IdsState* known = in_.tables.Get(kBases, event_.stream_id());
  if (known == nullptr) return;
  const IdSet priorities = known->ids();
  for (const std::string& key : priorities) {
    in_.tables.Change(kPriorities, key, [&](v1::PriorityRow& row) {
      Cover(event_.marking(), in_, *row.mutable_marking());
    });
  }
}

Projection Strategy(const Vocabularies& vocabularies) {
  return {.name = "strategy",
          .version = 2,
          .tables = {Describe(kObjectives), Describe(kPriorities),
                     Describe(kStrands), Describe(kLayers),
                     Describe(kStrategyTimers), Describe(kDirection),
                     Describe(kPlans), Describe(kServes), Describe(kServers),
                     Describe(kNamers), Describe(kOutcomes), Describe(kBases)},
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            StrategyFolder({at, vocabularies, tables}).Fold();
          }};
}

}  // namespace loopledger::registers
