#include "projections/measures/action_waits.h"

#include "absl/container/btree_set.h"
#include "projections/grounds/grounds.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::ActionState;

// By tasking id, from its approval on.
constexpr Table<ActionState> kActions{"actions", 8, Keep::kLatest};

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
  tables_.Change(kActions, id, [&](ActionState& action) {
    action.set_step(ActionState::APPROVED);
    action.set_step_since(at_.recorded_at);
    action.set_approved_at(at_.recorded_at);
  });
  figures_.About({}, id);
  figures_.Begin(All());
  figures_.Begin(FigureOf(ActionState::APPROVED));
}

void ActionWaits::Move(const std::string& id, Step from, Step to) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known == nullptr || known->step() != from) return;
  const int64_t wait = at_.recorded_at - known->step_since();
  figures_.About({}, id);
  if (to == ActionState::APPROVED) {
    figures_.Ended(FigureOf(from));
  } else {
    figures_.Over(FigureOf(from), wait);
  }
  figures_.Begin(FigureOf(to));
  tables_.Change(kActions, id, [&](ActionState& self) {
    self.set_step(to);
    self.set_step_since(at_.recorded_at);
  });
}

void ActionWaits::Started(const std::string& id) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known == nullptr || known->step() == ActionState::NONE) return;
  const ActionState action = *known;
  figures_.About({}, id);
  figures_.Over(All(), at_.recorded_at - action.approved_at());
  if (action.step() == ActionState::ACCEPTED) {
    figures_.Over(FigureOf(action.step()),
                  at_.recorded_at - action.step_since());
  } else {
    figures_.Ended(FigureOf(action.step()));
  }
  tables_.Change(kActions, id, [](ActionState& self) {
    self.set_step(ActionState::NONE);
    self.set_acted(true);
  });
}

void ActionWaits::Follow(const std::string& id) {
  const ActionState* known = tables_.Get(kActions, id);
  if (known == nullptr || known->step() == ActionState::NONE ||
      tables_.Get(grounds::kTaskings, id)->live()) {
    return;
  }
  const Step step = known->step();
  figures_.About({}, id);
  figures_.Ended(All());
  figures_.Ended(FigureOf(step));
  tables_.Change(kActions, id,
                 [](ActionState& self) { self.set_step(ActionState::NONE); });
}

}  // namespace loopledger::measures
