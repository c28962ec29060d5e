// Rows, history, feed and times, as they come out of a store.
#include "projections/engine/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "projections/engine/tables.h"
#include "tests/support/folded.h"
#include "tests/support/matchers.h"
#include "tests/support/toy_projection.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Projection& Toy() {
  static const Projection toy = toy::Toy();
  return toy;
}

const TableInfo& Rows() { return Toy().tables[0]; }
const TableInfo& Taken() { return Toy().tables[1]; }

std::string Text(const StoredRow& row) {
  v1::ReportRow message;
  EXPECT_TRUE(message.ParseFromString(row.bytes));
  return absl::StrCat(row.key, "@", row.position, " x", message.cited_by());
}

std::string Text(const RowChange& change) {
  if (!change.deleted) return Text(change.row);
  return absl::StrCat(change.row.key, "@", change.row.position, " gone");
}

template <typename Items>
std::vector<std::string> Texts(const Items& items) {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(Text(item));
  return texts;
}

std::string GetText(const Store& store, absl::string_view key,
                    std::optional<Position> as_of = {}) {
  const absl::StatusOr<RowAnswer> answer = store.Get(Rows(), key, as_of);
  if (!answer.ok()) return std::string(answer.status().message());
  return answer->row.has_value() ? Text(*answer->row) : "none";
}

TEST(Store, GivesARowAsItIsAndAsItWas) {
  HandmadeLedger ledger;
  toy::Put(ledger, "a");     // 0
  toy::Put(ledger, "b");     // 1
  toy::Put(ledger, "a");     // 2
  toy::Remove(ledger, "a");  // 3
  toy::Put(ledger, "a");     // 4
  Folded folded(Toy());
  const Store& store = folded.Fold(ledger).store();
  EXPECT_EQ(GetText(store, "a"), "a@4 x1");
  EXPECT_EQ(GetText(store, "a", 0), "a@0 x1");
  EXPECT_EQ(GetText(store, "a", 1), "a@0 x1");
  EXPECT_EQ(GetText(store, "a", 2), "a@2 x2");
  EXPECT_EQ(GetText(store, "a", 3), "none");
  EXPECT_EQ(GetText(store, "b", 0), "none");
  EXPECT_EQ(GetText(store, "c"), "none");
  EXPECT_EQ(store.Get(Rows(), "a", 2)->next, 3u);
  EXPECT_EQ(store.Get(Rows(), "a", {})->next, 5u);
}

TEST(Store, KnowsAPositionItHasNotFolded) {
  HandmadeLedger ledger;
  toy::Put(ledger, "a");
  Folded folded(Toy());
  EXPECT_THAT(folded.store().Get(Rows(), "a", 0),
              StatusIs(absl::StatusCode::kOutOfRange));
  const Store& store = folded.Fold(ledger).store();
  EXPECT_THAT(store.Get(Rows(), "a", 1),
              StatusIs(absl::StatusCode::kOutOfRange,
                       HasSubstr("position 1 is not folded yet")));
  EXPECT_THAT(store.List(Rows(), {.as_of = ~Position{0}}),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(Store, GivesTheMarkingOfARow) {
  HandmadeLedger ledger;
  toy::Put(ledger, "a");
  Folded folded(Toy());
  const auto answer = folded.Fold(ledger).store().Get(Rows(), "a", {});
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->row->marking, EqualsProto("gsc: 'OFFICIAL'"));
}

TEST(Store, ListsRowsInPagesAsOfAnyPosition) {
  HandmadeLedger ledger;
  for (const char* id : {"c", "a", "b", "d"}) toy::Put(ledger, id);
  toy::Remove(ledger, "b");  // 4
  Folded folded(Toy());
  const Store& store = folded.Fold(ledger).store();
  const auto first = store.List(Rows(), {.limit = 2});
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Texts(first->rows), ElementsAre("a@1 x1", "c@0 x1"));
  EXPECT_TRUE(first->more);
  const auto rest = store.List(Rows(), {.after_key = "c", .limit = 2});
  EXPECT_THAT(Texts(rest->rows), ElementsAre("d@3 x1"));
  EXPECT_FALSE(rest->more);
  const auto before = store.List(Rows(), {.as_of = 2});
  EXPECT_THAT(Texts(before->rows), ElementsAre("a@1 x1", "b@2 x1", "c@0 x1"));
  EXPECT_THAT(store.List(Taken(), {})->rows, IsEmpty());
}

TEST(Store, TellsTheHistoryOfARowNewestFirst) {
  HandmadeLedger ledger;
  toy::Put(ledger, "a");
  toy::Put(ledger, "b");
  toy::Put(ledger, "a");
  toy::Remove(ledger, "a");
  Folded folded(Toy());
  const Store& store = folded.Fold(ledger).store();
  EXPECT_THAT(Texts(store.History(Rows(), "a", {}, 10)->versions),
              ElementsAre("a@3 gone", "a@2 x2", "a@0 x1"));
  const auto some = store.History(Rows(), "a", 2, 1);
  EXPECT_THAT(Texts(some->versions), ElementsAre("a@2 x2"));
  EXPECT_TRUE(some->more);
  EXPECT_THAT(store.History(Rows(), "nobody", {}, 10)->versions, IsEmpty());
}

TEST(Store, FeedsTheChangesOfOneTableInOrder) {
  HandmadeLedger ledger;
  toy::Put(ledger, "a");     // 0
  toy::Put(ledger, "b");     // 1
  ledger.AddTick();          // 2: changes "taken" only
  toy::Touch(ledger, "a");   // 3: changes nothing
  toy::Remove(ledger, "a");  // 4
  Folded folded(Toy());
  const Store& store = folded.Fold(ledger).store();
  const auto all = store.Feed(Rows(), 0, 10);
  ASSERT_THAT(all, IsOk());
  EXPECT_THAT(Texts(all->changes), ElementsAre("a@0 x1", "b@1 x1", "a@4 gone"));
  EXPECT_EQ(all->next, 5u);
  const auto first = store.Feed(Rows(), 0, 1);
  EXPECT_THAT(Texts(first->changes), ElementsAre("a@0 x1"));
  EXPECT_EQ(first->next, 1u);
  EXPECT_THAT(Texts(store.Feed(Rows(), 2, 10)->changes),
              ElementsAre("a@4 gone"));
  EXPECT_THAT(store.Feed(Rows(), 5, 10)->changes, IsEmpty());
  EXPECT_EQ(store.Feed(Rows(), 5, 10)->next, 5u);
}

TEST(Store, FeedsWhatOnePositionChangedAsAWhole) {
  HandmadeLedger ledger;
  toy::Put(ledger, "a");
  toy::Put(ledger, "b");
  const Position tick = ledger.AddTick();  // Takes both.
  Folded folded(Toy());
  const auto feed = folded.Fold(ledger).store().Feed(Taken(), 0, 1);
  EXPECT_THAT(Texts(feed->changes),
              ElementsAre(absl::StrCat("a@", tick, " x1"),
                          absl::StrCat("b@", tick, " x1")));
  EXPECT_EQ(feed->next, tick + 1);
}

TEST(Store, TurnsATimeIntoTheLastPositionRecordedByThen) {
  HandmadeLedger ledger;
  std::vector<absl::Time> times;
  for (int i = 0; i < 1000; ++i) {
    ledger.Later(absl::Microseconds(i % 3 == 0 ? 0 : i));
    toy::Put(ledger, "a");
    times.push_back(ledger.now());
  }
  Folded folded(Toy());
  const Store& store = folded.Fold(ledger, 7).store();
  EXPECT_THAT(
      store.PositionAt(absl::ToUnixMicros(times[0] - absl::Microseconds(1))),
      StatusIs(absl::StatusCode::kNotFound));
  for (size_t i = 0; i < times.size(); ++i) {
    size_t last = i;
    while (last + 1 < times.size() && times[last + 1] == times[i]) ++last;
    EXPECT_THAT(store.PositionAt(absl::ToUnixMicros(times[i])),
                IsOkAndHolds(last));
  }
  EXPECT_THAT(store.PositionAt(absl::ToUnixMicros(absl::Now())),
              IsOkAndHolds(999u));
}

TEST(Store, ResumesAtItsCursorAfterACrash) {
  HandmadeLedger ledger;
  for (int i = 0; i < 50; ++i) toy::Put(ledger, absl::StrCat("k", i % 7));
  Folded folded(Toy());
  folded.Fold(ledger, 10);
  ASSERT_THAT(folded.store().Flush(true), IsOk());
  const Cursor flushed = folded.store().cursor();
  for (int i = 0; i < 50; ++i) toy::Put(ledger, absl::StrCat("k", i % 9));
  folded.Fold(ledger, 10);
  const std::string before = folded.Dump();
  folded.Crash();
  EXPECT_EQ(folded.store().cursor(), flushed);
  EXPECT_EQ(flushed.head.next, 50u);
  EXPECT_EQ(folded.Fold(ledger, 10).Dump(), before);
}

TEST(Store, OfOtherTablesIsNotReadAsOnesOwn) {
  const std::string directory = FreshDirectory();
  HandmadeLedger ledger;
  toy::Put(ledger, "a");
  {
    Folded folded(Toy(), directory);
    ASSERT_THAT(folded.Fold(ledger).store().Flush(true), IsOk());
  }
  Projection other = toy::Toy(2);
  other.tables.pop_back();
  EXPECT_THAT(
      Store::Open(directory, other, Budget(size_t{8} << 20), nullptr).status(),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("has other tables")));
}

// Changes tables as a fold would, and stores that.
class TablesTest : public testing::Test {
 protected:
  void Commit() {
    tables_.EndRecord(position_, writes_);
    tables_.EndBatch(writes_);
    ASSERT_THAT(
        folded_.store().Commit(writes_, {.head = {.next = ++position_}}),
        IsOk());
    writes_.Clear();
  }

  Folded folded_{Toy()};
  Allowance allowance_{size_t{1} << 20, 1};
  Tables tables_{Toy(), folded_.store(), allowance_};
  rocksdb::WriteBatch writes_;
  Position position_ = 0;
};

TEST_F(TablesTest, KeepNoAbsenceOfAResidentTable) {
  tables_.Change(toy::kQueue, "1",
                 [](v1::ReportRow& row) { row.set_report_id("a"); });
  Commit();
  const size_t kept = tables_.kept_rows();
  for (int i = 0; i < 10; ++i) {
    tables_.Delete(toy::kQueue, absl::StrCat("late", i));
    EXPECT_EQ(tables_.Get(toy::kQueue, absl::StrCat("asked", i)), nullptr);
    tables_.Change(toy::kQueue, absl::StrCat("brief", i),
                   [](v1::ReportRow&) {});
    tables_.EndRecord(position_, writes_);
    tables_.Delete(toy::kQueue, absl::StrCat("brief", i));
    Commit();
  }
  EXPECT_EQ(tables_.kept_rows(), kept);
  EXPECT_EQ(tables_.FirstKey(toy::kQueue), "1");
}

TEST_F(TablesTest, CountNoBytesOfARowThatIsGone) {
  const auto change = [this](absl::string_view key, size_t bytes) {
    tables_.Change(toy::kCount, key, [&](v1::ReportRow& row) {
      row.set_report_id(std::string(bytes, 'x'));
    });
    Commit();
  };
  change("a", 0);
  const size_t small = tables_.kept_bytes();
  change("a", 10000);
  EXPECT_GT(tables_.kept_bytes(), small + 10000);
  tables_.Delete(toy::kCount, "a");
  Commit();
  EXPECT_LE(tables_.kept_bytes(), small);
}

}  // namespace
}  // namespace loopledger
