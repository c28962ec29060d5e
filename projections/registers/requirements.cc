#include "projections/registers/requirements.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "loopledger/state/v1/registers.pb.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/moment.h"
#include "projections/grounds/timers.h"
#include "projections/registers/telling.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::IdsState;
using state::v1::SoughtState;
using state::v1::TimerState;
using Steps = google::protobuf::RepeatedPtrField<v1::Collection>;

constexpr char kLate[] = "LATE";
constexpr char kCold[] = "COLD";
constexpr uint32_t kColdAfterDays = 30;

constexpr TimerTable kTimers{"timers", 2, Keep::kResident};
// By requirement id.
constexpr Table<SoughtState> kSought{"sought", 3, Keep::kLatest};
// By report id, until it is accepted or rejected: the requirements it is for.
constexpr Table<IdsState> kPending{"pending", 4, Keep::kResident};
// By type/id of a thing: the requirements whose rows tell of it.
constexpr Table<IdsState> kTold{"told", 5, Keep::kLatest};

void SetPlan(const Steps& steps, v1::RequirementRow& row) {
  row.clear_plan();
  for (const v1::Collection& step : steps) {
    v1::OrganisationPlan* of = nullptr;
    for (v1::OrganisationPlan& known : *row.mutable_plan()) {
      if (known.org() == step.org()) of = &known;
    }
    if (of == nullptr) of = row.add_plan();
    of->set_org(step.org());
    *of->add_steps() = step;
  }
}

// Folds one record.
class Folder {
 public:
  explicit Folder(const Telling& in)
      : in_(in), event_(in.at.event), timers_(kTimers, in.at, in.tables) {}

  void Fold();

 private:
  void FoldReport();
  void FoldRequirement();
  void Raised(const v1::RequirementRaised& e, v1::RequirementRow& row);
  void Moved(v1::RequirementRow& row) const;
  void Ended(const char* state, const std::string& note,
             v1::RequirementRow& row) const;
  void Named();
  void Link(const std::string& report, const std::string& requirement);
  void Tell(const char* type, const std::string& id,
            const std::string& requirement);
  void RaiseRows(const char* type);
  void Await(const std::string& id);
  void Passed(const Timers::Passed& passed);
  uint32_t ColdAfterDays() const;

  const Telling in_;
  const Event& event_;
  Timers timers_;
};

void Folder::Fold() {
  if (IsWithin(event_, Event::kReportSubmitted, Event::kReportWithdrawn)) {
    FoldReport();
  } else if (IsWithin(event_, Event::kAssessmentDrafted,
                      Event::kJudgementResolved)) {
    if (event_.has_assessment_drafted()) Named();
    RaiseRows("assessment");
  } else if (IsWithin(event_, Event::kTaskingProposed, Event::kTaskingClosed)) {
    RaiseRows("tasking");
  } else if (IsWithin(event_, Event::kRequirementRaised,
                      Event::kRequirementWithdrawn)) {
    FoldRequirement();
  } else if (in_.at.record.has_tick()) {
    while (const auto passed = timers_.Next()) Passed(*passed);
  } else if (in_.at.record.has_ledger_founded()) {
    in_.tables.Change(grounds::kPolicy, grounds::kPolicyKey,
                      [&](grounds::PolicyState& policy) {
                        *policy.mutable_policy() =
                            in_.at.record.ledger_founded().policy();
                      });
  }
}

// --- Reports and assessments.

void Folder::FoldReport() {
  const std::string& report = event_.stream_id();
  if (event_.has_report_submitted()) {
    for (const std::string& id : event_.report_submitted().requirement_ids()) {
      if (in_.tables.Get(kRequirements, id) == nullptr) continue;
      in_.tables.Change(kPending, report, [&](IdsState& pending) {
        Include(id, *pending.mutable_ids());
      });
    }
    return;
  }
  if (!event_.has_report_accepted() && !event_.has_report_rejected()) {
    return RaiseRows("report");
  }
  const IdsState* pending = in_.tables.Get(kPending, report);
  if (pending == nullptr) return;
  const IdSet requirements = pending->ids();
  in_.tables.Delete(kPending, report);
  if (event_.has_report_rejected()) return;
  for (const std::string& id : requirements) Link(report, id);
}

// An accepted report keeps the requirement warm.
void Folder::Link(const std::string& report, const std::string& requirement) {
  Tell("report", report, requirement);
  in_.tables.Change(kRequirements, requirement, [&](v1::RequirementRow& row) {
    Cover(event_.marking(), in_, *row.mutable_marking());
    ShowNewest(report, *row.mutable_linked_reports());
    row.set_linked_reports_count(row.linked_reports_count() + 1);
    *row.mutable_warm_at() = MomentOf(in_.at.recorded_at);
  });
  Await(requirement);
}

// A draft names it for its gaps.
void Folder::Named() {
  const v1::AssessmentDrafted& e = event_.assessment_drafted();
  for (const std::string& id : e.gap_requirement_ids()) {
    if (in_.tables.Get(kRequirements, id) == nullptr) continue;
    IdSet all;
    in_.tables.Change(kSought, id, [&](SoughtState& sought) {
      Include(e.assessment_id(), *sought.mutable_named_by());
      all = sought.named_by();
    });
    in_.tables.Change(kRequirements, id, [&](v1::RequirementRow& row) {
      ShowFirst(all, *row.mutable_named_by());
      row.set_named_by_count(static_cast<uint32_t>(all.size()));
    });
    Tell("assessment", e.assessment_id(), id);
  }
}

void Folder::Tell(const char* type, const std::string& id,
                  const std::string& requirement) {
  in_.tables.Change(kTold, absl::StrCat(type, "/", id), [&](IdsState& told) {
    Include(requirement, *told.mutable_ids());
  });
}

void Folder::RaiseRows(const char* type) {
  if (!event_.has_marking()) return;
  const IdsState* known =
      in_.tables.Get(kTold, absl::StrCat(type, "/", event_.stream_id()));
  if (known == nullptr) return;
  const IdSet requirements = known->ids();
  for (const std::string& id : requirements) {
    in_.tables.Change(kRequirements, id, [&](v1::RequirementRow& row) {
      Cover(event_.marking(), in_, *row.mutable_marking());
    });
  }
}

// --- Requirements.

void Folder::FoldRequirement() {
  const std::string& id = event_.stream_id();
  in_.tables.Change(kRequirements, id, [&](v1::RequirementRow& row) {
    row.set_requirement_id(id);
    Cover(event_.marking(), in_, *row.mutable_marking());
    if (event_.has_requirement_raised()) {
      Raised(event_.requirement_raised(), row);
    } else {
      Moved(row);
    }
  });
  const v1::RequirementRow row = *in_.tables.Get(kRequirements, id);
  in_.tables.Change(kSought, id, [&](SoughtState& sought) {
    sought.set_open(row.state() == "AGREED" ||
                    (sought.open() &&
                     (row.state() == "COLLECTING" || row.state() == "PARTLY")));
  });
  if (event_.has_requirement_raised()) {
    for (const v1::AssessmentRef& ref : row.assessments()) {
      Tell("assessment", ref.assessment_id(), id);
    }
    for (const std::string& tasking : row.tasking_ids()) {
      Tell("tasking", tasking, id);
    }
  }
  Await(id);
}

void Folder::Raised(const v1::RequirementRaised& e, v1::RequirementRow& row) {
  row.set_state("RAISED");
  row.set_question(e.question());
  row.set_owner_org(event_.actor().org());
  row.set_owner_body(e.owner_body());
  if (e.has_needed_by()) *row.mutable_needed_by() = e.needed_by();
  row.set_satisfaction_test(e.satisfaction_test());
  *row.mutable_assessments() = e.assessments();
  *row.mutable_priority_ids() = e.priority_ids();
  *row.mutable_tasking_ids() = e.tasking_ids();
  SetPlan(e.collection_plan(), row);
  *row.mutable_raised_at() = MomentOf(in_.at.recorded_at);
}

void Folder::Moved(v1::RequirementRow& row) const {
  switch (event_.body_case()) {
    case Event::kRequirementAgreed:
      row.set_state("AGREED");
      *row.mutable_agreed_at() = MomentOf(in_.at.recorded_at);
      *row.mutable_warm_at() = row.agreed_at();
      if (event_.requirement_agreed().collection_plan_size() > 0) {
        SetPlan(event_.requirement_agreed().collection_plan(), row);
      }
      return;
    case Event::kCollectionBegun:
      row.set_state("COLLECTING");
      row.set_note(event_.collection_begun().note());
      return;
    case Event::kRequirementPartlySatisfied:
      row.set_state("PARTLY");
      row.mutable_satisfied_by()->MergeFrom(
          event_.requirement_partly_satisfied().answers());
      row.set_remaining(event_.requirement_partly_satisfied().remaining());
      break;
    case Event::kRequirementSatisfied:
      row.mutable_satisfied_by()->MergeFrom(
          event_.requirement_satisfied().answers());
      row.clear_remaining();
      return Ended("SATISFIED", event_.requirement_satisfied().note(), row);
    case Event::kRequirementClosedUnmet:
      return Ended("CLOSED_UNMET", event_.requirement_closed_unmet().reason(),
                   row);
    case Event::kRequirementWithdrawn:
      return Ended("WITHDRAWN", event_.requirement_withdrawn().reason(), row);
    default:
      return;
  }
}

void Folder::Ended(const char* state, const std::string& note,
                   v1::RequirementRow& row) const {
  row.set_state(state);
  row.set_note(note);
  *row.mutable_ended_at() = MomentOf(in_.at.recorded_at);
}

// --- Time.

uint32_t Folder::ColdAfterDays() const {
  const auto* known = in_.tables.Get(grounds::kPolicy, grounds::kPolicyKey);
  const uint32_t days =
      known == nullptr ? 0 : known->policy().cold_after_days();
  return days == 0 ? kColdAfterDays : days;
}

// Sets the deadlines to what the row asks for; what moves ends being late.
void Folder::Await(const std::string& id) {
  const v1::RequirementRow row = *in_.tables.Get(kRequirements, id);
  bool late_moved = false;
  bool cold_moved = false;
  in_.tables.Change(kSought, id, [&](SoughtState& sought) {
    const bool due = sought.open() && row.has_needed_by();
    const int64_t late_from = due ? MicrosOf(row.needed_by()) + 1 : 0;
    const int64_t cold_from =
        sought.open()
            ? MicrosOf(row.warm_at()) + ColdAfterDays() * kMicrosPerDay + 1
            : 0;
    TimerState timer;
    timer.set_subject_id(id);
    timer.set_what(kLate);
    late_moved = late_from != sought.late_from();
    sought.set_late_from(timers_.Move(sought.late_from(), late_from,
                                      absl::StrCat(id, "/", kLate), timer));
    timer.set_what(kCold);
    cold_moved = cold_from != sought.cold_from();
    sought.set_cold_from(timers_.Move(sought.cold_from(), cold_from,
                                      absl::StrCat(id, "/", kCold), timer));
  });
  if (!late_moved && !cold_moved) return;
  in_.tables.Change(kRequirements, id, [&](v1::RequirementRow& self) {
    if (late_moved) {
      self.set_late(false);
      self.clear_late_since();
    }
    if (cold_moved) {
      self.set_cold(false);
      self.clear_cold_since();
    }
  });
}

void Folder::Passed(const Timers::Passed& passed) {
  const bool cold = passed.late.what() == kCold;
  in_.tables.Change(kRequirements, passed.late.subject_id(),
                    [&](v1::RequirementRow& row) {
                      if (cold) {
                        row.set_cold(true);
                        *row.mutable_cold_since() = MomentOf(passed.deadline);
                      } else {
                        row.set_late(true);
                        *row.mutable_late_since() = MomentOf(passed.deadline);
                      }
                    });
}

}  // namespace

Projection Requirements(const Vocabularies& vocabularies) {
  return {.name = "requirements",
          .version = 1,
          .tables = {Describe(kRequirements), Describe(kTimers),
                     Describe(kSought), Describe(kPending), Describe(kTold),
                     Describe(grounds::kPolicy)},
          .fold = [&vocabularies](const Recorded& at, Tables& tables) {
            Folder({at, vocabularies, tables}).Fold();
          }};
}

}  // namespace loopledger::registers
