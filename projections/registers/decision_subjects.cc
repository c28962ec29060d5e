// What is decided on besides taskings.
#include <string>

#include "absl/strings/str_cat.h"
#include "projections/registers/decision_folder.h"

namespace loopledger::registers {

using Refs = DecisionRefs;
using state::v1::SittingState;
using state::v1::SubjectState;

std::string DecisionFolder::OnStream(const char* what, const char* type,
                                     const v1::DecisionRecord& record,
                                     const Refs* based_on) {
  const std::string id =
      absl::StrCat(type, "/", event_.stream_id(), "@", event_.stream_version());
  Taken taken = {.what = what,
                 .type = type,
                 .subject = event_.stream_id(),
                 .record = record,
                 .session = record.session()};
  if (based_on != nullptr) taken.more.push_back({based_on, "BASIS"});
  Write(id, taken);
  return id;
}

void DecisionFolder::FoldStrategy() {
  ChangeSubject(kStrategy, [&](SubjectState& subject) {
    if (!event_.has_strategy_drafted()) return;
    subject.set_title(event_.strategy_drafted().title());
    subject.set_body(event_.strategy_drafted().body());
  });
  if (event_.has_strategy_adopted()) {
    OnStream("ADOPTED", kStrategy, event_.strategy_adopted().decision());
  } else if (event_.has_strategy_superseded()) {
    OnStream("SUPERSEDED", kStrategy, event_.strategy_superseded().decision());
  }
}

void DecisionFolder::FoldControl() {
  ChangeSubject(kControl, [&](SubjectState& subject) {
    if (!event_.has_control_strategy_proposed()) return;
    const auto& e = event_.control_strategy_proposed();
    subject.set_title(e.title());
    subject.set_body(e.body());
    *subject.mutable_justification() = e.based_on();
    for (const v1::Priority& priority : e.priorities()) {
      subject.mutable_justification()->MergeFrom(priority.based_on());
    }
  });
  if (event_.has_control_strategy_agreed()) {
    OnStream("AGREED", kControl, event_.control_strategy_agreed().decision());
  } else if (event_.has_priority_raised()) {
    const v1::PriorityRaised& e = event_.priority_raised();
    OnStream("RAISED", kControl, e.decision(), &e.based_on());
  } else if (event_.has_priority_lowered()) {
    const v1::PriorityLowered& e = event_.priority_lowered();
    OnStream("LOWERED", kControl, e.decision(), &e.based_on());
  }
}

void DecisionFolder::FoldSession() {
  const std::string& id = event_.stream_id();
  in_.tables.Change(kSittings, id, [&](SittingState& sitting) {
    Cover(event_.marking(), in_, *sitting.mutable_marking());
    if (event_.has_session_called()) {
      sitting.set_body(event_.session_called().body());
      sitting.set_chair_org(event_.session_called().chair_org());
      sitting.set_chair_person(event_.session_called().chair_person());
    } else if (event_.has_session_opened()) {
      sitting.set_chair_org(event_.actor().org());
      sitting.set_chair_person(event_.actor().person());
    }
  });
  if (!event_.has_decision_recorded()) return;
  const v1::DecisionRecorded& e = event_.decision_recorded();
  const std::string decision_id = absl::StrCat(id, "/", e.decision_id());
  Write(decision_id, {.what = e.decision().c_str(),
                      .type = "session",
                      .subject = e.decision_id(),
                      .record = e.record(),
                      .session = id,
                      .more = {{&e.assessments(), "SUBJECT"}}});
  ChangeRow(decision_id, [&](v1::DecisionRow& row) {
    row.set_title(e.subject());
    row.set_to_body(e.to_body());
  });
}

}  // namespace loopledger::registers
