#include "projections/gaps/gap_clock.h"

#include "absl/strings/str_cat.h"
#include "projections/gaps/feedback_loop.h"
#include "projections/grounds/grounds.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {

using state::v1::TimerState;

std::string GapId(const TimerState& gap) {
  const std::string& subject =
      gap.subject_id().empty() ? gap.outcome_id() : gap.subject_id();
  std::string id = gap.metric();
  for (const std::string* part :
       {&subject, &gap.assessment_id(), &gap.what()}) {
    if (!part->empty()) absl::StrAppend(&id, "/", *part);
  }
  return id;
}

TimerState GapOf(const char* metric, const std::string& assessment_id,
                 const std::string& outcome_id) {
  TimerState gap;
  gap.set_metric(metric);
  gap.set_assessment_id(assessment_id);
  gap.set_outcome_id(outcome_id);
  return gap;
}

TimerState GapAbout(const char* metric, const std::string& subject,
                    const char* what) {
  TimerState gap;
  gap.set_metric(metric);
  gap.set_subject_id(subject);
  gap.set_what(what);
  return gap;
}

void GapClock::Set(int64_t deadline, const TimerState& gap) {
  timers_.Set(deadline, GapId(gap), gap);
}

void GapClock::End(int64_t deadline, const TimerState& gap) {
  if (deadline == 0) return;
  timers_.End(deadline, GapId(gap));
  tables_.Delete(kGaps, GapId(gap));
}

int64_t GapClock::Move(int64_t from, int64_t to, const TimerState& gap) {
  if (from == to) return to;
  End(from, gap);
  Set(to, gap);
  return to;
}

std::optional<TimerState> GapClock::Passed() {
  const std::optional<Timers::Passed> passed = timers_.Next();
  if (!passed.has_value()) return std::nullopt;
  const TimerState& gap = passed->late;
  if (gap.metric().empty()) return gap;
  tables_.Change(kGaps, GapId(gap), [&](v1::GapRow& row) {
    row.set_gap_id(GapId(gap));
    *row.mutable_since() = MomentOf(passed->deadline);
  });
  return gap;
}

int64_t GapClock::After(int64_t since, uint32_t days,
                        uint32_t unless_given) const {
  return since + (days == 0 ? unless_given : days) * kMicrosPerDay + 1;
}

const v1::Policy& GapClock::policy() const {
  const grounds::PolicyState* known =
      tables_.Get(grounds::kPolicy, grounds::kPolicyKey);
  return known == nullptr ? v1::Policy::default_instance() : known->policy();
}

}  // namespace loopledger::feedback_loop
