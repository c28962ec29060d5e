#include "projections/registers/strategy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "projections/gaps/feedback_loop.h"
#include "tests/projections/chronicle.h"
#include "tests/projections/gossip.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);

// Strategy S of the board with objective O, to DISRUPT at the tactical layer.
class StrategyTest : public testing::Test {
 protected:
  StrategyTest() {
    told_.Tell("S", "strategy_drafted { title: 'Safer' body: 'board' }");
    told_.Tell("S",
               "objective_added { objective { id: 'O' title: 'Fewer guns' "
               "strand: 'DISRUPT' layer: 'TACTICAL' measure: 'guns' target: "
               "'half' owner_org: 'hmrc' } }");
  }
  void Adopt() { told_.Tell("S", "strategy_adopted { }"); }
  void Add(const char* id) {
    told_.Tell("S", absl::StrCat("objective_added { objective { id: '", id,
                                 "' strand: 'DETER' } }"));
  }
  // `what` is what it serves.
  void Propose(const std::string& id, absl::string_view what) {
    told_.Tell(id, absl::StrCat("tasking_proposed { tasking_id: '", id,
                                "' strand: 'DETECT' layer: 'OPERATIONAL' ",
                                what, " }"));
  }
  void Serve(const std::string& id, absl::string_view what) {
    Propose(id, what);
    told_.Approve(id);
  }
  void Tell(const char* id, const char* event) {
    told_.Tell(id, absl::StrCat(event, " { tasking_id: '", id, "' }"));
  }
  std::string Moment(const char* field, absl::Duration after) const {
    return absl::StrCat(field, " { seconds: ",
                        (told_.now() + after / absl::Microseconds(1)) / 1000000,
                        " } ");
  }
  // Control strategy `id` with priority P for objective O.
  void ProposeControl(const char* id, const std::string& more) {
    told_.Tell(
        id, absl::StrCat("control_strategy_proposed { title: 'Six months' "
                         "body: 'tcg' layer: 'TACTICAL' priorities { id: 'P' "
                         "threat_area: 'FRAUD' band: 2 owner_org: 'north' "
                         "objective_ids: 'O' based_on { assessment_id: 'A' "
                         "version: 1 } } ",
                         more, " }"));
  }
  void TellMarked(const char* id, const char* body) {
    told_.ledger().AddEvent(
        absl::StrCat("stream_id: '", id, "' marking { gsc: 'SECRET' } ", body));
  }

  template <typename Row>
  Row Get(const Table<Row>& table, const char* key) {
    auto row = told_.Get("strategy", table, key);
    EXPECT_TRUE(row.has_value()) << key;
    return row.value_or(Row());
  }
  v1::ObjectiveRow Objective(const char* id = "O") {
    return Get(registers::kObjectives, id);
  }
  v1::PriorityRow Priority(const char* key = "K/P") {
    return Get(registers::kPriorities, key);
  }
  v1::BalanceRow Strand(const char* name) {
    return Get(registers::kStrands, name);
  }
  v1::BalanceRow Layer(const char* name) {
    return Get(registers::kLayers, name);
  }

  Chronicle told_;
};

TEST_F(StrategyTest, TellsAnObjectiveFromItsDraftToItsEnd) {
  const v1::ObjectiveRow draft = Objective();
  EXPECT_EQ(draft.title(), "Fewer guns");
  EXPECT_EQ(draft.owner_org(), "hmrc");
  EXPECT_EQ(draft.measure(), "guns");
  EXPECT_EQ(draft.target(), "half");
  EXPECT_EQ(draft.strategy_id(), "S");
  EXPECT_EQ(draft.strategy_title(), "Safer");
  EXPECT_EQ(draft.body(), "board");
  EXPECT_EQ(draft.strategy_state(), "DRAFT");
  EXPECT_FALSE(draft.in_force());
  Adopt();
  EXPECT_EQ(Objective().strategy_state(), "ADOPTED");
  EXPECT_TRUE(Objective().in_force());
  EXPECT_EQ(Strand("DISRUPT").objectives_in_force(), 1u);
  told_.Tell("S", "strategy_closed { }");
  EXPECT_EQ(Objective().strategy_state(), "CLOSED");
  EXPECT_FALSE(Objective().in_force());
  EXPECT_EQ(Strand("DISRUPT").objectives_in_force(), 0u);
}

TEST_F(StrategyTest, AStrategyTakesThePlaceOfAnother) {
  Adopt();
  told_.Tell("N", "strategy_drafted { title: 'Anew' }");
  told_.Tell("N", "objective_added { objective { id: 'Q' } }");
  told_.Tell("S", "strategy_superseded { by: 'N' }");
  EXPECT_EQ(Objective("O").strategy_state(), "SUPERSEDED");
  EXPECT_FALSE(Objective("O").in_force());
  EXPECT_EQ(Objective("Q").strategy_state(), "ADOPTED");
  EXPECT_TRUE(Objective("Q").in_force());
}

TEST_F(StrategyTest, LiveTaskingsServeWhatTheyNameAndThenCountAsCompleted) {
  Adopt();
  Propose("T", "objective_ids: 'O'");
  EXPECT_EQ(Objective().live_taskings(), 0u) << "it is only proposed";
  told_.Approve("T");
  Serve("U", "objective_ids: 'O'");
  EXPECT_EQ(Objective().live_taskings(), 2u);
  EXPECT_THAT(Objective().live_tasking_ids(), ElementsAre("T", "U"));
  EXPECT_EQ(Strand("DETECT").live_taskings(), 2u) << "their own strand";
  Tell("T", "tasking_completed");
  Tell("U", "tasking_cancelled");
  EXPECT_THAT(Objective().live_tasking_ids(), IsEmpty());
  EXPECT_EQ(Objective().completed_taskings(), 1u);
  EXPECT_TRUE(Objective().has_completed_at());
  EXPECT_EQ(Strand("DETECT").live_taskings(), 0u);
  EXPECT_EQ(Strand("DETECT").completed_taskings(), 1u);
  EXPECT_EQ(Layer("OPERATIONAL").completed_taskings(), 1u);
}

TEST_F(StrategyTest, AVariationMovesATaskingToWhatItServesFromThenOn) {
  Adopt();
  Add("Q");
  Serve("T", "objective_ids: 'O'");
  told_.Tell("T", "tasking_varied { objective_ids: 'Q' }");
  EXPECT_THAT(Objective("O").live_tasking_ids(), IsEmpty());
  EXPECT_THAT(Objective("Q").live_tasking_ids(), ElementsAre("T"));
}

TEST_F(StrategyTest, ARetiredObjectiveGivesItsTaskingsANewHome) {
  Adopt();
  Add("Q");
  Serve("T", "objective_ids: 'O'");
  told_.Tell("S",
             "objective_retired { objective_id: 'O' re_home: 'Q' reason: "
             "'done' }");
  EXPECT_TRUE(Objective("O").retired());
  EXPECT_FALSE(Objective("O").in_force());
  EXPECT_EQ(Objective("O").re_home(), "Q");
  EXPECT_EQ(Objective("O").reason(), "done");
  EXPECT_EQ(Objective("O").live_taskings(), 0u);
  EXPECT_THAT(Objective("Q").live_tasking_ids(), ElementsAre("T"));
  EXPECT_EQ(Strand("DISRUPT").objectives_in_force(), 0u);
  EXPECT_EQ(Strand("DETER").objectives_in_force(), 1u);
  Tell("T", "tasking_completed");
  EXPECT_EQ(Objective("Q").completed_taskings(), 1u);
  EXPECT_EQ(Objective("O").completed_taskings(), 0u);
}

TEST_F(StrategyTest, AnAmendedObjectiveCountsForItsNewStrand) {
  Adopt();
  told_.Tell("S",
             "objective_amended { objective { id: 'O' strand: 'DETER' layer: "
             "'STRATEGIC' } reason: 'learnt' }");
  EXPECT_EQ(Strand("DISRUPT").objectives_in_force(), 0u);
  EXPECT_EQ(Strand("DETER").objectives_in_force(), 1u);
  EXPECT_EQ(Layer("STRATEGIC").objectives_in_force(), 1u);
  EXPECT_EQ(Objective().reason(), "learnt");
}

TEST_F(StrategyTest, AnObjectivesTimeBeginsAndEndsAtATick) {
  told_.Tell(
      "S",
      absl::StrCat("objective_amended { objective { id: 'O' strand: "
                   "'DISRUPT' ",
                   Moment("from", 10 * kDay), Moment("to", 20 * kDay), "} }"));
  Adopt();
  told_.Later(11 * kDay);
  Serve("T", "objective_ids: 'O'");
  EXPECT_FALSE(Objective().in_force()) << "nobody told the time";
  told_.Tick();
  EXPECT_TRUE(Objective().in_force());
  EXPECT_EQ(Strand("DISRUPT").objectives_in_force(), 1u);
  told_.Later(10 * kDay).Tick();
  EXPECT_FALSE(Objective().in_force());
  EXPECT_EQ(Strand("DISRUPT").objectives_in_force(), 0u);
  EXPECT_EQ(Objective().live_taskings(), 1u) << "it still serves it";
}

TEST_F(StrategyTest, APriorityInForceCarriesItsTaskingsToItsObjectives) {
  Adopt();
  Serve("T", "priority_ids: 'P'");
  ProposeControl("K", "");
  EXPECT_EQ(Priority().control_strategy_state(), "PROPOSED");
  EXPECT_FALSE(Priority().in_force());
  EXPECT_THAT(Priority().live_tasking_ids(), ElementsAre("T"));
  EXPECT_EQ(Objective().live_taskings(), 0u);
  told_.Tell("K", "control_strategy_agreed { }");
  const v1::PriorityRow row = Priority();
  EXPECT_EQ(row.control_strategy_state(), "IN_FORCE");
  EXPECT_TRUE(row.in_force());
  EXPECT_EQ(row.threat_area(), "FRAUD");
  EXPECT_EQ(row.band(), 2u);
  EXPECT_EQ(row.owner_org(), "north");
  EXPECT_THAT(row.objective_ids(), ElementsAre("O"));
  EXPECT_EQ(row.based_on_size(), 1);
  EXPECT_THAT(Objective().live_tasking_ids(), ElementsAre("T"));
  EXPECT_EQ(Layer("TACTICAL").priorities_in_force(), 1u);
  Tell("T", "tasking_completed");
  EXPECT_EQ(Priority().completed_taskings(), 1u);
  EXPECT_EQ(Objective().completed_taskings(), 1u);
}

TEST_F(StrategyTest, AControlStrategyExpiresAtATick) {
  Adopt();
  Serve("T", "priority_ids: 'P'");
  ProposeControl("K", Moment("from", 10 * kDay) + Moment("to", 20 * kDay));
  told_.Tell("K", "control_strategy_agreed { }");
  EXPECT_EQ(Priority().control_strategy_state(), "AGREED");
  told_.Later(10 * kDay).Tick();
  EXPECT_EQ(Priority().control_strategy_state(), "IN_FORCE");
  EXPECT_EQ(Objective().live_taskings(), 1u);
  told_.Later(10 * kDay);
  EXPECT_EQ(Priority().control_strategy_state(), "IN_FORCE");
  told_.Tick();
  EXPECT_EQ(Priority().control_strategy_state(), "EXPIRED");
  EXPECT_FALSE(Priority().in_force());
  EXPECT_EQ(Priority().live_taskings(), 1u) << "it names it still";
  EXPECT_EQ(Objective().live_taskings(), 0u);
  EXPECT_EQ(Layer("TACTICAL").priorities_in_force(), 0u);
}

TEST_F(StrategyTest, AControlStrategyTakesThePlaceOfAnother) {
  Adopt();
  ProposeControl("K", "");
  told_.Tell("K", "control_strategy_agreed { }");
  Serve("T", "priority_ids: 'P'");
  Serve("U", "priority_ids: 'N'");
  EXPECT_THAT(Objective().live_tasking_ids(), ElementsAre("T"));
  told_.Tell("L",
             "control_strategy_proposed { layer: 'TACTICAL' priorities { id: "
             "'N' objective_ids: 'O' } }");
  told_.Tell("L", "control_strategy_agreed { replaces: 'K' }");
  EXPECT_EQ(Priority("K/P").control_strategy_state(), "REPLACED");
  EXPECT_FALSE(Priority("K/P").in_force());
  EXPECT_TRUE(Priority("L/N").in_force());
  EXPECT_THAT(Priority("L/N").live_tasking_ids(), ElementsAre("U"));
  EXPECT_THAT(Objective().live_tasking_ids(), ElementsAre("U"));
  EXPECT_EQ(Layer("TACTICAL").priorities_in_force(), 1u);
}

TEST_F(StrategyTest, ABandIsRaisedOnNewGrounds) {
  ProposeControl("K", "based_on { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Priority().based_on_size(), 1) << "said twice";
  told_.Tell("K",
             "priority_raised { priority_id: 'P' band: 1 based_on { "
             "assessment_id: 'B' version: 3 } }");
  EXPECT_EQ(Priority().band(), 1u);
  ASSERT_EQ(Priority().based_on_size(), 2);
  EXPECT_EQ(Priority().based_on(1).assessment_id(), "B");
}

TEST_F(StrategyTest, OutcomesCountForTheirStrandAndTheirTaskingsLayer) {
  Propose("T", "objective_ids: 'O'");
  told_.Tell("X", "outcome_recorded { tasking_id: 'T' strand: 'DIVERT' }");
  told_.Tell("Y", "outcome_recorded { tasking_id: 'T' }");
  EXPECT_EQ(Strand("DIVERT").outcomes(), 1u);
  EXPECT_EQ(Strand("DETECT").outcomes(), 1u) << "of the tasking";
  EXPECT_EQ(Layer("OPERATIONAL").outcomes(), 2u);
  told_.Tell("X", "outcome_corrected { tasking_id: 'T' strand: 'DETECT' }");
  told_.Tell("X", "outcome_finalised { }");
  EXPECT_EQ(Strand("DIVERT").outcomes(), 0u);
  EXPECT_EQ(Strand("DETECT").outcomes(), 2u);
  EXPECT_EQ(Layer("OPERATIONAL").outcomes(), 2u);
}

TEST_F(StrategyTest, AStrandOnWhichNothingIsDoneIsToldOfToo) {
  EXPECT_THAT(told_.Keys("strategy", Describe(registers::kStrands)),
              ElementsAre("DETECT", "DETER", "DISRUPT", "DIVERT"));
  EXPECT_THAT(told_.Keys("strategy", Describe(registers::kLayers)),
              ElementsAre("OPERATIONAL", "STRATEGIC", "TACTICAL"));
}

TEST_F(StrategyTest, ShowsAHundredTaskingsAndCountsAll) {
  for (int i = 100; i < 203; ++i) {
    Serve(absl::StrCat("T", i), "objective_ids: 'O'");
  }
  EXPECT_EQ(Objective().live_taskings(), 103u);
  ASSERT_EQ(Objective().live_tasking_ids_size(), 100);
  EXPECT_EQ(Objective().live_tasking_ids(99), "T199");
  Tell("T100", "tasking_cancelled");
  EXPECT_EQ(Objective().live_tasking_ids(99), "T200");
}

TEST_F(StrategyTest, RowsAreMarkedAsHighAsTheirTaskings) {
  Adopt();
  ProposeControl("K", "");
  Serve("T", "objective_ids: 'O' priority_ids: 'P'");
  Tell("T", "tasking_completed");
  EXPECT_EQ(Objective().marking().gsc(), "OFFICIAL");
  TellMarked("T", "tasking_closed { tasking_id: 'T' }");
  EXPECT_EQ(Objective().marking().gsc(), "SECRET");
  EXPECT_EQ(Priority().marking().gsc(), "SECRET");
  EXPECT_EQ(Strand("DETECT").marking().gsc(), "SECRET");
  EXPECT_EQ(Layer("OPERATIONAL").marking().gsc(), "SECRET");
  EXPECT_EQ(Strand("DISRUPT").marking().gsc(), "OFFICIAL");
}

TEST_F(StrategyTest, RowsAreMarkedAsHighAsTheirPlansAndGrounds) {
  Adopt();
  ProposeControl("K", "");
  TellMarked("A", "assessment_reviewed { assessment_id: 'A' version: 1 }");
  EXPECT_EQ(Priority().marking().gsc(), "SECRET");
  EXPECT_EQ(Objective().marking().gsc(), "OFFICIAL");
  TellMarked("S", "objective_added { objective { id: 'Q' } }");
  EXPECT_EQ(Objective().marking().gsc(), "SECRET");
  EXPECT_EQ(Strand("DISRUPT").marking().gsc(), "SECRET");
}

// --- Against the gaps, and against itself, on random ledgers.

template <typename Row>
std::vector<Row> Rows(Chronicle& told, const Table<Row>& table) {
  std::vector<Row> rows;
  for (const std::string& key : told.Keys("strategy", Describe(table))) {
    rows.push_back(told.Get("strategy", table, key).value_or(Row()));
  }
  return rows;
}

TEST(Strategy, ObjectivesInForceThatNothingServesAreTheOrphans) {
  size_t found = 0;
  size_t served = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    Chronicle told;
    Gossip(random, told).Go(250);
    // Whatever was completed is too long ago.
    told.Later(91 * kDay).Tick();
    std::vector<std::string> orphans;
    for (const v1::ObjectiveRow& row : Rows(told, registers::kObjectives)) {
      if (!row.in_force()) continue;
      if (row.live_taskings() > 0) ++served;
      if (row.live_taskings() == 0) {
        orphans.push_back(absl::StrCat("M8/", row.objective_id()));
      }
    }
    std::vector<std::string> gaps;
    for (const std::string& id :
         told.Keys("feedback_loop", Describe(feedback_loop::kGaps))) {
      if (absl::StartsWith(id, "M8/")) gaps.push_back(id);
    }
    EXPECT_EQ(orphans, gaps);
    found += gaps.size();
  }
  EXPECT_GT(found, 0u);
  EXPECT_GT(served, 0u);
}

TEST(Strategy, StrandsAndLayersCountWhatTheRowsTell) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    Chronicle told;
    Gossip(random, told).Go(250);
    std::map<std::string, uint32_t> strands;
    std::map<std::string, uint32_t> layers;
    std::map<std::string, uint32_t> priorities;
    for (const v1::ObjectiveRow& row : Rows(told, registers::kObjectives)) {
      if (!row.in_force()) continue;
      ++strands[row.strand()];
      ++layers[row.layer()];
    }
    for (const v1::PriorityRow& row : Rows(told, registers::kPriorities)) {
      if (row.in_force()) ++priorities[row.layer()];
    }
    for (const v1::BalanceRow& row : Rows(told, registers::kStrands)) {
      EXPECT_EQ(row.objectives_in_force(), strands[row.name()]) << row.name();
      EXPECT_LE(row.live_taskings(), 6u) << row.name();
      EXPECT_LE(row.outcomes(), 5u) << row.name();
    }
    for (const v1::BalanceRow& row : Rows(told, registers::kLayers)) {
      EXPECT_EQ(row.objectives_in_force(), layers[row.name()]) << row.name();
      EXPECT_EQ(row.priorities_in_force(), priorities[row.name()])
          << row.name();
      EXPECT_LE(row.live_taskings(), 6u) << row.name();
    }
  }
}

}  // namespace
}  // namespace loopledger
