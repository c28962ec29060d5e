// The rows of the measures: what is counted under each, and what it comes to.
#ifndef PROJECTIONS_MEASURES_FIGURES_H_
#define PROJECTIONS_MEASURES_FIGURES_H_

#include <concepts>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/measures.pb.h"
#include "loopledger/v1/common.pb.h"
#include "loopledger/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"

namespace loopledger::measures {

// Names at most so many things in a row, and so many records behind it.
inline constexpr int kExceptionsMax = 100;
inline constexpr int kCausesMax = 8;

// Which measure, and what of it; no dimension: all.
struct Figure {
  absl::string_view metric;
  absl::string_view dimension = "";
  std::string subject = "";
};

// "M5", "M5/area/CYBERCRIME", "M6/approve-assign", "M7/2026Q1".
std::string KeyOf(const Figure& figure);

// By key.
inline constexpr Table<state::v1::TallyState> kTallies{"tallies", 2,
                                                       Keep::kLatest};

// For one record.
class Figures {
 public:
  Figures(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at), vocabularies_(vocabularies), tables_(tables) {}

  // Changes what is counted under the figure because of this record, and writes
  // its row. `marking` is of what is counted.
  template <std::invocable<state::v1::TallyState&> Counting>
  void Count(const Figure& figure, const v1::Marking& marking,
             Counting counting) {
    tables_.Change(kTallies, KeyOf(figure), [&](state::v1::TallyState& tally) {
      counting(tally);
      NoteCause(tally);
      Cover(marking, tally);
    });
    Show(figure);
  }

  // What is counted under the figure is marked so from now on.
  void Mark(const Figure& figure, const v1::Marking& marking);

  // Waits that run from record to record. A wait that begins is open; it is
  // over with what was waited for, or ended without it.
  void Begin(const Figure& figure, const v1::Marking& marking);
  void Over(const Figure& figure, const v1::Marking& marking, int64_t since);
  void Ended(const Figure& figure, const v1::Marking& marking);
  // One that nobody knew was to be counted here before it was over.
  void Took(const Figure& figure, const v1::Marking& marking, int64_t since);

  // Raises `marking` to `other`.
  void Raise(const v1::Marking& other, v1::Marking& marking) const;

 private:
  void NoteCause(state::v1::TallyState& tally) const;
  void Cover(const v1::Marking& marking, state::v1::TallyState& tally) const;
  void Show(const Figure& figure);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
};

// Adds `id`, the newest last; the oldest goes when there are too many.
void NoteException(const std::string& id, state::v1::TallyState& tally);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_FIGURES_H_
