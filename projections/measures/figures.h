// The rows of the measures: what is counted under each, and what it comes to.
#ifndef PROJECTIONS_MEASURES_FIGURES_H_
#define PROJECTIONS_MEASURES_FIGURES_H_

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/measures.pb.h"
#include "loopledger/v1/common.pb.h"
#include "loopledger/v1/measures.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"

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

  static void AddTables(std::vector<TableInfo>& own);

  // Marks anew what the assessments and taskings are counted in whose marking
  // the record raised.
  void Follow(const grounds::Shift& shift);

  // What the next counts are of; they are marked as high as all of it and as
  // the record.
  void About(absl::Span<const std::string> assessments,
             absl::string_view tasking_id);
  void About(const v1::Marking& marking);  // And this.

  // Changes what is counted under the figure because of this record, and writes
  // its row.
  template <std::invocable<state::v1::TallyState&> Counting>
  void Count(const Figure& figure, Counting counting) {
    tables_.Change(kTallies, KeyOf(figure), [&](state::v1::TallyState& tally) {
      counting(tally);
      NoteCause(tally);
      Raise(marking_, *tally.mutable_marking());
    });
    NoteCounted(figure);
    Show(figure);
  }

  // What is counted under the figure, if anything, is marked so from now on.
  void Mark(const Figure& figure, const v1::Marking& marking);

  // Waits. One that begins is open; it is over with what was waited for, or
  // ended without it.
  void Begin(const Figure& figure);
  void Over(const Figure& figure, int64_t wait);
  void Ended(const Figure& figure);
  // One that was not open here before it was over, or ended.
  void Took(const Figure& figure, int64_t wait);
  void Lacked(const Figure& figure);

 private:
  void Raise(const v1::Marking& other, v1::Marking& marking) const;
  void NoteCause(state::v1::TallyState& tally) const;
  void NoteCounted(const Figure& figure);
  void Follow(const std::string& counted_key, const v1::Marking& marking);
  void Show(const Figure& figure);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
  std::vector<std::string> counted_keys_;  // Of what the counts are about.
  v1::Marking marking_;
};

// Adds `id`, the newest last; the oldest goes when there are too many.
void NoteException(const std::string& id, state::v1::TallyState& tally,
                   int exceptions_max = kExceptionsMax);
void ForgetException(const std::string& id, state::v1::TallyState& tally);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_FIGURES_H_
