// The laws of the projections, on random ledgers: a rebuilt view equals the
// live one byte for byte, and the view as of P is the view of the ledger cut
// at P.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/projections/chronicle.h"
#include "tests/projections/gossip.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

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

  Laws() { Gossip(random_, chronicle_).Go(250); }

  std::mt19937_64 random_{Seed()};
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
