#include "projections/measures/action_waits.h"

#include "absl/container/btree_set.h"
#include "projections/grounds/grounds.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::ActionState;

// By tasking id, from its approval on.
constexpr Table<ActionState> kActions{"actions", 6, Keep::kLatest};

Figure All() { return {"M6"}; }

// The wait that ends the step.
Figure FigureOf(ActionState::Step step) {
  switch (step) {
    case ActionState::APPROVED:
      return {"M6", "step", "approve-assign"};
    case ActionState::ASSIGNED:
      return {"M6", "step", "assign-accept"};
    default:
      return {"M6", "step", "accept-start"};
  }
}

}  // namespace

void ActionWaits::AddTables(std::vector<TableInfo>& own) {
  own.push_back(Describe(kActions));
}

void ActionWaits::Fold(const grounds::Shift& shift) {
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& id : taskings) Follow(id);
  FoldTasking(at_.event.stream_id());
}

v1::Marking ActionWaits::MarkingOf(const std::string& id) const {
  const grounds::TaskingState* tasking = tables_.Get(grounds::kTaskings, id);
  return tasking == nullptr ? at_.event.marking() : tasking->marking();
}

void ActionWaits::FoldTasking(const std::string& id) {
  switch (at_.event.body_case()) {
    case Event::kTaskingApproved:
      return Approved(id);
    case Event::kTaskingAssigned:
      return Move(id, ActionState::APPROVED, ActionState::ASSIGNED);
    case Event::kTaskingAccepted:
      return Move(id, ActionState::ASSIGNED, ActionState::ACCEPTED);
    case Event::kTaskingDeclined:
      return Move(id, ActionState::ASSIGNED, ActionState::APPROVED);
    case Event::kTaskingStarted:
      return Started(id);
    default:
      return;
  }
}

void ActionWaits::Approved(const std::string& id) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known != nullptr && (known->acted() || known->step() != 0)) return;
  const v1::Marking marking = MarkingOf(id);
  tables_.Change(kActions, id, [&](ActionState& action) {
    action.set_step(ActionState::APPROVED);
    action.set_step_since(at_.recorded_at);
    action.set_approved_at(at_.recorded_at);
    *action.mutable_marking() = marking;
  });
  figures_.Begin(All(), marking);
  figures_.Begin(FigureOf(ActionState::APPROVED), marking);
}

void ActionWaits::Move(const std::string& id, Step from, Step to) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known == nullptr || known->step() != from) return;
  const ActionState action = *known;
  if (to == ActionState::APPROVED) {
    figures_.Ended(FigureOf(from), action.marking());
  } else {
    figures_.Over(FigureOf(from), action.marking(), action.step_since());
  }
  figures_.Begin(FigureOf(to), action.marking());
  tables_.Change(kActions, id, [&](ActionState& self) {
    self.set_step(to);
    self.set_step_since(at_.recorded_at);
  });
}

void ActionWaits::Started(const std::string& id) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known == nullptr || known->step() == ActionState::NONE) return;
  const ActionState action = *known;
  figures_.Over(All(), action.marking(), action.approved_at());
  if (action.step() == ActionState::ACCEPTED) {
    figures_.Over(FigureOf(action.step()), action.marking(),
                  action.step_since());
  } else {
    figures_.Ended(FigureOf(action.step()), action.marking());
  }
  tables_.Change(kActions, id, [](ActionState& self) {
    self.set_step(ActionState::NONE);
    self.set_acted(true);
  });
}

void ActionWaits::Ended(const std::string& id) {
  const ActionState action = *tables_.Get(kActions, id);
  figures_.Ended(All(), action.marking());
  figures_.Ended(FigureOf(action.step()), action.marking());
  tables_.Change(kActions, id,
                 [](ActionState& self) { self.set_step(ActionState::NONE); });
}

// Its marking, and whether it is live, as the grounds have it now.
void ActionWaits::Follow(const std::string& id) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known == nullptr) return;
  const grounds::TaskingState& tasking = *tables_.Get(grounds::kTaskings, id);
  if (known->marking().SerializeAsString() !=
      tasking.marking().SerializeAsString()) {
    const v1::Marking marking = tasking.marking();
    figures_.Mark(All(), marking);
    for (const Step step : {ActionState::APPROVED, ActionState::ASSIGNED,
                            ActionState::ACCEPTED}) {
      figures_.Mark(FigureOf(step), marking);
    }
    tables_.Change(kActions, id, [&](ActionState& action) {
      *action.mutable_marking() = marking;
    });
  }
  if (!tables_.Get(grounds::kTaskings, id)->live() &&
      tables_.Get(kActions, id)->step() != ActionState::NONE) {
    Ended(id);
  }
}

}  // namespace loopledger::measures
