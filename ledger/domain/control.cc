#include "ledger/domain/control.h"

#include <initializer_list>

#include "absl/time/civil_time.h"
#include "ledger/domain/assessment_refs.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/scorecard.h"

namespace loopledger::control {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kProposed:
      return {"PROPOSED", "agree"};
    case Phase::kAgreed:
      return {"AGREED", "raise or lower priority, replace"};
    case Phase::kReplaced:
      return {"REPLACED", "", true};
    case Phase::kInForce:
      return {"IN_FORCE", "raise or lower priority, replace"};
    case Phase::kExpired:
      return {"EXPIRED", "", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id, const Call& call,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  const Phase phase = PhaseAt(self, call.stamp.recorded_at);
  if (IsOneOf(phase, phases)) return {};
  return NotNow("control strategy", id, NameOf(phase), asked);
}

const Priority* FindIn(const State& self, absl::string_view id) {
  for (const Priority& priority : self.priorities) {
    if (id == absl::string_view(priority.id)) return &priority;
  }
  return nullptr;
}

Objection CheckPeriod(const v1::ProposeControlStrategy& cmd) {
  if (!cmd.has_from()) return NeedsText("", "from");
  if (!cmd.has_to()) return NeedsText("", "to");
  REFUSE_IF(InOrder(&cmd.from(), &cmd.to(), "to"));
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilSecond from = absl::ToCivilSecond(ToTime(cmd.from()), utc);
  const absl::Time last = absl::FromCivil(
      absl::CivilSecond(from.year() + 1, from.month(), from.day(), from.hour(),
                        from.minute(), from.second()),
      utc);
  if (ToTime(cmd.to()) <= last) return {};
  return Reject(v1::PERIOD_TOO_LONG, "to ",
                absl::FormatTime(ToTime(cmd.to()), utc),
                " is more than twelve months after from; ",
                absl::FormatTime(last, utc), " would do")
      .At("to");
}

Objection CheckBand(uint32_t band, const std::string& at) {
  if (band >= 1 && band <= kBands) return {};
  return Reject(v1::FIELD_INVALID, at, " is ", band,
                "; bands are 1, the highest, to ", kBands)
      .At(at);
}

// It traces to what is known...
Objection CheckSupport(const v1::Priority& priority, int index,
                       const Facts& facts) {
  const std::string at = Field{"priorities", index, "based_on"}.Text();
  const assessment::States& threats = facts.sitting.threats;
  REFUSE_IF(RefsExist(priority.based_on(), at, threats, facts.call));
  REFUSE_IF(
      RefsCovered(priority.based_on(), threats, facts.markings, facts.call));
  for (const v1::AssessmentRef& ref : priority.based_on()) {
    const assessment::Version& version =
        threats.Find(ref.assessment_id()).At(ref.version());
    if (version.phase == assessment::Phase::kPublished) return {};
  }
  return Reject(v1::PRIORITY_UNSUPPORTED, "priority ", priority.id(),
                " rests on no published version of an assessment; cite one")
      .At(at);
}

// ...and to what is wanted.
Objection CheckAlignment(const v1::Priority& priority, int index,
                         const Facts& facts) {
  const std::string at = Field{"priorities", index, "objective_ids"}.Text();
  for (const std::string& id : priority.objective_ids()) {
    const strategy::State* strategy = strategy::WhoseIs(id, facts.strategies);
    if (strategy != nullptr && IsThereFor(strategy->stream, facts.call)) {
      continue;
    }
    return Reject(v1::DANGLING_REF, at, ": there is no objective ", id).At(at);
  }
  for (const std::string& id : priority.objective_ids()) {
    if (strategy::Stands(id, facts.strategies)) return {};
  }
  return Reject(v1::PRIORITY_UNALIGNED, "priority ", priority.id(),
                " serves no objective of an adopted strategy; name one")
      .At(at);
}

Objection CheckPriority(const v1::ProposeControlStrategy& cmd, int index,
                        const Facts& facts) {
  const v1::Priority& priority = cmd.priorities(index);
  const auto at = [&](absl::string_view rest) {
    return Field{"priorities", index, rest};
  };
  REFUSE_IF(NeedsText(priority.id(), at("id").Text()));
  for (int i = 0; i < index; ++i) {
    if (cmd.priorities(i).id() != priority.id()) continue;
    return Reject(v1::FIELD_INVALID, at("id").Text(), ": ", priority.id(),
                  " stands in it twice")
        .At(at("id").Text());
  }
  REFUSE_IF(facts.call.codes.Given("threat_area", "", priority.threat_area(),
                                   at("threat_area")));
  REFUSE_IF(CheckBand(priority.band(), at("band").Text()));
  REFUSE_IF(NeedsText(priority.owner_org(), at("owner_org").Text()));
  REFUSE_IF(organisation::MayReceive(facts.organisations, priority.owner_org(),
                                     facts.call.marking, at("owner_org"),
                                     facts.call));
  REFUSE_IF(CheckSupport(priority, index, facts));
  return CheckAlignment(priority, index, facts);
}

// One body has one control strategy a layer at a time.
Objection NoOverlap(const State& self, const State* replaced,
                    const Facts& facts) {
  for (uint32_t i = 0; i < facts.controls.size(); ++i) {
    const State& other = facts.controls[i];
    if (&other == &self || &other == replaced) continue;
    if (other.phase != Phase::kAgreed || other.body != self.body ||
        other.layer != self.layer) {
      continue;
    }
    if (other.to <= self.from || self.to <= other.from) continue;
    return Reject(v1::STRATEGY_OVERLAP, "control strategy ",
                  facts.controls.IdOf(i), " of ", self.body,
                  " is agreed for part of the same time; say in replaces that "
                  "this takes its place")
        .At("replaces");
  }
  return {};
}

template <typename Command>
Objection CheckMove(const State& self, const Facts& facts, const Command& cmd,
                    absl::string_view asked) {
  REFUSE_IF(Requires(self, cmd.control_strategy_id(), facts.call,
                     {Phase::kAgreed, Phase::kInForce}, asked));
  REFUSE_IF(session::DecidedInOne(facts.sitting, cmd.decision(), self.body,
                                  facts.call));
  if (FindIn(self, cmd.priority_id()) == nullptr) {
    return Reject(v1::DANGLING_REF, "control strategy ",
                  cmd.control_strategy_id(), " has no priority ",
                  cmd.priority_id())
        .At("priority_id");
  }
  REFUSE_IF(CheckBand(cmd.band(), "band"));
  REFUSE_IF(
      RefsExist(cmd.based_on(), "based_on", facts.sitting.threats, facts.call));
  return RefsCovered(cmd.based_on(), facts.sitting.threats, facts.markings,
                     facts.call);
}

Refusal WrongWay(absl::string_view id, uint32_t from, uint32_t to,
                 absl::string_view way) {
  return Reject(v1::FIELD_INVALID, "priority ", id, " has band ", from,
                "; band ", to, " is not ", way)
      .At("band");
}

void SetBand(State& self, absl::string_view id, uint32_t band) {
  for (Priority& priority : self.priorities) {
    if (id == absl::string_view(priority.id)) priority.band = band;
  }
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::ProposeControlStrategy& cmd) {
  REFUSE_IF(Requires(self, cmd.control_strategy_id(), facts.call,
                     {Phase::kAbsent}, "propose"));
  REFUSE_IF(NeedsText(cmd.body(), "body"));
  REFUSE_IF(facts.call.codes.Given("layer", "", cmd.layer(), {"layer"}));
  REFUSE_IF(CheckPeriod(cmd));
  if (cmd.priorities().empty()) return *NeedsText("", "priorities");
  REFUSE_IF(
      RefsExist(cmd.based_on(), "based_on", facts.sitting.threats, facts.call));
  REFUSE_IF(RefsCovered(cmd.based_on(), facts.sitting.threats, facts.markings,
                        facts.call));
  for (int i = 0; i < cmd.priorities_size(); ++i) {
    REFUSE_IF(CheckPriority(cmd, i, facts));
  }
  v1::Event event;
  Recast(cmd, *event.mutable_control_strategy_proposed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AgreeControlStrategy& cmd) {
  REFUSE_IF(Requires(self, cmd.control_strategy_id(), facts.call,
                     {Phase::kProposed}, "agree"));
  REFUSE_IF(session::DecidedInOne(facts.sitting, cmd.decision(), self.body,
                                  facts.call));
  REFUSE_IF(AnotherThan(self.proposer, facts.call, "proposed", "agree to it"));
  const State* replaced = nullptr;
  if (!cmd.replaces().empty()) {
    replaced = &facts.controls.Find(cmd.replaces());
    if (!IsThereFor(replaced->stream, facts.call) ||
        replaced->body != self.body || replaced->layer != self.layer) {
      return Reject(v1::DANGLING_REF, "replaces: ", self.body,
                    " has no control strategy ", cmd.replaces(),
                    " of this layer")
          .At("replaces");
    }
    REFUSE_IF(Requires(*replaced, cmd.replaces(), facts.call,
                       {Phase::kAgreed, Phase::kInForce}, "replace"));
  }
  REFUSE_IF(NoOverlap(self, replaced, facts));
  v1::Event event;
  Recast(cmd, *event.mutable_control_strategy_agreed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RaisePriority& cmd) {
  REFUSE_IF(CheckMove(self, facts, cmd, "raise priority"));
  const uint32_t band = FindIn(self, cmd.priority_id())->band;
  if (cmd.band() >= band) {
    return WrongWay(cmd.priority_id(), band, cmd.band(), "higher");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_priority_raised());
  event.mutable_priority_raised()->set_from_band(band);
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::LowerPriority& cmd) {
  REFUSE_IF(CheckMove(self, facts, cmd, "lower priority"));
  const uint32_t band = FindIn(self, cmd.priority_id())->band;
  if (cmd.band() <= band) {
    return WrongWay(cmd.priority_id(), band, cmd.band(), "lower");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_priority_lowered());
  event.mutable_priority_lowered()->set_from_band(band);
  return event;
}

void Evolve(State& self, const v1::Event& event,
            const v1::ControlStrategyProposed& e) {
  self.proposer = ActorOf(event);
  self.phase = Phase::kProposed;
  self.body = e.body();
  self.layer = e.layer();
  self.from = ToTime(e.from());
  self.to = ToTime(e.to());
  for (const v1::Priority& priority : e.priorities()) {
    self.priorities.push_back({priority.id(), priority.band()});
  }
}

void Evolve(State& self, const v1::Event&, const v1::ControlStrategyAgreed&) {
  self.phase = Phase::kAgreed;
}

void Evolve(State& self, const v1::Event&, const v1::PriorityRaised& e) {
  SetBand(self, e.priority_id(), e.band());
}

void Evolve(State& self, const v1::Event&, const v1::PriorityLowered& e) {
  SetBand(self, e.priority_id(), e.band());
}

void Replaced(State& self) { self.phase = Phase::kReplaced; }

Phase PhaseAt(const State& self, absl::Time at) {
  if (self.phase != Phase::kAgreed || at < self.from) return self.phase;
  return at < self.to ? Phase::kInForce : Phase::kExpired;
}

bool AnyAgreed(const States& controls) {
  for (uint32_t i = 0; i < controls.size(); ++i) {
    if (controls[i].phase == Phase::kAgreed) return true;
  }
  return false;
}

const State* WhoseIs(absl::string_view priority, const States& controls,
                     absl::Time at) {
  const State* found = nullptr;
  for (uint32_t i = 0; i < controls.size(); ++i) {
    if (FindIn(controls[i], priority) == nullptr) continue;
    found = &controls[i];
    if (PhaseAt(*found, at) == Phase::kInForce) return found;
  }
  return found;
}

bool InForce(absl::string_view priority, const States& controls,
             absl::Time at) {
  const State* control = WhoseIs(priority, controls, at);
  return control != nullptr && PhaseAt(*control, at) == Phase::kInForce;
}

}  // namespace loopledger::control
