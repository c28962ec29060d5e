#include "ledger/domain/alignment.h"

#include "absl/strings/str_cat.h"
#include "ledger/domain/marking.h"

namespace loopledger::tasking {
namespace {

Refusal Dangling(const Field& field, absl::string_view kind,
                 const std::string& id) {
  return Reject(v1::DANGLING_REF, field.Text(), ": there is no ", kind, " ", id)
      .At(field.Text());
}

Objection CheckObjective(const std::string& id, const Field& field,
                         const Facts& facts) {
  const strategy::State* strategy = strategy::WhoseIs(id, facts.strategies);
  if (strategy == nullptr || !IsThereFor(strategy->stream, facts.call)) {
    return Dangling(field, "objective", id);
  }
  return AtLeast(facts.markings[strategy->stream.marking],
                 absl::StrCat("the strategy of objective ", id), facts.call);
}

Objection CheckPriority(const std::string& id, const Field& field,
                        const Facts& facts) {
  const control::State* control =
      control::WhoseIs(id, facts.controls, facts.call.stamp.recorded_at);
  if (control == nullptr || !IsThereFor(control->stream, facts.call)) {
    return Dangling(field, "priority", id);
  }
  return AtLeast(facts.markings[control->stream.marking],
                 absl::StrCat("the control strategy of priority ", id),
                 facts.call);
}

bool AnyInForce(const Serving& serving, const Facts& facts) {
  const absl::Time now = facts.call.stamp.recorded_at;
  for (const std::string& id : serving.objectives) {
    if (strategy::InForce(id, facts.strategies, now)) return true;
  }
  for (const std::string& id : serving.priorities) {
    if (control::InForce(id, facts.controls, now)) return true;
  }
  return false;
}

}  // namespace

Objection CheckAligned(const Serving& serving, const Facts& facts) {
  if (!strategy::AnyAdopted(facts.strategies) &&
      !control::AnyAgreed(facts.controls)) {
    return {};
  }
  for (int i = 0; i < serving.objectives.size(); ++i) {
    REFUSE_IF(
        CheckObjective(serving.objectives[i], {"objective_ids", i}, facts));
  }
  for (int i = 0; i < serving.priorities.size(); ++i) {
    REFUSE_IF(CheckPriority(serving.priorities[i], {"priority_ids", i}, facts));
  }
  if (serving.urgent || AnyInForce(serving, facts)) return {};
  return Reject(v1::OFF_STRATEGY,
                "it serves no objective and no priority that is in force; name "
                "one, or say that it is urgent")
      .At("objective_ids");
}

}  // namespace loopledger::tasking
