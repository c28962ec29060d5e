// When gaps come and go: the deadlines that run, and the gaps whose deadline
// has passed.
#ifndef PROJECTIONS_GAPS_GAP_CLOCK_H_
#define PROJECTIONS_GAPS_GAP_CLOCK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "loopledger/state/v1/grounds.pb.h"
#include "loopledger/v1/record.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"
#include "projections/grounds/timers.h"

namespace loopledger::feedback_loop {

// By deadline (8 bytes, big endian) and gap id: what is not late yet.
inline constexpr TimerTable kTimers{"timers", 4, Keep::kResident};

// "M1/SOCG-17", "M4/O-9/SOCG-17", "M11/C-3/SILENT".
std::string GapId(const state::v1::TimerState& gap);

// A gap in what is known of an assessment, and of an outcome besides.
state::v1::TimerState GapOf(const char* metric,
                            const std::string& assessment_id,
                            const std::string& outcome_id = "");
// A gap about anything else. `what` tells it from others of the same metric.
state::v1::TimerState GapAbout(const char* metric, const std::string& subject,
                               const char* what = "");

// For one record.
class GapClock {
 public:
  GapClock(const Recorded& at, Tables& tables)
      : tables_(tables), timers_(kTimers, at, tables) {}

  // Late from `deadline` on; 0: never.
  void Set(int64_t deadline, const state::v1::TimerState& gap);
  // Neither late nor going to be.
  void End(int64_t deadline, const state::v1::TimerState& gap);
  // Late from `to` on, and no longer from `from`. Gives `to`.
  int64_t Move(int64_t from, int64_t to, const state::v1::TimerState& gap);
  // The next whose deadline is at or before now, which has a row from then on
  // that says since when. One of no metric is only a moment, and has none.
  std::optional<state::v1::TimerState> Passed();
  // The first moment that is later than so many days.
  int64_t After(int64_t since, uint32_t days, uint32_t unless_given) const;
  const v1::Policy& policy() const;

 private:
  Tables& tables_;
  Timers timers_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_GAP_CLOCK_H_
