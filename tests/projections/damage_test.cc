// A store with a damaged file: a fold stops and says so, a read says so, and
// what is answered all the same is right.
#include "tests/support/damage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "projections/engine/budget.h"
#include "projections/engine/decoder.h"
#include "projections/engine/lane.h"
#include "tests/projections/chronicle.h"
#include "tests/projections/gossip.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

constexpr uint64_t kSeed = 7;
constexpr int kFlips = 24;

template <typename Rows>
void Append(const Rows& rows, std::string& text) {
  for (const StoredRow& row : rows) {
    absl::StrAppend(&text, row.key, "@", row.position, "=", row.bytes, "\n");
  }
}

// What each way to read a view gives, in words; damage is "damaged".
std::vector<std::string> Told(const Store& store, const TableInfo& table,
                              Position as_of) {
  std::vector<std::string> told;
  const auto tell = [&](const absl::Status& status, std::string text) {
    if (!status.ok()) {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
    }
    told.push_back(status.ok() ? std::move(text) : "damaged");
  };
  std::string text;
  const auto list = store.List(table, {.as_of = as_of});
  if (list.ok()) Append(list->rows, text);
  tell(list.status(), std::move(text));
  for (const char* key : {"A1", "T1", "R1", "M1/A1", "M3/T1"}) {
    text.clear();
    const auto row = store.Get(table, key, as_of);
    if (row.ok() && row->row) Append(std::vector{*row->row}, text);
    tell(row.status(), std::move(text));
    text.clear();
    const auto history = store.History(table, key, as_of, 100);
    if (history.ok()) {
      for (const RowChange& version : history->versions) {
        Append(std::vector{version.row}, text);
      }
    }
    tell(history.status(), std::move(text));
  }
  text.clear();
  const auto feed = store.Feed(table, 0, 1);
  if (feed.ok()) {
    for (const RowChange& change : feed->changes) {
      Append(std::vector{change.row}, text);
    }
  }
  tell(feed.status(), std::move(text));
  return told;
}

class DamageTest : public testing::TestWithParam<int> {
 protected:
  DamageTest() {
    std::mt19937_64 random(kSeed);
    Gossip gossip(random, chronicle_);
    gossip.Go(300);
    for (int i = 0; i < 300; ++i) AddTasking(i, random);
    half_ = chronicle_.ledger().head().next;
    gossip.Go(100);
  }

  // A live one; what it takes is spread over many blocks of the store.
  void AddTasking(int number, std::mt19937_64& random) {
    const std::string id = absl::StrCat("U", number);
    std::string title;
    while (title.size() < 300) absl::StrAppend(&title, absl::Hex(random()));
    chronicle_.Tell(
        id, absl::StrCat("tasking_proposed { tasking_id: '", id, "' title: '",
                         title, "' justification { assessment_id: 'A",
                         Below(random, 4), "' version: 1 } }"));
    chronicle_.Approve(id);
  }

  const Projection& projection() const {
    return chronicle_.projections()[static_cast<size_t>(GetParam())];
  }

  // With caches of its own: a copied file would be known from the other's.
  absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& directory) {
    const Budget budget(size_t{8} << 20);
    return Store::Open(directory, projection(), budget, nullptr);
  }

  // Folds on, before `until`, and gives the health after that.
  absl::Status Fold(Store& store, Position until) {
    Follower follower;
    follower.projection = &projection();
    follower.store = &store;
    follower.folding =
        std::make_unique<Folding>(projection(), store, no_rows_kept_);
    follower.Restart();
    const Stride stride = {
        .until = until, .records_max = 10, .bytes_max = size_t{1} << 20};
    while (follower.health.ok() &&
           Advance(chronicle_.ledger().log(), {&follower}, stride, decoder_,
                   crew_)) {
    }
    return follower.health;
  }

  Chronicle chronicle_;
  Position half_ = 0;
  Decoder decoder_;
  Crew crew_{1};
  Allowance no_rows_kept_{0, 1};
};

TEST_P(DamageTest, StopsTheFoldAndIsNeverServed) {
  const std::string whole = FreshDirectory();
  std::vector<std::vector<std::string>> right;
  std::string folded;
  {
    auto store = Open(whole);
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT(Fold(**store, half_), IsOk());
    ASSERT_THAT((*store)->Flush(true), IsOk());
    for (const TableInfo& table : projection().tables) {
      if (table.keep != Keep::kHistory) continue;
      right.push_back(Told(**store, table, half_ / 2));
    }
  }
  int stopped = 0;
  int unread = 0;
  const auto tables = FilesIn(whole, ".sst");
  ASSERT_FALSE(tables.empty());
  const auto size = std::filesystem::file_size(tables[0]);
  for (uintmax_t flip = 0; flip < kFlips; ++flip) {
    const std::string directory = FreshDirectory();
    std::filesystem::copy(whole, directory);
    FlipByte(FilesIn(directory, ".sst")[0], size * flip / kFlips);
    auto store = Open(directory);
    if (!store.ok()) {
      EXPECT_THAT(store, StatusIs(absl::StatusCode::kDataLoss));
      continue;
    }
    for (size_t i = 0, view = 0; i < projection().tables.size(); ++i) {
      if (projection().tables[i].keep != Keep::kHistory) continue;
      const auto told = Told(**store, projection().tables[i], half_ / 2);
      for (size_t j = 0; j < told.size(); ++j) {
        unread += told[j] == "damaged" ? 1 : 0;
        if (told[j] == "damaged") continue;
        EXPECT_EQ(told[j], right[view][j]);
      }
      ++view;
    }
    const absl::Status health = Fold(**store, ~Position{0});
    if (health.ok()) continue;
    ++stopped;
    EXPECT_THAT(health, StatusIs(absl::StatusCode::kDataLoss,
                                 HasSubstr(absl::StrCat("store ", directory))));
    EXPECT_THAT(health.message(), HasSubstr(projection().name));
    EXPECT_THAT(health.message(), HasSubstr("stopped at position "));
  }
  EXPECT_GT(stopped, 0) << "no fold met the damage";
  EXPECT_GT(unread, 0) << "no read met the damage";
}

INSTANTIATE_TEST_SUITE_P(Projections, DamageTest, testing::Range(0, 3));

}  // namespace
}  // namespace loopledger
