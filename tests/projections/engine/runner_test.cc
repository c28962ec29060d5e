#include "projections/engine/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "ledger/base/clock.h"
#include "projections/engine/directory.h"
#include "tests/projections/engine/failing_env.h"
#include "tests/support/damage.h"
#include "tests/support/folded.h"
#include "tests/support/matchers.h"
#include "tests/support/toy_projection.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

// A log whose first entry may be damaged, and that may be out of reach.
class PoisonedLog final : public LogReader {
 public:
  PoisonedLog(const LogReader& log, const std::atomic<bool>& poisoned,
              const std::atomic<bool>& away)
      : log_(log), poisoned_(poisoned), away_(away) {}

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override {
    if (away_) return absl::UnavailableError("no broker answers");
    if (poisoned_ && from == 0)
      return absl::DataLossError("entry 0 is damaged");
    return log_.Read(from, limit, visit);
  }
  absl::StatusOr<Offset> End() const override { return log_.End(); }
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override {
    return log_.AwaitBeyond(from, deadline);
  }

 private:
  const LogReader& log_;
  const std::atomic<bool>& poisoned_;
  const std::atomic<bool>& away_;
};

class RunnerTest : public testing::Test {
 protected:
  void Start() {
    absl::StatusOr<std::unique_ptr<Runner>> runner = TryStart();
    ASSERT_THAT(runner, IsOk());
    runner_ = *std::move(runner);
  }
  absl::StatusOr<std::unique_ptr<Runner>> TryStart() {
    return Runner::Start(log_, {toy_, other_},
                         {.directory = directory_,
                          .memory_bytes_max = size_t{4} << 20,
                          .env = &env_});
  }

  static absl::Time Soon() { return SystemClock().Now() + absl::Seconds(60); }
  absl::Status AwaitAll() {
    return runner_->Await(ledger_.head().next - 1, Soon());
  }
  // Looks until the state of the first projection is as `done` wants it.
  template <typename Done>
  ProjectionState AwaitState(Done done) {
    const absl::Time deadline = Soon();
    while (SystemClock().Now() < deadline) {
      ProjectionState state = runner_->states()[0];
      if (done(state)) return state;
    }
    ADD_FAILURE() << "it never came to be";
    return {};
  }

  // What the current store of `projection` holds, with no runner about.
  std::string Dumped(const Projection& projection) {
    runner_.reset();
    auto directory = Directory::Open(directory_, nullptr);
    EXPECT_THAT(directory, IsOk());
    const auto current = (*directory)->Current(projection);
    Folded folded(projection, (*directory)->PathOf(*current));
    return folded.Dump();
  }
  std::string Rebuilt(const Projection& projection) {
    return Folded(projection).Fold(ledger_).Dump();
  }

  void PutMany(int count) {
    for (int i = 0; i < count; ++i) toy::Put(ledger_, absl::StrCat(i % 13));
  }

  const std::string directory_ = FreshDirectory();
  FailingEnv env_;
  HandmadeLedger ledger_;
  std::atomic<bool> poisoned_ = false;
  std::atomic<bool> away_ = false;
  const PoisonedLog log_{ledger_.log(), poisoned_, away_};
  Projection toy_ = toy::Toy();
  Projection other_ = [] {
    Projection other = toy::Toy();
    other.name = "other";
    return other;
  }();
  std::unique_ptr<Runner> runner_;
};

TEST_F(RunnerTest, FoldsWhatIsThereAndWhatComes) {
  PutMany(100);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  const View* rows = runner_->Find("toy.rows");
  ASSERT_NE(rows, nullptr);
  EXPECT_EQ(runner_->Find("toy"), rows);
  EXPECT_EQ(runner_->Find("toy.count"), nullptr) << "no view: no history";
  EXPECT_EQ(runner_->Find("nothing"), nullptr);
  EXPECT_EQ(runner_->views().size(), 4u);
  EXPECT_FALSE(rows->Get("new")->row.has_value());
  const Position put = toy::Put(ledger_, "new");
  ASSERT_THAT(rows->Await(put, Soon()), IsOk());
  EXPECT_EQ(rows->Get("new")->row->position, put);
  EXPECT_EQ(rows->next(), put + 1);
  EXPECT_EQ(rows->Feed(put, 10)->changes.size(), 1u);
}

TEST_F(RunnerTest, SaysWhenAPositionIsNotThereInTime) {
  PutMany(1);
  Start();
  EXPECT_THAT(runner_->Await(5, SystemClock().Now()),
              StatusIs(absl::StatusCode::kDeadlineExceeded,
                       HasSubstr("has not folded position 5 yet")));
}

TEST_F(RunnerTest, TellsThatSomethingChanged) {
  absl::Notification told;
  auto runner = Runner::Start(ledger_.log(), {toy_},
                              {.directory = directory_, .on_change = [&] {
                                 if (!told.HasBeenNotified()) told.Notify();
                               }});
  ASSERT_THAT(runner, IsOk());
  PutMany(1);
  EXPECT_TRUE(told.WaitForNotificationWithDeadline(Soon()));
}

TEST_F(RunnerTest, SkipsAndCountsVoidEntries) {
  PutMany(3);
  ledger_.AddBytes("no record");
  PutMany(3);
  ledger_.AddBytes("no record");
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  AwaitState([](const auto& state) { return state.void_entries == 2; });
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, GoesOnWhereItStoppedAndEqualsARebuild) {
  for (int run = 0; run < 3; ++run) {
    PutMany(500);
    Start();
    ASSERT_THAT(AwaitAll(), IsOk());
    runner_.reset();
  }
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
  EXPECT_EQ(Dumped(other_), Rebuilt(other_));
}

TEST_F(RunnerTest, StopsAtARecordItCannotReadAndServesWhatIsBeforeIt) {
  PutMany(5);
  ledger_.AddBytes(ledger_.NextBytes(""));  // A record without a body.
  PutMany(5);
  Start();
  const absl::Status waited = AwaitAll();
  EXPECT_THAT(waited, StatusIs(absl::StatusCode::kUnimplemented,
                               HasSubstr("stopped at position 5")));
  const View* rows = runner_->Find("toy");
  EXPECT_EQ(rows->health(), waited);
  EXPECT_EQ(rows->next(), 5u);
  EXPECT_EQ(rows->List({})->rows.size(), 5u);
}

TEST_F(RunnerTest, StopsAtARecordThatDoesNotParse) {
  PutMany(5);
  ledger_.AddBytes(ledger_.NextBytes("\x3a\x02\xff\xff"));  // event: garbage.
  Start();
  EXPECT_THAT(AwaitAll(), StatusIs(absl::StatusCode::kDataLoss,
                                   HasSubstr("record at position 5")));
}

TEST_F(RunnerTest, DoesNotServeWhatWasFoldedFromAnotherLog) {
  PutMany(8);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  HandmadeLedger another;
  another.Later(absl::Seconds(1));
  for (int i = 0; i < 20; ++i) toy::Put(another, "x");
  auto runner = Runner::Start(another.log(), {toy_}, {.directory = directory_});
  ASSERT_THAT(runner, IsOk());
  const auto refused =
      StatusIs(absl::StatusCode::kDataLoss, HasSubstr("folded at position 7"));
  EXPECT_THAT((*runner)->states()[0].in_log, refused);
  const View* rows = (*runner)->Find("toy");
  EXPECT_THAT(rows->health(), refused);
  EXPECT_THAT(rows->Get("1"), refused);
  EXPECT_THAT(rows->List({}), refused);
  EXPECT_THAT(rows->Feed(0, 1), refused);
  ASSERT_THAT((*runner)->Rebuild("toy"), IsOk());
  const absl::Time deadline = Soon();
  while (!rows->Await(19, deadline).ok() && SystemClock().Now() < deadline) {
  }
  EXPECT_EQ(rows->next(), 20u);
  EXPECT_EQ(rows->List({})->rows.size(), 1u);
}

TEST_F(RunnerTest, StopsWhenTheLogIsShorterThanWhatWasFolded) {
  PutMany(8);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  HandmadeLedger cut;
  ledger_.CopyTo(5, cut);
  auto runner = Runner::Start(cut.log(), {toy_}, {.directory = directory_});
  ASSERT_THAT(runner, IsOk());
  const auto ahead = StatusIs(absl::StatusCode::kDataLoss,
                              HasSubstr("the log has nothing there"));
  EXPECT_THAT((*runner)->Find("toy")->health(), ahead);
  EXPECT_THAT((*runner)->states()[0].in_log, ahead);
}

TEST_F(RunnerTest, NeitherServesWhatIsDamagedNorStopsTheOthers) {
  PutMany(3000);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  for (const auto& file :
       FilesIn(absl::StrCat(directory_, "/toy.v1.1"), ".sst"))
    FlipByte(file, std::filesystem::file_size(file) / 2);
  Start();
  const View* rows = runner_->Find("toy");
  for (Position as_of = 0; as_of < 3000; ++as_of) {
    for (int row = 0; row < 13; ++row) {
      const auto answer = rows->Get(std::to_string(row), as_of);
      if (answer.ok()) continue;
      ASSERT_THAT(answer, StatusIs(absl::StatusCode::kDataLoss));
      as_of = 3000;
      break;
    }
    ASSERT_NE(as_of, 2999u) << "the damage was not seen";
  }
  EXPECT_EQ(runner_->Find("other")->List({})->rows.size(), 13u);
  ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
  AwaitState([](const auto& state) { return !state.rebuilding; });
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

// Each file of a store gone, cut or changed, one at a time.
TEST_F(RunnerTest, StandsEveryDamageToAFileOfAStore) {
  PutMany(300);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  PutMany(100);
  const std::string expected = Rebuilt(toy_);
  const std::string store = absl::StrCat(directory_, "/toy.v1.1");
  const std::string kept = FreshDirectory();
  std::filesystem::copy(directory_, kept,
                        std::filesystem::copy_options::recursive);
  for (const auto& whole : FilesIn(absl::StrCat(kept, "/toy.v1.1"))) {
    const auto size = std::filesystem::file_size(whole);
    const auto file = std::filesystem::path(store) / whole.filename();
    for (int damage = 0; damage < 3; ++damage) {
      SCOPED_TRACE(absl::StrCat(file.string(), " damage ", damage));
      std::filesystem::remove_all(directory_);
      std::filesystem::copy(kept, directory_,
                            std::filesystem::copy_options::recursive);
      if (damage == 0) {
        std::filesystem::remove(file);
      } else if (damage == 1) {
        std::filesystem::resize_file(file, size / 2);
      } else if (size > 0) {
        FlipByte(file, size / 3);
      }
      Start();
      const View* other = runner_->Find("other");
      ASSERT_THAT(other->Await(ledger_.head().next - 1, Soon()), IsOk());
      const View* rows = runner_->Find("toy");
      const absl::Status health = rows->Await(ledger_.head().next - 1, Soon());
      if (!health.ok()) {
        EXPECT_THAT(health, StatusIs(absl::StatusCode::kDataLoss,
                                     HasSubstr("projection toy")));
      }
      const auto feed = rows->Feed(0, 10000);
      if (health.ok() && feed.ok()) {
        EXPECT_EQ(feed->changes.size(), 400u);
      } else if (!feed.ok()) {
        EXPECT_THAT(feed, StatusIs(absl::StatusCode::kDataLoss));
      }
      ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
      AwaitState([](const auto& state) { return !state.rebuilding; });
      ASSERT_THAT(AwaitAll(), IsOk());
      EXPECT_EQ(Dumped(toy_), expected);
    }
  }
}

TEST_F(RunnerTest, RebuildsAnewAfterARebuildThatStopped) {
  PutMany(5);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  poisoned_ = true;
  ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
  const ProjectionState stopped = AwaitState(
      [](const ProjectionState& state) { return !state.health.ok(); });
  EXPECT_THAT(stopped.health, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_FALSE(stopped.rebuilding);
  EXPECT_EQ(runner_->Find("toy")->List({})->rows.size(), 5u)
      << "what was served before is served on";
  poisoned_ = false;
  ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
  AwaitState([](const ProjectionState& state) {
    return !state.rebuilding && state.health.ok();
  });
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
  int stores = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    stores += entry.is_directory() ? 1 : 0;
  }
  EXPECT_EQ(stores, 2) << "what the stopped rebuild left is gone";
}

TEST_F(RunnerTest, StartsBesideAStoreThatIsGone) {
  PutMany(30);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  std::filesystem::remove_all(absl::StrCat(directory_, "/toy.v1.1"));
  Start();
  const View* rows = runner_->Find("toy");
  EXPECT_THAT(rows->health(), StatusIs(absl::StatusCode::kDataLoss,
                                       HasSubstr("projection toy is damaged")));
  EXPECT_THAT(rows->Get("1"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(runner_->Find("other")->List({})->rows.size(), 13u);
  ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
  AwaitState([](const auto& state) { return !state.rebuilding; });
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, RefusesADirectoryThatIsOpen) {
  Start();
  EXPECT_THAT(TryStart().status(), StatusIs(absl::StatusCode::kAlreadyExists,
                                            HasSubstr("lock is held")));
}

TEST_F(RunnerTest, RebuildsBesideWhileReadsGoOn) {
  PutMany(3000);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_THAT(runner_->Rebuild("nobody"),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
  EXPECT_THAT(runner_->Rebuild("toy"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  const View* rows = runner_->Find("toy");
  AwaitState([&](const ProjectionState& state) {
    PutMany(1);
    EXPECT_EQ(rows->List({})->rows.size(), 13u);
    EXPECT_GE(rows->next(), 3000u);
    return !state.rebuilding;
  });
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, RebuildsWhenTheVersionIsRaised) {
  PutMany(3000);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  toy_.version = 2;
  PutMany(10);
  Start();
  EXPECT_EQ(runner_->Find("toy")->List({})->rows.size(), 13u)
      << "the old store is served meanwhile";
  ASSERT_THAT(AwaitAll(), IsOk());
  AwaitState([](const auto& state) { return !state.rebuilding; });
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, RebuildsWhenTheTablesAreOthers) {
  PutMany(30);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  toy_.version = 2;
  toy_.tables[0].name = "renamed";
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(runner_->Find("toy.renamed")->List({})->rows.size(), 13u);
}

TEST_F(RunnerTest, WaitsForAFullDiskAndGoesOn) {
  PutMany(3000);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  env_.Fill(true);
  ASSERT_THAT(runner_->Rebuild("toy"), IsOk());
  const ProjectionState full = AwaitState(
      [](const ProjectionState& state) { return !state.health.ok(); });
  EXPECT_EQ(full.health.code(), absl::StatusCode::kResourceExhausted)
      << full.health;
  EXPECT_EQ(runner_->Find("toy")->List({})->rows.size(), 13u);
  env_.Fill(false);
  AwaitState([](const ProjectionState& state) {
    return state.health.ok() && !state.rebuilding;
  });
  PutMany(10);
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, ServesWhatItHasWhileTheDiskIsFullAndThenCatchesUp) {
  Start();
  env_.Fill(true);
  const ProjectionState full = AwaitState([this](const ProjectionState& state) {
    PutMany(1000);
    return !state.health.ok();
  });
  EXPECT_THAT(full.health, StatusIs(absl::StatusCode::kResourceExhausted,
                                    HasSubstr("projection toy waits")));
  EXPECT_EQ(runner_->Find("toy")->List({})->rows.size(), 13u);
  env_.Fill(false);
  AwaitState([](const ProjectionState& state) { return state.health.ok(); });
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, WaitsForABrokerAndGoesOn) {
  Start();
  PutMany(1000);
  ASSERT_THAT(AwaitAll(), IsOk());
  const Position before = ledger_.head().next;
  away_ = true;
  PutMany(1000);
  const ProjectionState waits = AwaitState(
      [](const ProjectionState& state) { return !state.health.ok(); });
  EXPECT_THAT(waits.health, StatusIs(absl::StatusCode::kUnavailable,
                                     HasSubstr("toy waits at position")));
  EXPECT_EQ(waits.next, before);
  EXPECT_EQ(runner_->Find("toy")->List({})->rows.size(), 13u);
  away_ = false;
  AwaitState([](const ProjectionState& state) { return state.health.ok(); });
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

TEST_F(RunnerTest, OpensItsStoresOnceTheBrokerAnswers) {
  PutMany(100);
  Start();
  ASSERT_THAT(AwaitAll(), IsOk());
  runner_.reset();
  away_ = true;
  Start();
  EXPECT_THAT(runner_->states()[0].health,
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("toy waits: no broker answers")));
  away_ = false;
  AwaitState([](const ProjectionState& state) { return state.health.ok(); });
  PutMany(10);
  ASSERT_THAT(AwaitAll(), IsOk());
  EXPECT_EQ(Dumped(toy_), Rebuilt(toy_));
}

}  // namespace
}  // namespace loopledger
