#include "projections/measures/linkage.h"

#include <algorithm>

#include "absl/time/time.h"
#include "projections/grounds/direction.h"
#include "projections/grounds/id_set.h"
#include "projections/measures/direction.h"
#include "projections/measures/editions.h"

namespace loopledger::measures {
namespace {

using Event = v1::Event;
using state::v1::IntakeState;
using state::v1::MeasuredAskingState;
using state::v1::MeasuredLinkageState;
using state::v1::PlanState;
using state::v1::TallyState;

// By report id, from its submission on.
constexpr Table<MeasuredLinkageState> kLinkage{"linkage", 23, Keep::kLatest};
// By requirement id, when it was raised for a priority.
constexpr Table<MeasuredAskingState> kAsking{"asking", 24, Keep::kLatest};

constexpr char kAreas[] = "threat_area";

Figure All() { return {"M12"}; }
Figure ByOrg(const std::string& org) { return {"M12", "org", org}; }

// Of "CYBER_CRIME - RANSOMWARE - 2" the area.
absl::string_view AreaOf(absl::string_view threat_type) {
  return threat_type.substr(0, threat_type.find(" - "));
}

bool SaysTheSame(const v1::Vocabulary& areas, const std::string& area,
                 const std::string& other) {
  const v1::Term* term = FindTerm(areas, "", area);
  if (term == nullptr) return false;
  const auto& same = term->same_as();
  return std::find(same.begin(), same.end(), other) != same.end();
}

}  // namespace

void Linkage::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kLinkage), Describe(kAsking)});
}

void Linkage::Fold() {
  const Event& event = at_.event;
  switch (event.body_case()) {
    case Event::kRequirementRaised:
      return Raised(event.requirement_raised());
    case Event::kReportSubmitted:
      return Submitted(event.stream_id(), event.report_submitted());
    case Event::kReportSanitised:
      return Submitted(event.stream_id(), event.report_sanitised());
    case Event::kReportAccepted:
      return Accepted(event.stream_id());
    case Event::kReportRejected:
    case Event::kReportWithdrawn:
      return Dropped(event.stream_id());
    case Event::kReportRegraded:
    case Event::kReportCorrected:
    case Event::kOriginatorConsulted:
    case Event::kOriginatorPermission:
    case Event::kReportDisclosed:
      return Mark(event.stream_id());
    default:
      return;
  }
}

void Linkage::Raised(const v1::RequirementRaised& e) {
  if (e.priority_ids().empty()) return;
  tables_.Change(kAsking, e.requirement_id(), [&](MeasuredAskingState& asking) {
    *asking.mutable_priorities() = SetOf(e.priority_ids());
  });
}

template <typename Body>
void Linkage::Submitted(const std::string& report_id, const Body& body) {
  const State* known = tables_.Get(kLinkage, report_id);
  if (known != nullptr && known->counted()) return Mark(report_id);
  tables_.Change(kLinkage, report_id, [&](State& report) {
    report.Clear();
    report.set_org(at_.event.actor().org());
    *report.mutable_requirements() = SetOf(body.requirement_ids());
    for (const v1::ReportItem& item : body.items()) {
      for (const std::string& type : item.threat_types()) {
        Include(AreaOf(type), *report.mutable_areas());
      }
    }
  });
}

void Linkage::Accepted(const std::string& report_id) {
  const State* known = tables_.Get(kLinkage, report_id);
  if (known == nullptr) return;
  if (known->counted()) return Mark(report_id);
  const State report = *known;
  const bool linked = IsLinked(report);
  figures_.About({}, "");
  figures_.About(v1::Marking(tables_.Get(kIntake, report_id)->marking()));
  for (const Figure& figure : {All(), ByOrg(report.org())}) {
    figures_.Count(figure, [&](TallyState& tally) {
      tally.set_of(tally.of() + 1);
      tally.set_n(tally.of());
      tally.set_hits(tally.hits() + linked);
      if (!linked) NoteException(report_id, tally, kUnlinkedNamedMax);
    });
  }
  tables_.Change(kLinkage, report_id, [&](State& self) {
    self.Clear();
    self.set_org(report.org());
    self.set_counted(true);
  });
}

void Linkage::Dropped(const std::string& report_id) {
  const State* known = tables_.Get(kLinkage, report_id);
  if (known == nullptr) return;
  if (known->counted()) return Mark(report_id);
  tables_.Delete(kLinkage, report_id);
}

// What it is counted in, once it is.
void Linkage::Mark(const std::string& report_id) {
  const State* known = tables_.Get(kLinkage, report_id);
  if (known == nullptr || !known->counted()) return;
  const std::string org = known->org();
  figures_.Mark(All(), at_.event.marking());
  figures_.Mark(ByOrg(org), at_.event.marking());
}

bool Linkage::IsLinked(const State& report) {
  IdSet asked;
  for (const std::string& requirement : report.requirements()) {
    const MeasuredAskingState* asking = tables_.Get(kAsking, requirement);
    if (asking == nullptr) continue;
    for (const std::string& id : asking->priorities()) Include(id, asked);
  }
  for (const PlanState& plan : DirectionIn(kDirection, tables_).plans()) {
    if (!plan.control()) continue;
    for (const PlanState::Aim& priority : plan.aims()) {
      if (!IsInForce(plan, priority, at_.recorded_at)) continue;
      if (Contains(asked, priority.id()) || IsAbout(report, priority)) {
        return true;
      }
    }
  }
  return false;
}

bool Linkage::IsAbout(const State& report, const PlanState::Aim& priority) {
  return std::any_of(
      report.areas().begin(), report.areas().end(),
      [&](const std::string& area) { return Means(area, priority.area()); });
}

bool Linkage::Means(const std::string& area, const std::string& other) {
  if (area == other) return true;
  const v1::Vocabulary* areas =
      vocabularies_.InForce(kAreas, absl::FromUnixMicros(at_.recorded_at));
  return areas != nullptr &&
         (SaysTheSame(*areas, area, other) || SaysTheSame(*areas, other, area));
}

}  // namespace loopledger::measures
