#include "projections/measures/taint_reach.h"

#include "absl/strings/str_cat.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using state::v1::IntakeState;
using state::v1::MeasuredReachState;
using state::v1::TallyState;

// By tasking id, while it is live.
constexpr Table<MeasuredReachState> kReach{"reach", 14, Keep::kLatest};

std::string ItemKey(const std::string& report_id, uint32_t item) {
  return absl::StrCat(report_id, "/", item);
}

Figure ReachOf(const std::string& item) { return {"M17", "item", item}; }

}  // namespace

void TaintReach::AddTables(std::vector<TableInfo>& own) {
  own.push_back(Describe(kReach));
}

void TaintReach::Fold(const grounds::Shift& shift) {
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& id : taskings) Follow(id);
  const auto body = at_.event.body_case();
  if (body >= v1::Event::kReportSubmitted &&
      body <= v1::Event::kReportWithdrawn) {
    MarkReport(at_.event.stream_id());
  }
}

// Counts it in at what it rests on now.
void TaintReach::Follow(const std::string& tasking_id) {
  const grounds::TaskingState tasking =
      *tables_.Get(grounds::kTaskings, tasking_id);
  const MeasuredReachState* known = tables_.Get(kReach, tasking_id);
  const bool live = tasking.live();
  if (!live && known == nullptr) return;
  if (live && known != nullptr &&
      known->justified_position() == tasking.justified_position()) {
    return MarkItems(*known);
  }
  const MeasuredReachState before =
      known == nullptr ? MeasuredReachState() : *known;
  const Items items = live ? ItemsOf(tasking) : Items();
  for (const std::string& item : before.items()) {
    if (!items.contains(item)) Count(item, tasking_id, false);
  }
  const Items counted(before.items().begin(), before.items().end());
  for (const std::string& item : items) {
    if (!counted.contains(item)) Count(item, tasking_id, true);
  }
  if (!live) return tables_.Delete(kReach, tasking_id);
  tables_.Change(kReach, tasking_id, [&](MeasuredReachState& reach) {
    reach.set_justified_position(tasking.justified_position());
    reach.mutable_items()->Assign(items.begin(), items.end());
  });
}

TaintReach::Items TaintReach::ItemsOf(const grounds::TaskingState& tasking) {
  Items items;
  for (const v1::AssessmentRef& ref : tasking.justification()) {
    const grounds::VersionState* version =
        tables_.Get(grounds::kVersions,
                    grounds::VersionKey(ref.assessment_id(), ref.version()));
    if (version == nullptr) continue;
    const auto cited = version->cited();
    for (const v1::ReportItemRef& item : cited) AddCited(item, items);
  }
  return items;
}

// And all of what its report was made from, however far back. Item 0 is any.
void TaintReach::AddCited(const v1::ReportItemRef& ref, Items& items) {
  if (ref.item() == 0) {
    AddAll(ref.report_id(), items);
  } else {
    items.insert(ItemKey(ref.report_id(), ref.item()));
  }
  absl::btree_set<std::string> passed = {ref.report_id()};
  const IntakeState* report = tables_.Get(kIntake, ref.report_id());
  while (report != nullptr && !report->derived_from().empty() &&
         passed.insert(report->derived_from()).second) {
    const std::string source = report->derived_from();
    AddAll(source, items);
    report = tables_.Get(kIntake, source);
  }
}

void TaintReach::AddAll(const std::string& report_id, Items& items) {
  const IntakeState* report = tables_.Get(kIntake, report_id);
  if (report == nullptr) return;
  for (const uint32_t item : report->items()) {
    items.insert(ItemKey(report_id, item));
  }
}

void TaintReach::Count(const std::string& item, const std::string& tasking_id,
                       bool rests) {
  figures_.About({}, tasking_id);
  const auto refs =
      tables_.Get(grounds::kTaskings, tasking_id)->justification();
  for (const v1::AssessmentRef& ref : refs) {
    const auto* assessment =
        tables_.Get(grounds::kAssessments, ref.assessment_id());
    if (assessment != nullptr) figures_.About(assessment->marking());
  }
  const IntakeState* report =
      tables_.Get(kIntake, item.substr(0, item.rfind('/')));
  if (report != nullptr) figures_.About(report->marking());
  figures_.Count(ReachOf(item), [&](TallyState& tally) {
    if (rests) {
      tally.set_n(tally.n() + 1);
      NoteException(tasking_id, tally);
    } else {
      tally.set_n(tally.n() - 1);
      ForgetException(tasking_id, tally);
    }
  });
}

// What the tasking cites may have been marked higher.
void TaintReach::MarkItems(const MeasuredReachState& known) {
  const auto body = at_.event.body_case();
  if (body < v1::Event::kAssessmentDrafted ||
      body > v1::Event::kJudgementResolved) {
    return;
  }
  const auto items = known.items();
  for (const std::string& item : items) {
    figures_.Mark(ReachOf(item), at_.event.marking());
  }
}

void TaintReach::MarkReport(const std::string& report_id) {
  const IntakeState report = *tables_.Get(kIntake, report_id);
  for (const uint32_t item : report.items()) {
    figures_.Mark(ReachOf(ItemKey(report_id, item)), report.marking());
  }
}

}  // namespace loopledger::measures
