#include "projections/gaps/orphans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "projections/engine/keys.h"
#include "projections/gaps/direction.h"
#include "projections/gaps/feedback_loop.h"
#include "tests/projections/chronicle.h"
#include "tests/projections/gapped.h"
#include "tests/projections/gossip.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A strategy S with objective O, owned by hmrc.
class OrphansTest : public Gapped {
 protected:
  OrphansTest() {
    told_.Assess("A", 1, 3);
    told_.Tell("S",
               "objective_added { objective { id: 'O' title: 'Fewer guns' "
               "owner_org: 'hmrc' } }");
  }
  Position Adopt() {
    return told_.Tell("S", "strategy_adopted { strategy_id: 'S' }");
  }
  // Live, and serving what is said.
  void Serve(absl::string_view id, absl::string_view what) {
    told_.Tell(id, absl::StrCat("tasking_proposed { tasking_id: '", id, "' ",
                                what, " }"));
    told_.Approve(id);
  }
  Position Tell(absl::string_view id, absl::string_view event) {
    return told_.Tell(id, absl::StrCat(event, " { tasking_id: '", id, "' }"));
  }
};

TEST_F(OrphansTest, AnObjectiveIsOneFromItsAdoptionUntilATaskingServesIt) {
  EXPECT_THAT(Gaps(), IsEmpty()) << "it is only drafted";
  const Position adopted = Adopt();
  EXPECT_THAT(Gaps(), ElementsAre("M8/O"));
  const v1::GapRow gap = Gap("M8/O");
  EXPECT_EQ(gap.name(), "ORPHAN_OBJECTIVE");
  EXPECT_EQ(gap.owner_org(), "hmrc");
  EXPECT_EQ(gap.title(), "Fewer guns");
  EXPECT_THAT(gap.caused_by(), ElementsAre(adopted));
  Serve("T", "objective_ids: 'O'");
  EXPECT_THAT(Gaps(), IsEmpty());
  const Position left = Tell("T", "tasking_cancelled");
  EXPECT_THAT(Gaps(), ElementsAre("M8/O"));
  EXPECT_THAT(Gap("M8/O").caused_by(), ElementsAre(adopted, left));
  told_.Tell("S", "strategy_closed { strategy_id: 'S' }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(OrphansTest, ATaskingServesItFor90DaysAfterItsCompletion) {
  Adopt();
  Serve("T", "objective_ids: 'O'");
  Tell("T", "tasking_completed");
  EXPECT_THAT(GapsAfter(90 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M8/O"));
  Serve("U", "objective_ids: 'O'");
  EXPECT_THAT(Gaps(), IsEmpty());
  Tell("U", "tasking_cancelled");
  EXPECT_THAT(Gaps(), ElementsAre("M8/O")) << "T was too long ago";
}

TEST_F(OrphansTest, ACancelledTaskingDoesNotHideACompletedOne) {
  Adopt();
  Serve("T", "objective_ids: 'O'");
  Serve("U", "objective_ids: 'O'");
  Tell("T", "tasking_completed");
  told_.Later(30 * kDay);
  Tell("U", "tasking_cancelled");
  EXPECT_THAT(GapsAfter(60 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kMicro), ElementsAre("M8/O"));
}

TEST_F(OrphansTest, APriorityThatNamesItCounts) {
  Adopt();
  Serve("T", "priority_ids: 'P'");
  EXPECT_THAT(Gaps(), ElementsAre("M8/O", "M9/T"));
  told_.Tell("K",
             "control_strategy_proposed { priorities { id: 'P' "
             "objective_ids: 'O' } }");
  EXPECT_THAT(Gaps(), ElementsAre("M8/O", "M9/T"));
  told_.Tell("K", "control_strategy_agreed { }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(OrphansTest, ItsTasksMayFindANewHome) {
  Adopt();
  Serve("T", "objective_ids: 'O'");
  told_.Tell("S", "objective_added { objective { id: 'P' } }");
  EXPECT_THAT(Gaps(), ElementsAre("M8/P"));
  told_.Tell("S", "objective_retired { objective_id: 'O' re_home: 'P' }");
  EXPECT_THAT(Gaps(), IsEmpty());
}

TEST_F(OrphansTest, ItsTimeBeginsAndEndsByTheClock) {
  told_.Tell("S", absl::StrCat("objective_amended { objective { id: 'O' from { "
                               "seconds: ",
                               (told_.now() + 10 * kDay / kMicro) / 1000000,
                               " } to { seconds: ",
                               (told_.now() + 20 * kDay / kMicro) / 1000000,
                               " } } }"));
  Adopt();
  EXPECT_THAT(GapsAfter(9 * kDay), IsEmpty());
  EXPECT_THAT(GapsAfter(kDay), ElementsAre("M8/O"));
  EXPECT_THAT(GapsAfter(10 * kDay), IsEmpty());
}

TEST_F(OrphansTest, AGapIsMarkedAsItsStrategyIs) {
  Adopt();
  EXPECT_EQ(Gap("M8/O").marking().gsc(), "OFFICIAL");
  told_.ledger().AddEvent(
      "stream_id: 'S' marking { gsc: 'SECRET' } "
      "objective_amended { objective { id: 'O' } }");
  EXPECT_EQ(Gap("M8/O").marking().gsc(), "SECRET");
}

TEST_F(OrphansTest, ThePolicySaysForHowLong) {
  Chronicle short_one("unserved_after_days: 3");
  short_one.Tell("S", "objective_added { objective { id: 'O' } }");
  short_one.Tell("S", "strategy_adopted { }");
  short_one.Tell("T",
                 "tasking_proposed { tasking_id: 'T' objective_ids: 'O' }");
  short_one.Approve("T");
  short_one.Tell("T", "tasking_completed { tasking_id: 'T' }");
  short_one.Later(3 * kDay).Tick();
  const auto gaps = [&] {
    return short_one.Keys("feedback_loop", Describe(feedback_loop::kGaps));
  };
  EXPECT_THAT(gaps(), IsEmpty());
  short_one.Later(kMicro).Tick();
  EXPECT_THAT(gaps(), ElementsAre("M8/O"));
}

// --- Counted anew, from what is in force and what live taskings name.

using state::v1::DirectionState;
using state::v1::PlanState;

std::set<std::string> ObjectivesInForce(const DirectionState& direction,
                                        int64_t now) {
  std::set<std::string> aims;
  for (const PlanState& plan : direction.plans()) {
    if (plan.control()) continue;
    for (const PlanState::Aim& aim : plan.aims()) {
      if (IsInForce(plan, aim, now)) aims.insert(aim.id());
    }
  }
  return aims;
}

// What the priorities in force name; of one proposed twice under one control
// strategy, as it was proposed last.
std::set<std::string> NamedByPriorities(Chronicle& told,
                                        const DirectionState& direction,
                                        const IdSet& served) {
  std::map<std::string, IdSet> named;  // By control strategy/priority.
  EXPECT_THAT(told.ledger().log().Read(
                  0, 10000,
                  [&](Offset, absl::string_view entry) {
                    v1::Record record;
                    if (!record.ParseFromArray(
                            entry.data(), static_cast<int>(entry.size()))) {
                      return true;
                    }
                    const v1::Event& event = record.event();
                    for (const auto& e :
                         event.control_strategy_proposed().priorities()) {
                      named[absl::StrCat(event.stream_id(), "/", e.id())] =
                          e.objective_ids();
                    }
                    return true;
                  }),
              IsOk());
  std::set<std::string> objectives;
  for (const PlanState& plan : direction.plans()) {
    for (const PlanState::Aim& aim : plan.aims()) {
      if (!plan.control() || !IsInForce(plan, aim, told.now()) ||
          std::find(served.begin(), served.end(), aim.id()) == served.end()) {
        continue;
      }
      const IdSet& ids = named[absl::StrCat(plan.id(), "/", aim.id())];
      objectives.insert(ids.begin(), ids.end());
    }
  }
  return objectives;
}

// The rows of a table without history.
template <typename Row>
std::map<std::string, Row> Remembered(Chronicle& told,
                                      const Table<Row>& table) {
  std::map<std::string, Row> rows;
  const std::string first = LatestKey(table.number, "");
  EXPECT_THAT(
      told.Folded("feedback_loop")
          .Scan(first, AfterTable(kLatestPrefix, table.number),
                [&](absl::string_view key, absl::string_view value) {
                  EXPECT_TRUE(rows[std::string(key.substr(first.size()))]
                                  .ParseFromString(std::string(value)));
                  return true;
                }),
      IsOk());
  return rows;
}

std::set<std::string> OrphansOf(Chronicle& told) {
  const DirectionState direction =
      Remembered(told, feedback_loop::kDirection)["direction"];
  std::set<std::string> orphans = ObjectivesInForce(direction, told.now());
  for (const auto& [id, service] : Remembered(told, feedback_loop::kServices)) {
    if (!service.live()) continue;
    for (const std::string& served :
         feedback_loop::ObjectivesOf(service, direction)) {
      orphans.erase(served);
    }
    for (const std::string& served :
         NamedByPriorities(told, direction, service.priorities())) {
      orphans.erase(served);
    }
  }
  return orphans;
}

TEST(Orphans, AreThoseThatARecountFinds) {
  size_t found = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    Chronicle told;
    Gossip(random, told).Go(250);
    // Whatever was completed is too long ago.
    told.Later(91 * kDay).Tick();
    std::set<std::string> gaps;
    for (const std::string& id :
         told.Keys("feedback_loop", Describe(feedback_loop::kGaps))) {
      if (absl::StartsWith(id, "M8/")) gaps.insert(id.substr(3));
    }
    EXPECT_EQ(gaps, OrphansOf(told));
    found += gaps.size();
  }
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace loopledger
