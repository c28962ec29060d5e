// What taskings do to the grounds, and how they lapse.
#include <utility>

#include "absl/strings/str_cat.h"
#include "projections/grounds/grounds_folder.h"
#include "projections/grounds/lapse.h"
#include "projections/grounds/tasking_life.h"

namespace loopledger::grounds {
// --- Taskings.

void Folder::Proposed(const v1::TaskingProposed& e) {
  tables_.Change(kTaskings, e.tasking_id(), [&](TaskingState& tasking) {
    tasking.set_title(e.title());
    tasking.set_lead_org(e.lead_org());
    tasking.set_proposed_by(event_.actor().org());
    *tasking.mutable_justification() = e.justification();
    tasking.set_justified_position(at_.position);
  });
  Moved(e.tasking_id(), "PROPOSED");
}

void Folder::Rejustified(const v1::TaskingRejustified& e) {
  const std::string& id = e.tasking_id();
  const TaskingState* known = tables_.Get(kTaskings, id);
  if (known == nullptr) return;
  const TaskingState before = *known;
  Enlist(before, id, false);
  tables_.Change(kTaskings, id, [&](TaskingState& tasking) {
    *tasking.mutable_justification() = e.justification();
    tasking.set_justified_position(at_.position);
    tasking.clear_lapses();
    tasking.set_lapsed_since(0);
  });
  if (before.live()) {
    Enlist(*tables_.Get(kTaskings, id), id, true);
    Examine(id);
  }
  CountDecision(*tables_.Get(kTaskings, id));
  Moved(id, before.state());
}

void Folder::Decided(const std::string& id, absl::string_view state) {
  tables_.Change(kTaskings, id, [&](TaskingState& tasking) {
    tasking.set_decided(true);
    tasking.set_decided_position(at_.position);
  });
  CountDecision(*tables_.Get(kTaskings, id));
  Moved(id, state);
}

// A decision that cites a version inside a high run, and came after the run
// began, ends the wait for one.
void Folder::CountDecision(const TaskingState& tasking) {
  if (!tasking.decided()) return;
  for (const v1::AssessmentRef& ref : tasking.justification()) {
    CountDecision(ref, tasking.decided_position());
  }
}

void Folder::CountDecision(const v1::AssessmentRef& ref, uint64_t position) {
  const AssessmentState* assessment =
      tables_.Get(kAssessments, ref.assessment_id());
  if (assessment == nullptr || assessment->run_version() == 0 ||
      assessment->run_decided() || ref.version() < assessment->run_version() ||
      position < assessment->run_position()) {
    return;
  }
  tables_.Change(kAssessments, ref.assessment_id(),
                 [](AssessmentState& self) { self.set_run_decided(true); });
  shift_.assessments.push_back(ref.assessment_id());
}

void Folder::NoTaskingDecided(const v1::DecisionRecorded& e) {
  if (e.decision() != "NO_ACTION_RISK_ACCEPTED") return;
  for (const v1::AssessmentRef& ref : e.assessments()) {
    CountDecision(ref, at_.position);
  }
}

// A review of one that still runs leaves it running.
void Folder::Reviewed(const std::string& id) {
  const TaskingState* tasking = tables_.Get(kTaskings, id);
  if (tasking != nullptr && tasking->state() == "COMPLETED") {
    Moved(id, "UNDER_REVIEW");
  }
}

void Folder::Moved(const std::string& id, absl::string_view state) {
  const bool live = IsLive(state);
  bool was_live = false;
  tables_.Change(kTaskings, id, [&](TaskingState& tasking) {
    was_live = tasking.live();
    tasking.set_state(std::string(state));
    tasking.set_live(live);
    Raise(*tasking.mutable_marking());
    if (live) return;
    tasking.clear_lapses();
    tasking.set_lapsed_since(0);
  });
  shift_.taskings.push_back(id);
  if (live == was_live) return;
  Enlist(*tables_.Get(kTaskings, id), id, live);
  if (live) Examine(id);
}

// Notes at each assessment that the tasking cites whether it is live.
void Folder::Enlist(const TaskingState& tasking, const std::string& id,
                    bool live) {
  for (const v1::AssessmentRef& ref : tasking.justification()) {
    tables_.Change(kAssessments, ref.assessment_id(),
                   [&](AssessmentState& assessment) {
                     if (live) {
                       Include(id, *assessment.mutable_live_taskings());
                     } else {
                       Exclude(id, *assessment.mutable_live_taskings());
                     }
                   });
    shift_.assessments.push_back(ref.assessment_id());
  }
}

// Looks at all that a live tasking cites.
void Folder::Examine(const std::string& tasking_id) {
  const auto refs = tables_.Get(kTaskings, tasking_id)->justification();
  for (const v1::AssessmentRef& ref : refs) {
    ExamineRef(ref, tasking_id);
    const VersionState* version =
        tables_.Get(kVersions, VersionKey(ref.assessment_id(), ref.version()));
    if (version == nullptr) continue;
    const uint32_t tainted = CountTainted(*version, tables_);
    if (tainted == 0) continue;
    AddLapse(tasking_id, ref,
             absl::StrCat(tainted, " of what ", Tell(ref),
                          " cites was regraded, withdrawn or disposed of"),
             at_.position);
  }
}

void Folder::ExamineRef(const v1::AssessmentRef& ref,
                        const std::string& tasking_id) {
  const AssessmentState* assessment =
      tables_.Get(kAssessments, ref.assessment_id());
  if (assessment == nullptr) return;
  if (assessment->in_force() == 0) {
    if (assessment->withdrawn_position() == 0) return;
    AddLapse(tasking_id, ref,
             absl::StrCat("assessment ", ref.assessment_id(), " was withdrawn"),
             assessment->withdrawn_position());
    return;
  }
  const VersionState* cited =
      tables_.Get(kVersions, VersionKey(ref.assessment_id(), ref.version()));
  const VersionState* newer = InForce(ref.assessment_id(), tables_);
  if (cited == nullptr || newer == nullptr || cited == newer) return;
  for (std::string& reason : LapsesBetween(ref, *cited, *newer)) {
    AddLapse(tasking_id, ref, std::move(reason), newer->published_position());
  }
}

void Folder::AddLapse(const std::string& tasking_id,
                      const v1::AssessmentRef& ref, std::string reason,
                      uint64_t cause, absl::string_view report_id) {
  shift_.taskings.push_back(tasking_id);
  tables_.Change(kTaskings, tasking_id, [&](TaskingState& tasking) {
    for (const Lapse& lapse : tasking.lapses()) {
      if (lapse.reason() == reason) return;
    }
    if (tasking.lapses().empty()) tasking.set_lapsed_since(at_.recorded_at);
    Lapse& lapse = *tasking.add_lapses();
    lapse.set_reason(std::move(reason));
    lapse.set_assessment_id(ref.assessment_id());
    lapse.set_report_id(std::string(report_id));
    lapse.add_caused_by(cause);
  });
}

}  // namespace loopledger::grounds
