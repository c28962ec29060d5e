// What the ledger waits for: moments after which something known is late, so
// that the writer can append a Tick when one passes and everybody agrees when.
//
// A deadline is the first moment of lateness. It goes when the wait ends, and
// when a Tick recorded at or after it says that it has passed.
#ifndef LEDGER_DOMAIN_DEADLINES_H_
#define LEDGER_DOMAIN_DEADLINES_H_

#include <compare>
#include <cstdint>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/time/time.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/tasking.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// What somebody waits for.
struct Wait {
  enum class Kind : uint8_t {
    kTasked,      // M1: a high threat to be tasked, or its risk accepted.
    kReviewed,    // M2: the version in force to be reviewed.
    kReassessed,  // M4: an outcome to be considered in an assessment.
    kServed,      // M8: an objective to be served again, after a tasking...
    kAimBegun,    // ...and its own or its strategy's time to begin...
    kAimEnded,    // ...and to end.
    kRatified,    // M9: an urgent tasking to be ratified.
    kMet,         // M10: a requirement to be met...
    kWarm,        // ...and a report to be linked to it.
    kKept,        // M11: a commitment to be kept...
    kAnswered,    // ...and a request to be answered.
    kUsed,        // M12: an accepted report to be cited.
    kBegun,       // A control strategy's time to begin...
    kEnded,       // ...and to end.
  };
  Kind kind = Kind::kTasked;
  uint32_t number = 0;  // Of what waits, in its table: a threat, a tasking, ...
  // Of kReassessed an outcome; of kAimBegun and kAimEnded which objective,
  // from 1, or 0 for the strategy itself.
  uint32_t outcome = 0;

  auto operator<=>(const Wait&) const = default;
};

// Where the policy does not say: M8 and M12.
inline constexpr uint32_t kUnservedAfterDays = 90;
inline constexpr uint32_t kUnusedAfterDays = 60;

// The first moment that is later than `latest`.
absl::Time After(absl::Time latest);

class Deadlines {
 public:
  // Sets or moves the moment from which `wait` is late.
  void Set(const Wait& wait, absl::Time deadline);
  void End(const Wait& wait);
  // Ends all of this kind that wait for the threat.
  void EndAll(Wait::Kind kind, uint32_t threat);
  // A Tick was recorded at `at`.
  void Pass(absl::Time at);
  // InfiniteFuture when nothing waits.
  absl::Time Next() const;

  bool operator==(const Deadlines& other) const {
    return by_time_ == other.by_time_;
  }

 private:
  absl::btree_set<std::pair<absl::Time, Wait>> by_time_;
  absl::btree_map<Wait, absl::Time> by_wait_;
};

// A version was published at `now`; `threat` is as after that. Where the
// version before it was high too, the wait of M1 goes on as it was.
void Published(const assessment::State& threat, uint32_t number,
               const v1::Policy& policy, absl::Time now, Deadlines& deadlines);
// Its review was put off.
void Reaffirmed(const assessment::State& threat, uint32_t number,
                Deadlines& deadlines);
// It was withdrawn or archived: nothing of it is in force.
void LeftForce(uint32_t number, Deadlines& deadlines);
// It was archived: no outcome waits for it any more.
void Archived(uint32_t number, Deadlines& deadlines);
// It was decided to act on a tasking, or to accept the risk.
void Decided(const tasking::State& tasking, const assessment::States& threats,
             Deadlines& deadlines);
// Whose outcome, and what is to consider it.
struct Came {
  const tasking::State& tasking;
  const assessment::States& threats;
  uint32_t outcome = 0;
};
// An outcome was recorded at `now`. Who was archived considers it no more.
void OutcomeCame(const Came& came, const v1::Policy& policy, absl::Time now,
                 Deadlines& deadlines);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_DEADLINES_H_
