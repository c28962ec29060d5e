#include "projections/gaps/orphans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "projections/gaps/feedback_loop.h"
#include "tests/projections/chronicle.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kMicro = absl::Microseconds(1);

// A strategy S with objective O, owned by hmrc.
class OrphansTest : public testing::Test {
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
  std::vector<std::string> Gaps() {
    return told_.Keys("feedback_loop", Describe(feedback_loop::kGaps));
  }
  std::vector<std::string> GapsAfter(absl::Duration wait) {
    told_.Later(wait).Tick();
    return Gaps();
  }
  v1::GapRow Gap(const char* id) {
    auto row = told_.Get("feedback_loop", feedback_loop::kGaps, id);
    EXPECT_TRUE(row.has_value()) << id;
    return row.value_or(v1::GapRow());
  }

  Chronicle told_;
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

}  // namespace
}  // namespace loopledger
