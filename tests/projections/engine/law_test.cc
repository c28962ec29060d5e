// The laws of the engine, on random ledgers: what a store holds does not depend
// on how its records were batched, and the view as of P is the view of the
// ledger cut at P.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "projections/engine/store.h"
#include "tests/support/folded.h"
#include "tests/support/matchers.h"
#include "tests/support/toy_projection.h"

namespace loopledger {
namespace {

using Random = std::mt19937_64;

const Projection& Toy() {
  static const Projection toy = toy::Toy();
  return toy;
}

int Below(Random& random, int bound) {
  return std::uniform_int_distribution<int>(0, bound - 1)(random);
}

// Few keys change often; void entries stand between the records.
void WriteRandom(Random& random, int records, HandmadeLedger& ledger) {
  const int keys = 1 + Below(random, 40);
  for (int i = 0; i < records; ++i) {
    const std::string id = absl::StrCat("k", Below(random, keys));
    ledger.Later(absl::Microseconds(Below(random, 3)));
    switch (Below(random, 10)) {
      case 0:
        toy::Remove(ledger, id);
        break;
      case 1:
        toy::Touch(ledger, id);
        break;
      case 2:
        ledger.AddTick();
        break;
      case 3:
        ledger.AddBytes("void");
        break;
      default:
        toy::Put(ledger, id);
    }
  }
}

std::vector<std::string> Listed(const Store& store, const TableInfo& table,
                                std::optional<Position> as_of) {
  const auto answer = store.List(table, {.as_of = as_of});
  EXPECT_THAT(answer, IsOk());
  std::vector<std::string> rows;
  for (const StoredRow& row : answer->rows) {
    rows.push_back(absl::StrCat(row.key, "@", row.position, "=", row.bytes));
    EXPECT_EQ(store.Get(table, row.key, as_of)->row->bytes, row.bytes);
  }
  return rows;
}

class Law : public testing::TestWithParam<int> {
 protected:
  // LOOPLEDGER_SEED runs one seed anew.
  static uint64_t Seed() {
    const char* seed = std::getenv("LOOPLEDGER_SEED");
    return seed != nullptr ? std::strtoull(seed, nullptr, 10)
                           : static_cast<uint64_t>(GetParam());
  }
};

TEST_P(Law, WhatIsStoredDoesNotDependOnTheBatches) {
  SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", Seed()));
  Random random(Seed());
  HandmadeLedger ledger;
  WriteRandom(random, 400, ledger);
  Folded one_by_one(Toy());
  const std::string expected = one_by_one.Fold(ledger, 1).Dump();
  Folded at_once(Toy());
  EXPECT_EQ(at_once.Fold(ledger, 100000).Dump(), expected);
  // Also with no room to keep rows, and crashes in between.
  Folded in_pieces(Toy(), FreshDirectory(), 0);
  HandmadeLedger growing;
  while (growing.head() != ledger.head()) {
    ledger.CopyTo(growing.head().next + 1 + Below(random, 100), growing);
    in_pieces.Fold(growing, [&] { return 1 + Below(random, 50); });
    if (Below(random, 2) == 0) {
      ASSERT_THAT(in_pieces.store().Flush(true), IsOk());
    }
    if (Below(random, 2) == 0) in_pieces.Crash();
    in_pieces.Fold(growing, 1 + Below(random, 50));
  }
  EXPECT_EQ(in_pieces.Fold(ledger).Dump(), expected);
}

TEST_P(Law, TheViewAsOfAPositionIsTheViewOfTheLedgerCutThere) {
  SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", Seed()));
  Random random(Seed());
  HandmadeLedger ledger;
  WriteRandom(random, 300, ledger);
  Folded folded(Toy());
  folded.Fold(ledger, 1 + Below(random, 200));
  Folded cut(Toy());
  HandmadeLedger growing;
  for (Position next = 1; next <= ledger.head().next; ++next) {
    ledger.CopyTo(next, growing);
    cut.Fold(growing, 1);
    for (const TableInfo& table : Toy().tables) {
      if (table.keep != Keep::kHistory) continue;
      ASSERT_EQ(Listed(folded.store(), table, next - 1),
                Listed(cut.store(), table, {}))
          << "as of " << next - 1;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Law, testing::Range(1, 9));

}  // namespace
}  // namespace loopledger
