#include "projections/questions.h"

#include "absl/container/btree_set.h"
#include "projections/feedback_loop.h"
#include "projections/high_water.h"
#include "projections/id_set.h"
#include "projections/moment.h"

namespace loopledger::feedback_loop {
namespace {

using Event = v1::Event;
using state::v1::AskedState;
using state::v1::LinkedState;
using state::v1::RequirementState;
using state::v1::TimerState;

constexpr char kUnmet[] = "M10";
constexpr char kCold[] = "COLD";
constexpr uint32_t kColdAfterDays = 30;

// By requirement id.
constexpr Table<RequirementState> kRequirements{"requirements", 8,
                                                Keep::kLatest};
// By report id, until it is accepted or rejected: the requirements it is for.
constexpr Table<LinkedState> kLinked{"linked", 9, Keep::kLatest};
// By assessment id: who asks about it.
constexpr Table<AskedState> kAsked{"asked", 10, Keep::kLatest};

}  // namespace

void Questions::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(),
             {Describe(kRequirements), Describe(kLinked), Describe(kAsked)});
}

void Questions::Fold(const grounds::Shift& shift) {
  FoldReport();
  FoldRequirement();
  const absl::btree_set<std::string> assessments(shift.assessments.begin(),
                                                 shift.assessments.end());
  for (const std::string& assessment : assessments) {
    const AskedState* asked = tables_.Get(kAsked, assessment);
    if (asked == nullptr) continue;
    const IdSet requirements = asked->requirements();
    for (const std::string& id : requirements) RefreshBoth(id);
  }
}

// A requirement is warm while reports that are linked to it are accepted.
void Questions::FoldReport() {
  const Event& event = at_.event;
  const std::string& report_id = event.stream_id();
  if (event.has_report_submitted()) {
    for (const std::string& id : event.report_submitted().requirement_ids()) {
      const RequirementState* known = tables_.Get(kRequirements, id);
      if (known == nullptr || known->raised_position() == 0) continue;
      tables_.Change(kLinked, report_id, [&](LinkedState& linked) {
        Include(id, *linked.mutable_requirements());
      });
    }
  } else if (event.has_report_accepted() || event.has_report_rejected()) {
    const LinkedState* linked = tables_.Get(kLinked, report_id);
    if (linked == nullptr) return;
    const IdSet requirements = linked->requirements();
    tables_.Delete(kLinked, report_id);
    if (event.has_report_rejected()) return;
    for (const std::string& id : requirements) {
      tables_.Change(kRequirements, id, [&](RequirementState& requirement) {
        requirement.set_warm_at(at_.recorded_at);
        requirement.set_warm_position(at_.position);
      });
      Await(id);
    }
  }
}

void Questions::FoldRequirement() {
  const Event& event = at_.event;
  if (event.body_case() < Event::kRequirementRaised ||
      event.body_case() > Event::kRequirementWithdrawn) {
    return;
  }
  const std::string& id = event.stream_id();
  tables_.Change(kRequirements, id, [&](RequirementState& requirement) {
    if (event.has_marking()) {
      RaiseTo(event.marking(), vocabularies_, at_.recorded_at,
              *requirement.mutable_marking());
    }
    Take(requirement);
  });
  const RequirementState requirement = *tables_.Get(kRequirements, id);
  for (const std::string& assessment : requirement.assessments()) {
    Ask(id, assessment, requirement.open());
  }
  Await(id);
}

void Questions::Take(RequirementState& requirement) const {
  const Event& event = at_.event;
  switch (event.body_case()) {
    case Event::kRequirementRaised: {
      const v1::RequirementRaised& e = event.requirement_raised();
      requirement.set_question(e.question());
      requirement.set_owner_org(event.actor().org());
      requirement.set_needed_by(MicrosOf(e.needed_by()));
      requirement.set_raised_position(at_.position);
      for (const v1::AssessmentRef& ref : e.assessments()) {
        Include(ref.assessment_id(), *requirement.mutable_assessments());
      }
      return;
    }
    case Event::kRequirementAgreed:
      requirement.set_open(true);
      requirement.set_agreed_position(at_.position);
      requirement.set_warm_at(at_.recorded_at);
      requirement.set_warm_position(at_.position);
      return;
    case Event::kRequirementSatisfied:
    case Event::kRequirementClosedUnmet:
    case Event::kRequirementWithdrawn:
      requirement.set_open(false);
      return;
    default:
      return;  // Collected for, or answered in part: it stays open.
  }
}

// Sets the deadlines of a requirement to what its state asks for.
void Questions::Await(const std::string& requirement_id) {
  tables_.Change(kRequirements, requirement_id, [&](RequirementState& self) {
    const bool due = self.open() && self.needed_by() != 0;
    self.set_late_from(clock_.Move(self.late_from(),
                                   due ? self.needed_by() + 1 : 0,
                                   GapAbout(kUnmet, requirement_id)));
    self.set_cold_from(clock_.Move(
        self.cold_from(),
        self.open()
            ? clock_.After(self.warm_at(), clock_.policy().cold_after_days(),
                           kColdAfterDays)
            : 0,
        GapAbout(kUnmet, requirement_id, kCold)));
  });
  RefreshBoth(requirement_id);
}

void Questions::Ask(const std::string& requirement_id,
                    const std::string& assessment_id, bool open) {
  tables_.Change(kAsked, assessment_id, [&](AskedState& asked) {
    if (open) {
      Include(requirement_id, *asked.mutable_requirements());
    } else {
      Exclude(requirement_id, *asked.mutable_requirements());
    }
  });
}

void Questions::RefreshBoth(const std::string& requirement_id) {
  Refresh(GapAbout(kUnmet, requirement_id));
  Refresh(GapAbout(kUnmet, requirement_id, kCold));
}

void Questions::Refresh(const TimerState& gap) {
  if (gap.metric() != kUnmet) return;
  const std::string gap_id = GapId(gap);
  const RequirementState* requirement =
      tables_.Get(kRequirements, gap.subject_id());
  if (requirement == nullptr || tables_.Get(kGaps, gap_id) == nullptr) return;
  const NamedRequirement named{gap.subject_id(), *requirement};
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    if (gap.what() == kCold) {
      rows_.Cold(named, row);
    } else {
      rows_.Unmet(named, row);
    }
  });
}

}  // namespace loopledger::feedback_loop
