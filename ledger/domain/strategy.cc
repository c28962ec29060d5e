#include "ledger/domain/strategy.h"

#include <algorithm>
#include <initializer_list>

#include "ledger/domain/envelope.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/text.h"

namespace loopledger::strategy {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kDraft:
      return {"DRAFT", "add, amend or retire objective, adopt"};
    case Phase::kAdopted:
      return {"ADOPTED", "add, amend or retire objective, supersede, close"};
    case Phase::kClosed:
      return {"CLOSED", "", true};
    case Phase::kSuperseded:
      return {"SUPERSEDED", "", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("strategy", id, NameOf(self.phase), asked);
}

const Objective* FindIn(const State& self, absl::string_view id) {
  for (const Objective& objective : self.objectives) {
    if (id == absl::string_view(objective.id)) return &objective;
  }
  return nullptr;
}

// One that is not there anymore counts as none.
const Objective* Active(const State& self, absl::string_view id) {
  const Objective* objective = FindIn(self, id);
  return objective == nullptr || objective->retired ? nullptr : objective;
}

bool HasObjectives(const State& self) {
  return std::any_of(self.objectives.begin(), self.objectives.end(),
                     [](const Objective& own) { return !own.retired; });
}

Objection CheckObjective(const v1::Objective& objective, const Facts& facts) {
  REFUSE_IF(NeedsText(objective.id(), "objective.id"));
  Codes& codes = facts.call.codes;
  REFUSE_IF(
      codes.Given("strand", "", objective.strand(), {"objective.strand"}));
  REFUSE_IF(codes.Given("layer", "", objective.layer(), {"objective.layer"}));
  if (objective.owner_org().empty() || IsBlank(objective.measure())) {
    const char* field = IsBlank(objective.measure()) ? "objective.measure"
                                                     : "objective.owner_org";
    return Reject(v1::UNMEASURABLE, field,
                  " is missing; an objective has an owner and a measure")
        .At(field);
  }
  REFUSE_IF(organisation::MayReceive(facts.organisations, objective.owner_org(),
                                     facts.call.marking,
                                     {"objective.owner_org"}, facts.call));
  return InOrder(OPTIONAL_FIELD(objective, from), OPTIONAL_FIELD(objective, to),
                 "objective.to");
}

// Live taskings that serve this objective.
std::string LiveOn(absl::string_view objective, const Facts& facts) {
  for (uint32_t i = 0; i < facts.taskings.size(); ++i) {
    const tasking::State& tasking = facts.taskings[i];
    if (tasking::IsLive(tasking.phase) &&
        Contains(tasking.objectives, objective)) {
      return facts.taskings.IdOf(i);
    }
  }
  return "";
}

Refusal InUse(absl::string_view objective, const std::string& tasking,
              absl::string_view remedy) {
  return Reject(v1::OBJECTIVE_IN_USE, "objective ", objective,
                " is served by the live tasking ", tasking, "; ", remedy);
}

// Nothing live may be left without its objective, unless `successor` has it.
Objection NothingLiveOn(const State& self, const State* successor,
                        const Facts& facts, absl::string_view remedy) {
  for (const Objective& objective : self.objectives) {
    if (objective.retired) continue;
    if (successor != nullptr && Active(*successor, objective.id)) continue;
    const std::string tasking = LiveOn(objective.id, facts);
    if (!tasking.empty()) return InUse(objective.id, tasking, remedy);
  }
  return {};
}

// One body has one strategy at a time.
Objection NoOverlap(const State& self, const State* besides,
                    const Facts& facts) {
  for (uint32_t i = 0; i < facts.strategies.size(); ++i) {
    const State& other = facts.strategies[i];
    if (&other == &self || &other == besides) continue;
    if (other.phase != Phase::kAdopted || other.body != self.body) continue;
    if (other.to <= self.from || self.to <= other.from) continue;
    return Reject(v1::STRATEGY_OVERLAP, "strategy ", facts.strategies.IdOf(i),
                  " of ", self.body,
                  " is adopted for part of the same time; supersede it, or "
                  "close it first")
        .At("strategy_id");
  }
  return {};
}

Objection Adoptable(const State& self, absl::string_view id,
                    const State* besides, const Facts& facts) {
  if (!HasObjectives(self)) {
    return Reject(v1::NO_OBJECTIVE, "strategy ", id,
                  " has no objective; add one that has an owner and a measure");
  }
  return NoOverlap(self, besides, facts);
}

void TakeTimes(const v1::Objective& said, Objective& objective) {
  objective.from = said.has_from() ? ToTime(said.from()) : absl::InfinitePast();
  objective.to = said.has_to() ? ToTime(said.to()) : absl::InfiniteFuture();
}

Objection CheckReHome(const State& self, const v1::RetireObjective& cmd,
                      const Facts& facts) {
  if (cmd.re_home().empty()) {
    const std::string tasking = LiveOn(cmd.objective_id(), facts);
    if (tasking.empty()) return {};
    return InUse(cmd.objective_id(), tasking,
                 "say in re_home which objective it serves from now on")
        .At("re_home");
  }
  if (cmd.re_home() != cmd.objective_id() &&
      (Active(self, cmd.re_home()) != nullptr ||
       Stands(cmd.re_home(), facts.strategies))) {
    return {};
  }
  return Reject(v1::DANGLING_REF, "re_home: there is no other objective ",
                cmd.re_home(), " that stands")
      .At("re_home");
}

Refusal NoObjective(absl::string_view id, absl::string_view objective) {
  return Reject(v1::DANGLING_REF, "strategy ", id, " has no objective ",
                objective, ", or it is retired")
      .At("objective_id");
}

}  // namespace

Decision Decide(const State& self, const Facts&, const v1::DraftStrategy& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kAbsent}, "draft"));
  REFUSE_IF(NeedsText(cmd.body(), "body"));
  REFUSE_IF(NeedsText(cmd.title(), "title"));
  REFUSE_IF(InOrder(OPTIONAL_FIELD(cmd, from), OPTIONAL_FIELD(cmd, to), "to"));
  v1::Event event;
  Recast(cmd, *event.mutable_strategy_drafted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AddObjective& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kDraft, Phase::kAdopted},
                     "add objective"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(CheckObjective(cmd.objective(), facts));
  if (self.phase == Phase::kAdopted) REFUSE_IF(NeedsReason(cmd.reason()));
  if (FindIn(self, cmd.objective().id()) != nullptr) {
    return Reject(v1::FIELD_INVALID, "strategy ", cmd.strategy_id(),
                  " has an objective ", cmd.objective().id(),
                  " already; amend that, or give this another id")
        .At("objective.id");
  }
  const State* other = WhoseIs(cmd.objective().id(), facts.strategies);
  if (other != nullptr && other->body != self.body) {
    return Reject(v1::FIELD_INVALID, "objective ", cmd.objective().id(),
                  " is one of ", other->body, "; give this another id")
        .At("objective.id");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_objective_added());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AmendObjective& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kDraft, Phase::kAdopted},
                     "amend objective"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(CheckObjective(cmd.objective(), facts));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (Active(self, cmd.objective().id()) == nullptr) {
    return NoObjective(cmd.strategy_id(), cmd.objective().id());
  }
  v1::Event event;
  Recast(cmd, *event.mutable_objective_amended());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RetireObjective& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kDraft, Phase::kAdopted},
                     "retire objective"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  if (Active(self, cmd.objective_id()) == nullptr) {
    return NoObjective(cmd.strategy_id(), cmd.objective_id());
  }
  REFUSE_IF(CheckReHome(self, cmd, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_objective_retired());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AdoptStrategy& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kDraft}, "adopt"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(session::DecidedInOne(facts.sitting, cmd.decision(), self.body,
                                  facts.call));
  REFUSE_IF(Adoptable(self, cmd.strategy_id(), nullptr, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_strategy_adopted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::SupersedeStrategy& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kAdopted}, "supersede"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(session::DecidedInOne(facts.sitting, cmd.decision(), self.body,
                                  facts.call));
  REFUSE_IF(NeedsText(cmd.by(), "by"));
  const State& successor = facts.strategies.Find(cmd.by());
  if (!IsThereFor(successor.stream, facts.call) ||
      successor.body != self.body) {
    return Reject(v1::DANGLING_REF, "by: ", self.body, " has no strategy ",
                  cmd.by())
        .At("by");
  }
  REFUSE_IF(Requires(successor, cmd.by(), {Phase::kDraft}, "take its place"));
  REFUSE_IF(Adoptable(successor, cmd.by(), &self, facts));
  REFUSE_IF(NothingLiveOn(self, &successor, facts,
                          "retire it with re_home, or carry it on in the "
                          "strategy that takes its place"));
  v1::Event event;
  Recast(cmd, *event.mutable_strategy_superseded());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CloseStrategy& cmd) {
  REFUSE_IF(Requires(self, cmd.strategy_id(), {Phase::kAdopted}, "close"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  REFUSE_IF(NothingLiveOn(self, nullptr, facts,
                          "retire it with re_home, or supersede the strategy"));
  v1::Event event;
  Recast(cmd, *event.mutable_strategy_closed());
  return event;
}

void Evolve(State& self, const v1::Event&, const v1::StrategyDrafted& e) {
  self.phase = Phase::kDraft;
  self.body = e.body();
  if (e.has_from()) self.from = ToTime(e.from());
  if (e.has_to()) self.to = ToTime(e.to());
}

void Evolve(State& self, const v1::Event&, const v1::ObjectiveAdded& e) {
  Objective& objective = self.objectives.emplace_back();
  objective.id = e.objective().id();
  TakeTimes(e.objective(), objective);
}

void Evolve(State& self, const v1::Event&, const v1::ObjectiveAmended& e) {
  for (Objective& objective : self.objectives) {
    if (objective.id == e.objective().id()) TakeTimes(e.objective(), objective);
  }
}

void Evolve(State& self, const v1::Event&, const v1::ObjectiveRetired& e) {
  for (Objective& objective : self.objectives) {
    if (objective.id == e.objective_id()) objective.retired = true;
  }
}

void Evolve(State& self, const v1::Event&, const v1::StrategyAdopted&) {
  self.phase = Phase::kAdopted;
}

void Evolve(State& self, const v1::Event&, const v1::StrategySuperseded&) {
  self.phase = Phase::kSuperseded;
}

void Evolve(State& self, const v1::Event&, const v1::StrategyClosed&) {
  self.phase = Phase::kClosed;
}

void TakePlace(State& self) { self.phase = Phase::kAdopted; }

bool AnyAdopted(const States& strategies) {
  for (uint32_t i = 0; i < strategies.size(); ++i) {
    if (strategies[i].phase == Phase::kAdopted) return true;
  }
  return false;
}

const State* WhoseIs(absl::string_view objective, const States& strategies) {
  const State* found = nullptr;
  for (uint32_t i = 0; i < strategies.size(); ++i) {
    const State& strategy = strategies[i];
    if (FindIn(strategy, objective) == nullptr) continue;
    if (strategy.phase == Phase::kAdopted) return &strategy;
    found = &strategy;
  }
  return found;
}

bool Stands(absl::string_view objective, const States& strategies) {
  const State* strategy = WhoseIs(objective, strategies);
  return strategy != nullptr && strategy->phase == Phase::kAdopted &&
         Active(*strategy, objective) != nullptr;
}

bool InForce(absl::string_view objective, const States& strategies,
             absl::Time at) {
  for (uint32_t i = 0; i < strategies.size(); ++i) {
    const State& strategy = strategies[i];
    if (strategy.phase != Phase::kAdopted) continue;
    if (at < strategy.from || at >= strategy.to) continue;
    const Objective* own = Active(strategy, objective);
    if (own != nullptr && own->from <= at && at < own->to) return true;
  }
  return false;
}

}  // namespace loopledger::strategy
