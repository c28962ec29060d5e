// Deadlines that run, in a table of the projection's own. They pass by Tick
// records alone: at a Tick recorded at T, each that is at or before T.
#ifndef PROJECTIONS_GROUNDS_TIMERS_H_
#define PROJECTIONS_GROUNDS_TIMERS_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "loopledger/state/v1/grounds.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"

namespace loopledger {

// Resident; by deadline (8 bytes, big endian) and the id of what is late then.
using TimerTable = Table<state::v1::TimerState>;

// For one record. `table`, a constant, must outlive it.
class Timers {
 public:
  Timers(const TimerTable& table, const Recorded& at, Tables& tables)
      : table_(table), at_(at), tables_(tables) {}

  // 0 is no deadline.
  void Set(int64_t deadline, absl::string_view id,
           const state::v1::TimerState& late);
  void End(int64_t deadline, absl::string_view id);
  // Gives `to`.
  int64_t Move(int64_t from, int64_t to, absl::string_view id,
               const state::v1::TimerState& late);

  struct Passed {
    int64_t deadline;
    state::v1::TimerState late;
  };
  // Ends the next whose deadline is at or before now.
  std::optional<Passed> Next();

 private:
  const TimerTable& table_;
  const Recorded& at_;
  Tables& tables_;
};

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_TIMERS_H_
