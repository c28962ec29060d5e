// The laws of the projections, on random ledgers: a rebuilt view equals the
// live one byte for byte, and the view as of P is the view of the ledger cut
// at P.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/projections/chronicle.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using Random = std::mt19937_64;

int Below(Random& random, int bound) {
  return std::uniform_int_distribution<int>(0, bound - 1)(random);
}

// Tells whatever comes to mind of a few threats, reports and taskings. It does
// not keep to the lifecycles: a fold takes what has happened.
class Gossip {
 public:
  Gossip(Random& random, Chronicle& chronicle)
      : random_(random), chronicle_(chronicle) {}

  void Go(int events) {
    for (int i = 0; i < events; ++i) {
      chronicle_.Later(absl::Hours(Below(random_, 100)));
      switch (Below(random_, 8)) {
        case 0:
          Report();
          break;
        case 1:
        case 2:
          Assessment();
          break;
        case 3:
          chronicle_.Tick();
          break;
        case 4:
          chronicle_.ledger().AddBytes("void");
          break;
        case 5:
          Outcome();
          break;
        default:
          Tasking();
      }
    }
  }

 private:
  std::string Pick(const char* kind, int of) {
    return absl::StrCat(kind, Below(random_, of));
  }
  template <size_t n>
  const char* Choose(const char* const (&options)[n]) {
    return options[Below(random_, static_cast<int>(n))];
  }

  void Report() {
    const std::string id = Pick("R", 6);
    switch (Below(random_, 4)) {
      case 0:
        return chronicle_.Report(id);
      case 1:
        chronicle_.Tell(id,
                        absl::StrCat("report_regraded { report_id: '", id,
                                     "' item: ", 1 + Below(random_, 2), " }"));
        return;
      case 2:
        chronicle_.Tell(
            id, absl::StrCat("report_withdrawn { report_id: '", id, "' }"));
        return;
      default:
        const std::string derived = absl::StrCat("R9", id);
        chronicle_.Tell(derived,
                        absl::StrCat("report_sanitised { report_id: '", id,
                                     "' derived_report_id: '", derived, "' }"));
    }
  }

  void Assessment() {
    static constexpr const char* kTerms[] = {"Unlikely", "Highly likely",
                                             "Almost certain"};
    static constexpr const char* kRatings[] = {"Low", "Moderate", "High"};
    const std::string id = Pick("A", 4);
    if (Below(random_, 5) == 0) {
      chronicle_.Tell(
          id,
          absl::StrCat(Choose({"assessment_withdrawn", "assessment_archived",
                               "assessment_reaffirmed"}),
                       " { assessment_id: '", id, "' version: 1 }"));
      return;
    }
    chronicle_.Assess(
        id, static_cast<uint64_t>(++version_), 1 + Below(random_, 4),
        absl::StrCat(
            "judgements { id: 'J' term: '", Choose(kTerms),
            "' confidence { rating: '", Choose(kRatings), "' } } ",
            "supporting { ref { report_id: '", Pick("R", 6),
            "' version: ", Below(random_, 4), " item: ", Below(random_, 3),
            " } } considered_outcomes: '", Pick("O", 5),
            "' review_due { seconds: ",
            chronicle_.now() / 1000000 + Below(random_, 3000000), " }"));
  }

  void Tasking() {
    const std::string id = Pick("T", 6);
    if (Below(random_, 3) == 0) {
      chronicle_.Propose(id, Pick("A", 4),
                         static_cast<uint64_t>(Below(random_, version_ + 1)));
      return;
    }
    chronicle_.Tell(
        id, absl::StrCat(Choose({"tasking_approved", "tasking_started",
                                 "tasking_cancelled", "tasking_completed",
                                 "tasking_risk_accepted", "tasking_declined",
                                 "tasking_varied", "tasking_assigned"}),
                         " { tasking_id: '", id, "' }"));
    if (Below(random_, 4) == 0) {
      chronicle_.Tell(id, absl::StrCat("tasking_rejustified { tasking_id: '",
                                       id, "' justification { assessment_id: '",
                                       Pick("A", 4), "' version: ",
                                       Below(random_, version_ + 1), " } }"));
    }
  }

  void Outcome() {
    const std::string id = Pick("O", 5);
    const std::string tasking = Pick("T", 6);
    if (Below(random_, 3) > 0) {
      chronicle_.Outcome(id, tasking);
      return;
    }
    chronicle_.Tell(id, absl::StrCat("outcome_corrected { outcome_id: '", id,
                                     "' tasking_id: '", tasking, "' }"));
  }

  Random& random_;
  Chronicle& chronicle_;
  int version_ = 0;
};

std::string Listed(const Store& store, const Projection& projection,
                   std::optional<Position> as_of) {
  std::string text;
  for (const TableInfo& table : projection.tables) {
    if (table.keep != Keep::kHistory) continue;
    const auto answer = store.List(table, {.as_of = as_of});
    EXPECT_THAT(answer, IsOk());
    for (const StoredRow& row : answer->rows) {
      absl::StrAppend(&text, row.key, "@", row.position, "=", row.bytes, "\n");
    }
  }
  return text;
}

class Laws : public testing::TestWithParam<int> {
 protected:
  // LOOPLEDGER_SEED runs one seed anew.
  static uint64_t Seed() {
    const char* seed = std::getenv("LOOPLEDGER_SEED");
    return seed != nullptr ? std::strtoull(seed, nullptr, 10)
                           : static_cast<uint64_t>(GetParam());
  }

  Laws() { Gossip(random_, chronicle_).Go(200); }

  Random random_{Seed()};
  Chronicle chronicle_;
};

TEST_P(Laws, ARebuiltViewEqualsTheLiveOne) {
  SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", Seed()));
  for (const Projection& projection : chronicle_.projections()) {
    Folded live(projection, FreshDirectory(), 4096);
    HandmadeLedger growing;
    while (growing.head() != chronicle_.ledger().head()) {
      chronicle_.ledger().CopyTo(growing.head().next + 1 + Below(random_, 40),
                                 growing);
      live.Fold(growing, [&] { return 1 + Below(random_, 9); });
      if (Below(random_, 16) == 0) live.Crash();
    }
    Folded rebuilt(projection);
    ASSERT_EQ(live.Fold(chronicle_.ledger()).Dump(),
              rebuilt.Fold(chronicle_.ledger()).Dump())
        << projection.name;
  }
}

TEST_P(Laws, TheViewAsOfAPositionIsTheViewOfTheLedgerCutThere) {
  SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", Seed()));
  for (const Projection& projection : chronicle_.projections()) {
    Folded whole(projection);
    whole.Fold(chronicle_.ledger());
    Folded cut(projection);
    HandmadeLedger growing;
    while (growing.head() != chronicle_.ledger().head()) {
      chronicle_.ledger().CopyTo(growing.head().next + 1 + Below(random_, 5),
                                 growing);
      cut.Fold(growing);
      if (growing.head().next == 0) continue;
      ASSERT_EQ(Listed(whole.store(), projection, growing.head().next - 1),
                Listed(cut.store(), projection, {}))
          << projection.name << " as of " << growing.head().next - 1;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Laws, testing::Range(1, 9));

}  // namespace
}  // namespace loopledger
