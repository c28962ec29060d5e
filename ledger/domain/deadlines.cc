#include "ledger/domain/deadlines.h"

namespace loopledger {
namespace {

using Kind = Wait::Kind;

constexpr uint32_t kUntaskedAfterDays = 28;
constexpr uint32_t kUnreassessedAfterDays = 30;

absl::Duration Days(uint32_t days, uint32_t unless_given) {
  return absl::Hours(24) * (days == 0 ? unless_given : days);
}

}  // namespace

absl::Time After(absl::Time latest) { return latest + absl::Microseconds(1); }

void Deadlines::Set(const Wait& wait, absl::Time deadline) {
  End(wait);
  by_wait_[wait] = deadline;
  by_time_.insert({deadline, wait});
}

void Deadlines::End(const Wait& wait) {
  auto found = by_wait_.find(wait);
  if (found == by_wait_.end()) return;
  by_time_.erase({found->second, wait});
  by_wait_.erase(found);
}

void Deadlines::EndAll(Wait::Kind kind, uint32_t number) {
  auto wait = by_wait_.lower_bound({kind, number});
  while (wait != by_wait_.end() && wait->first.kind == kind &&
         wait->first.number == number) {
    by_time_.erase({wait->second, wait->first});
    wait = by_wait_.erase(wait);
  }
}

void Deadlines::Pass(absl::Time at) {
  while (!by_time_.empty() && by_time_.begin()->first <= at) {
    by_wait_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }
}

absl::Time Deadlines::Next() const {
  return by_time_.empty() ? absl::InfiniteFuture() : by_time_.begin()->first;
}

void Published(const assessment::State& threat, uint32_t number,
               const v1::Policy& policy, absl::Time now, Deadlines& deadlines) {
  const Wait tasked{Kind::kTasked, number};
  if (threat.high_since == 0) {
    deadlines.End(tasked);
  } else if (threat.high_since == threat.in_force) {
    deadlines.Set(tasked, After(now + Days(policy.untasked_after_days(),
                                           kUntaskedAfterDays)));
  }
  Reaffirmed(threat, number, deadlines);
}

void Reaffirmed(const assessment::State& threat, uint32_t number,
                Deadlines& deadlines) {
  deadlines.Set({Kind::kReviewed, number},
                After(threat.At(threat.in_force).review_due));
}

void LeftForce(uint32_t number, Deadlines& deadlines) {
  deadlines.End({Kind::kTasked, number});
  deadlines.End({Kind::kReviewed, number});
}

void Archived(uint32_t number, Deadlines& deadlines) {
  LeftForce(number, deadlines);
  deadlines.EndAll(Kind::kReassessed, number);
}

void Decided(const tasking::State& tasking, const assessment::States& threats,
             Deadlines& deadlines) {
  for (const tasking::Justification& cited : tasking.justification) {
    const uint32_t since = threats[cited.threat].high_since;
    if (since != 0 && cited.version >= since) {
      deadlines.End({Kind::kTasked, cited.threat});
    }
  }
}

void OutcomeCame(const Came& came, const v1::Policy& policy, absl::Time now,
                 Deadlines& deadlines) {
  for (const tasking::Justification& cited : came.tasking.justification) {
    if (came.threats[cited.threat].archived) continue;
    deadlines.Set({Kind::kReassessed, cited.threat, came.outcome},
                  After(now + Days(policy.unreassessed_after_days(),
                                   kUnreassessedAfterDays)));
  }
}

}  // namespace loopledger
