#include "projections/measures/effects.h"

#include "absl/strings/str_cat.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/id_set.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::MeasuredEffectState;
using state::v1::MeasuredFollowersState;
using state::v1::TallyState;

// By outcome id, when it claims a disruption.
constexpr Table<MeasuredEffectState> kEffects{"effects", 11, Keep::kLatest};
// By assessment id.
constexpr Table<MeasuredFollowersState> kFollowers{"followers", 12,
                                                   Keep::kLatest};

Figure All() { return {"M15"}; }

MeasuredEffectState::Counted CountedAs(
    const MeasuredEffectState& effect,
    const MeasuredEffectState::Threat& threat) {
  if (effect.moderated() != "MAJOR" && effect.moderated() != "MODERATE") {
    return MeasuredEffectState::NOT;
  }
  if (!threat.followed()) return MeasuredEffectState::OPEN;
  return threat.next_total() < threat.total() ? MeasuredEffectState::LOWER
                                              : MeasuredEffectState::NOT_LOWER;
}

void Uncount(MeasuredEffectState::Counted counted, const std::string& id,
             TallyState& tally) {
  if (counted == MeasuredEffectState::OPEN) tally.set_open(tally.open() - 1);
  if (counted == MeasuredEffectState::LOWER) tally.set_hits(tally.hits() - 1);
  if (counted == MeasuredEffectState::NOT_LOWER) ForgetException(id, tally);
  if (counted > MeasuredEffectState::OPEN) tally.set_of(tally.of() - 1);
}

void CountIn(MeasuredEffectState::Counted counted, const std::string& id,
             TallyState& tally) {
  if (counted == MeasuredEffectState::OPEN) tally.set_open(tally.open() + 1);
  if (counted == MeasuredEffectState::LOWER) tally.set_hits(tally.hits() + 1);
  if (counted == MeasuredEffectState::NOT_LOWER) NoteException(id, tally);
  if (counted > MeasuredEffectState::OPEN) tally.set_of(tally.of() + 1);
  tally.set_n(tally.of());
}

}  // namespace

void Effects::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kEffects), Describe(kFollowers)});
}

void Effects::Fold() {
  const Event& event = at_.event;
  const std::string& id = event.stream_id();
  switch (event.body_case()) {
    case Event::kOutcomeRecorded:
      return Claimed(event.outcome_recorded());
    case Event::kOutcomeCorrected:
      return Corrected(event.outcome_corrected());
    case Event::kOutcomeModerated:
      return Moderated(id, event.outcome_moderated().level());
    case Event::kOutcomeDisputed:
      return Moderated(id, "");
    case Event::kOutcomeFinalised: {
      const MeasuredEffectState* effect = tables_.Get(kEffects, id);
      if (effect == nullptr) return;
      return Moderated(id, std::string(effect->moderated_last()));
    }
    case Event::kAssessmentPublished:
      return Published(event.assessment_published());
    default:
      return;
  }
}

// The grounds have this record folded; an outcome changes no version.
uint32_t Effects::TotalBefore(const v1::AssessmentRef& ref) {
  const grounds::AssessmentState* assessment =
      tables_.Get(grounds::kAssessments, ref.assessment_id());
  const uint64_t in_force = assessment == nullptr ? 0 : assessment->in_force();
  const state::v1::EditionState* edition = tables_.Get(
      kEditions, grounds::VersionKey(ref.assessment_id(),
                                     in_force == 0 ? ref.version() : in_force));
  return edition == nullptr ? 0 : edition->total();
}

// Told again, it is as it was first told.
template <typename Outcome>
void Effects::Claimed(const Outcome& e) {
  if (e.disruption().level().empty() ||
      tables_.Get(kEffects, e.outcome_id()) != nullptr) {
    return;
  }
  const grounds::TaskingState* tasking =
      tables_.Get(grounds::kTaskings, e.tasking_id());
  if (tasking == nullptr) return;
  MeasuredEffectState effect;
  effect.set_tasking_id(e.tasking_id());
  effect.set_claimed(e.disruption().level());
  IdSet threats;
  const auto refs = tasking->justification();
  for (const v1::AssessmentRef& ref : refs) {
    if (Contains(threats, ref.assessment_id())) continue;
    Include(ref.assessment_id(), threats);
    auto& threat = *effect.add_threats();
    threat.set_assessment_id(ref.assessment_id());
    threat.set_total(TotalBefore(ref));
    Await(ref.assessment_id(), e.outcome_id());
  }
  tables_.Change(kEffects, e.outcome_id(),
                 [&](MeasuredEffectState& self) { self = effect; });
}

void Effects::Await(const std::string& assessment_id,
                    const std::string& outcome_id) {
  tables_.Change(kFollowers, assessment_id,
                 [&](MeasuredFollowersState& followers) {
                   Include(outcome_id, *followers.mutable_outcomes());
                 });
}

void Effects::Corrected(const v1::OutcomeCorrected& e) {
  const MeasuredEffectState* known = tables_.Get(kEffects, e.outcome_id());
  if (known == nullptr) return Claimed(e);
  if (known->claimed() == e.disruption().level()) return;
  tables_.Change(kEffects, e.outcome_id(), [&](MeasuredEffectState& effect) {
    effect.set_claimed(e.disruption().level());
    effect.clear_moderated_last();
  });
  Moderated(e.outcome_id(), "");
}

void Effects::Moderated(const std::string& outcome_id,
                        const std::string& level) {
  if (tables_.Get(kEffects, outcome_id) == nullptr) return;
  tables_.Change(kEffects, outcome_id, [&](MeasuredEffectState& effect) {
    effect.set_moderated(level);
    if (!level.empty()) effect.set_moderated_last(level);
  });
  Recount(outcome_id);
  figures_.Mark(All(), at_.event.marking());
}

void Effects::Published(const v1::AssessmentPublished& e) {
  const MeasuredFollowersState* known =
      tables_.Get(kFollowers, e.assessment_id());
  if (known == nullptr) return;
  const IdSet outcomes = known->outcomes();
  const uint32_t total =
      tables_
          .Get(kEditions, grounds::VersionKey(e.assessment_id(), e.version()))
          ->total();
  tables_.Delete(kFollowers, e.assessment_id());
  for (const std::string& outcome_id : outcomes) {
    tables_.Change(kEffects, outcome_id, [&](MeasuredEffectState& effect) {
      for (auto& threat : *effect.mutable_threats()) {
        if (threat.assessment_id() != e.assessment_id()) continue;
        threat.set_followed(true);
        threat.set_next_total(total);
      }
    });
    Recount(outcome_id);
  }
}

// Counts each of its threats as what it is now.
void Effects::Recount(const std::string& outcome_id) {
  MeasuredEffectState effect = *tables_.Get(kEffects, outcome_id);
  for (auto& threat : *effect.mutable_threats()) {
    const MeasuredEffectState::Counted now = CountedAs(effect, threat);
    const MeasuredEffectState::Counted before = threat.counted();
    if (now == before) continue;
    const std::string id =
        absl::StrCat(outcome_id, "/", threat.assessment_id());
    figures_.About({&threat.assessment_id(), 1}, effect.tasking_id());
    figures_.Count(All(), [&](TallyState& tally) {
      Uncount(before, id, tally);
      CountIn(now, id, tally);
    });
    threat.set_counted(now);
  }
  tables_.Change(kEffects, outcome_id,
                 [&](MeasuredEffectState& self) { self = effect; });
}

}  // namespace loopledger::measures
