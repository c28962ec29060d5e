#include "projections/gaps/questions.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "projections/gaps/feedback_loop.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

using Event = v1::Event;
using state::v1::AskedState;
using state::v1::DraftGapsState;
using state::v1::LinkedState;
using state::v1::RequirementState;
using state::v1::TimerState;

constexpr char kUnmet[] = "M10";
constexpr char kCold[] = "COLD";
constexpr char kWorried[] = "M13";
constexpr uint32_t kColdAfterDays = 30;
// Of confidence: "Low".
constexpr uint32_t kLowestRank = 1;

// By requirement id.
constexpr Table<RequirementState> kRequirements{"requirements", 8,
                                                Keep::kLatest};
// By report id, until it is accepted or rejected: the requirements it is for.
constexpr Table<LinkedState> kLinked{"linked", 9, Keep::kLatest};
// By assessment id: who asks about it.
constexpr Table<AskedState> kAsked{"asked", 10, Keep::kLatest};
// By assessment/version: the requirements that a draft names for its gaps.
constexpr Table<DraftGapsState> kDraftGaps{"draft_gaps", 11, Keep::kLatest};

bool IsLow(const state::v1::JudgementState& judgement) {
  return judgement.confidence().rank() == kLowestRank;
}

}  // namespace

void Questions::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kRequirements), Describe(kLinked),
                         Describe(kAsked), Describe(kDraftGaps)});
}

bool Questions::IsRaised(absl::string_view requirement_id, Tables& tables) {
  const RequirementState* known = tables.Get(kRequirements, requirement_id);
  return known != nullptr && known->raised_position() != 0;
}

void Questions::Fold(const grounds::Shift& shift) {
  FoldDraft();
  FoldReport();
  FoldRequirement();
  const absl::btree_set<std::string> assessments(shift.assessments.begin(),
                                                 shift.assessments.end());
  for (const std::string& assessment : assessments) {
    CheckWorried(assessment);
    const AskedState* asked = tables_.Get(kAsked, assessment);
    if (asked == nullptr) continue;
    const IdSet requirements = asked->requirements();
    for (const std::string& id : requirements) RefreshBoth(id);
  }
}

void Questions::FoldDraft() {
  if (!at_.event.has_assessment_drafted()) return;
  const v1::AssessmentDrafted& e = at_.event.assessment_drafted();
  const std::string key = grounds::VersionKey(e.assessment_id(), e.version());
  if (e.gap_requirement_ids().empty()) {
    tables_.Delete(kDraftGaps, key);
    return;
  }
  tables_.Change(kDraftGaps, key, [&](DraftGapsState& gaps) {
    gaps.clear_requirements();
    for (const std::string& id : e.gap_requirement_ids()) {
      Include(id, *gaps.mutable_requirements());
    }
  });
  for (const std::string& id : e.gap_requirement_ids()) {
    tables_.Change(kRequirements, id, [&](RequirementState& requirement) {
      Include(e.assessment_id(), *requirement.mutable_named_by());
    });
  }
}

// A requirement is warm while reports that are linked to it are accepted.
void Questions::FoldReport() {
  const Event& event = at_.event;
  const std::string& report_id = event.stream_id();
  if (event.has_report_submitted()) {
    for (const std::string& id : event.report_submitted().requirement_ids()) {
      if (!IsRaised(id, tables_)) continue;
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
  bool was_open = false;
  tables_.Change(kRequirements, id, [&](RequirementState& requirement) {
    if (event.has_marking()) {
      RaiseTo(event.marking(), vocabularies_, at_.recorded_at,
              *requirement.mutable_marking());
    }
    was_open = requirement.open();
    Take(requirement);
  });
  const RequirementState requirement = *tables_.Get(kRequirements, id);
  for (const std::string& assessment : requirement.assessments()) {
    Ask(id, assessment, requirement.open());
  }
  Await(id);
  IdSet about = requirement.assessments();
  for (const std::string& named_by : requirement.named_by()) {
    Include(named_by, about);
  }
  for (const std::string& assessment : about) {
    if (was_open && !requirement.open()) Ended(assessment);
    CheckWorried(assessment);
  }
}

// One that asked about it does not any more.
void Questions::Ended(const std::string& assessment_id) {
  tables_.Change(kAsked, assessment_id, [&](AskedState& asked) {
    asked.set_ended_position(at_.position);
  });
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

// An open requirement names the assessment, or its version in force, which it
// has, names one that is open.
bool Questions::IsAsked(const std::string& assessment_id) {
  const AskedState* asked = tables_.Get(kAsked, assessment_id);
  if (asked != nullptr && !asked->requirements().empty()) return true;
  const grounds::VersionState& version =
      *grounds::InForce(assessment_id, tables_);
  const DraftGapsState* gaps = tables_.Get(
      kDraftGaps, grounds::VersionKey(assessment_id, version.version()));
  if (gaps == nullptr) return false;
  return std::any_of(gaps->requirements().begin(), gaps->requirements().end(),
                     [&](const std::string& id) {
                       const RequirementState* requirement =
                           tables_.Get(kRequirements, id);
                       return requirement != nullptr && requirement->open();
                     });
}

void Questions::CheckWorried(const std::string& assessment_id) {
  const std::string gap_id = GapId(GapOf(kWorried, assessment_id));
  const grounds::AssessmentState* assessment =
      tables_.Get(grounds::kAssessments, assessment_id);
  const grounds::VersionState* version =
      grounds::InForce(assessment_id, tables_);
  if (assessment == nullptr || version == nullptr || version->band() == 0 ||
      version->band() > grounds::kHighBandMax ||
      std::none_of(version->judgements().begin(), version->judgements().end(),
                   IsLow) ||
      IsAsked(assessment_id)) {
    tables_.Delete(kGaps, gap_id);
    return;
  }
  const AskedState* asked = tables_.Get(kAsked, assessment_id);
  const uint64_t ended = asked == nullptr ? 0 : asked->ended_position();
  const bool known = tables_.Get(kGaps, gap_id) != nullptr;
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    row.set_gap_id(gap_id);
    rows_.Worried(assessment_id, *assessment, *version, row);
    if (ended > version->published_position()) row.add_caused_by(ended);
    if (known) return;
    *row.mutable_since() = MomentOf(at_.recorded_at);
    *row.mutable_started() = MomentOf(at_.recorded_at);
  });
}

}  // namespace loopledger::feedback_loop
