#include "projections/registers/decision_history.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "projections/grounds/moment.h"
#include "projections/registers/decision_folder.h"

namespace loopledger::registers {

using Event = v1::Event;
using state::v1::EffectState;
using state::v1::SittingState;
using state::v1::SubjectState;
using Refs = DecisionRefs;

void DecisionFolder::Fold() {
  basis_.Fold();
  if (IsWithin(event_, Event::kTaskingProposed, Event::kTaskingClosed)) {
    FoldTasking();
    basis_.RaiseDecisions(SubjectKey(kTasking));
  } else if (IsWithin(event_, Event::kOutcomeRecorded,
                      Event::kOutcomeCorrected)) {
    FoldOutcome();
  } else if (IsWithin(event_, Event::kStrategyDrafted,
                      Event::kStrategyClosed)) {
    FoldStrategy();
    basis_.RaiseDecisions(SubjectKey(kStrategy));
  } else if (IsWithin(event_, Event::kControlStrategyProposed,
                      Event::kPriorityLowered)) {
    FoldControl();
    basis_.RaiseDecisions(SubjectKey(kControl));
  } else if (IsWithin(event_, Event::kSessionCalled, Event::kSessionClosed)) {
    FoldSession();
    basis_.RaiseDecisions(OfSession(event_.stream_id()));
  }
}

// --- Taskings.

void DecisionFolder::FoldTasking() {
  if (event_.has_tasking_proposed()) {
    const v1::TaskingProposed& e = event_.tasking_proposed();
    return ChangeSubject(kTasking, [&](SubjectState& subject) {
      subject.set_title(e.title());
      subject.set_mode(e.mode());
      *subject.mutable_justification() = e.justification();
    });
  }
  ChangeSubject(kTasking, [&](SubjectState& subject) {
    const std::string& title = event_.tasking_corrected().title();
    if (!title.empty()) subject.set_title(title);
    const std::string& mode = event_.tasking_varied().mode();
    if (!mode.empty()) subject.set_mode(mode);
  });
  if (event_.has_tasking_rejustified()) {
    return Rejustified(event_.tasking_rejustified());
  }
  FoldDecisionOnTasking();
}

void DecisionFolder::FoldDecisionOnTasking() {
  switch (event_.body_case()) {
    case Event::kTaskingApproved: {
      const v1::TaskingApproved& e = event_.tasking_approved();
      ChangeRow(OnTasking("APPROVED", e.decision()), [&](v1::DecisionRow& row) {
        row.set_proceed_on_superseded(e.proceed_on_superseded());
        row.set_proceed_reason(e.proceed_reason());
        row.set_risk_acceptance(e.risk_acceptance());
      });
      return;
    }
    case Event::kTaskingRejected:
      OnTasking("REJECTED", event_.tasking_rejected().decision());
      return;
    case Event::kTaskingDeferred: {
      const v1::TaskingDeferred& e = event_.tasking_deferred();
      ChangeRow(OnTasking("DEFERRED", e.decision()), [&](v1::DecisionRow& row) {
        if (e.has_until()) *row.mutable_until() = e.until();
      });
      return;
    }
    case Event::kTaskingRiskAccepted:
      OnTasking("NO_ACTION_RISK_ACCEPTED",
                event_.tasking_risk_accepted().decision());
      return;
    case Event::kTaskingReferred: {
      const v1::TaskingReferred& e = event_.tasking_referred();
      ChangeRow(OnTasking("REFERRED", e.decision()),
                [&](v1::DecisionRow& row) { row.set_to_body(e.to_body()); });
      return;
    }
    case Event::kTaskingVaried:
      if (!event_.tasking_varied().has_decision()) return;  // Within its scope.
      OnTasking("VARIED", event_.tasking_varied().decision());
      return;
    case Event::kTaskingRatified:
      Ratified(OnTasking("RATIFIED", event_.tasking_ratified().decision()));
      return;
    default:
      return;  // No decision.
  }
}

std::string DecisionFolder::OnTasking(const char* what,
                                      const v1::DecisionRecord& record) {
  const std::string id =
      absl::StrCat(event_.stream_id(), "@", event_.stream_version());
  Write(id, {.what = what,
             .type = kTasking,
             .subject = event_.stream_id(),
             .record = record,
             .session = record.session()});
  return id;
}

// A session stands by what was decided urgently.
void DecisionFolder::Ratified(const std::string& decision_id) {
  const SubjectState subject = SubjectOf(SubjectKey(kTasking));
  for (const std::string& earlier : subject.decisions()) {
    if (earlier == decision_id) continue;
    ChangeRow(earlier, [&](v1::DecisionRow& row) {
      if (row.urgent() && row.ratified_by().empty()) {
        row.set_ratified_by(decision_id);
      }
    });
  }
}

void DecisionFolder::Rejustified(const v1::TaskingRejustified& e) {
  SubjectState subject;
  ChangeSubject(kTasking, [&](SubjectState& self) {
    *self.mutable_justification() = e.justification();
    subject = self;
  });
  for (const std::string& decision : subject.decisions()) {
    for (const v1::AssessmentRef& ref : e.justification()) {
      v1::SinceRow since;
      since.set_what("REJUSTIFIED");
      since.set_assessment_id(ref.assessment_id());
      since.set_version(ref.version());
      basis_.Since(decision, std::move(since));
      basis_.Follow(decision, OfAssessment(ref.assessment_id()));
      const auto* threat = in_.tables.Get(kThreats, ref.assessment_id());
      if (threat != nullptr) basis_.CoverDecision(decision, threat->marking());
    }
  }
}

void DecisionFolder::FoldOutcome() {
  const std::string& id = event_.stream_id();
  const bool recorded = event_.has_outcome_recorded();
  if (!recorded && !event_.has_outcome_corrected()) return;
  const std::string& tasking = recorded
                                   ? event_.outcome_recorded().tasking_id()
                                   : event_.outcome_corrected().tasking_id();
  std::string before;
  in_.tables.Change(kEffects, id, [&](EffectState& effect) {
    before = effect.tasking_id();
    effect.set_tasking_id(tasking);
  });
  if (before == tasking) return;
  if (!before.empty()) CountOutcome(before, -1);
  CountOutcome(tasking, 1);
}

void DecisionFolder::CountOutcome(const std::string& tasking, int by) {
  SubjectState subject;
  in_.tables.Change(
      kSubjects, absl::StrCat(kTasking, "/", tasking), [&](SubjectState& self) {
        self.set_outcomes(self.outcomes() + static_cast<uint32_t>(by));
        subject = self;
      });
  for (const std::string& decision : subject.decisions()) {
    ChangeRow(decision, [&](v1::DecisionRow& row) {
      row.set_outcomes(subject.outcomes());
    });
    if (by > 0) basis_.CoverDecision(decision, event_.marking());
  }
}

// --- Any decision.

void DecisionFolder::Write(const std::string& id, const Taken& taken) {
  const std::string key = absl::StrCat(taken.type, "/", taken.subject);
  SubjectState subject = SubjectOf(key);
  const SittingState* known = in_.tables.Get(kSittings, taken.session);
  const SittingState sitting = known == nullptr ? SittingState() : *known;
  const v1::DecisionRecord& record = taken.record;
  ChangeRow(id, [&](v1::DecisionRow& row) {
    row.Clear();
    row.set_decision_id(id);
    row.set_decision(taken.what);
    row.set_subject_type(taken.type);
    row.set_subject_id(taken.subject);
    row.set_title(subject.title());
    row.set_mode(subject.mode());
    row.set_session(taken.session);
    row.set_body(!sitting.body().empty() ? sitting.body()
                 : !event_.authority().body().empty()
                     ? event_.authority().body()
                     : subject.body());
    row.set_chair_org(sitting.chair_org());
    row.set_chair_person(sitting.chair_person());
    *row.mutable_decided_by() = event_.actor();
    *row.mutable_decided_at() = MomentOf(in_.at.recorded_at);
    *row.mutable_occurred_at() = event_.occurred_at();
    row.set_urgent(taken.session.empty());
    row.set_rationale(record.rationale());
    row.set_necessity(record.necessity());
    row.set_proportionality(record.proportionality());
    *row.mutable_options_considered() = record.options_considered();
    *row.mutable_dissent() = record.dissent();
    *row.mutable_papers_relied_on() = record.papers_relied_on();
    if (record.has_review_due())
      *row.mutable_review_due() = record.review_due();
    row.set_outcomes(subject.outcomes());
  });
  Name(taken.subject, id);
  basis_.CoverDecision(id, event_.marking());
  basis_.CoverDecision(id, subject.marking());
  basis_.CoverDecision(id, sitting.marking());
  basis_.Follow(id, key);
  if (!taken.session.empty()) basis_.Follow(id, OfSession(taken.session));
  in_.tables.Change(kSubjects, key,
                    [&](SubjectState& self) { *self.add_decisions() = id; });
  WriteGrounds(id, taken, subject);
}

void DecisionFolder::Name(const std::string& name,
                          const std::string& decision_id) {
  in_.tables.Change(kNamed, name, [&](v1::DecisionsRow& named) {
    named.set_name(name);
    named.set_decisions(named.decisions() + 1);
    ShowNewest(decision_id, *named.mutable_decision_ids());
  });
}

// Each version once, as what it was relied on first.
void DecisionFolder::WriteGrounds(const std::string& id, const Taken& taken,
                                  const SubjectState& subject) {
  std::vector<std::pair<const Refs*, const char*>> all = taken.more;
  all.push_back({&subject.justification(), "JUSTIFICATION"});
  all.push_back({&taken.record.papers_relied_on(), "PAPER"});
  const int64_t at = event_.has_occurred_at() ? MicrosOf(event_.occurred_at())
                                              : in_.at.recorded_at;
  std::vector<const v1::AssessmentRef*> seen;
  for (const auto& [refs, as] : all) {
    for (const v1::AssessmentRef& ref : *refs) {
      bool known = false;
      for (const v1::AssessmentRef* one : seen) {
        known |= one->assessment_id() == ref.assessment_id() &&
                 one->version() == ref.version();
      }
      if (known) continue;
      seen.push_back(&ref);
      v1::GroundRow ground = basis_.Freeze(ref, {subject.mode(), at});
      ground.set_relied_on_as(as);
      ChangeRow(id, [&](v1::DecisionRow& row) {
        row.set_grounds_count(row.grounds_count() + 1);
        if (row.grounds_size() < kShownMax) {
          *row.add_grounds() = std::move(ground);
        }
      });
      basis_.Rest(id, ref);
    }
  }
}

Projection DecisionHistory(const Vocabularies& vocabularies) {
  std::vector<TableInfo> tables = {Describe(kDecisions), Describe(kNamed)};
  DecisionBasis::AddTables(tables);
  tables.insert(tables.end(),
                {Describe(kSubjects), Describe(kSittings), Describe(kEffects)});
  return {.name = "decision_history",
          .version = 1,
          .tables = std::move(tables),
          .fold = [&vocabularies](const Recorded& at, Tables& all) {
            DecisionFolder({at, vocabularies, all}).Fold();
          }};
}

}  // namespace loopledger::registers
