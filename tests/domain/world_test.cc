// The world as a whole: one loop, from a report to the reassessment of what
// came of it.
#include "ledger/domain/world.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "tests/support/story.h"

namespace loopledger {
namespace {

constexpr char kReport[] = R"pb(
  marking {
    gsc: "OFFICIAL"
    handling { code: "P" }
  }
  submit_report {
    report_id: "R-1"
    items {
      number: 1
      text: "seen at the docks"
      grade { source: "1" intelligence: "B" }
    }
    risk_assessment_done: true
  })pb";

constexpr char kDraft[] = R"pb(
  marking { gsc: "OFFICIAL" }
  draft_assessment {
    assessment_id: "SOCG-17"
    threat { kind: "GROUP" name: "the dock group" areas: "DRUGS" }
    layer: "TACTICAL"
    product: "SUBJECT"
    judgements {
      id: "J1"
      proposition: "imports continue"
      term: "Highly likely"
      probability: 0.85
      confidence {
        rating: "Moderate"
        information_base: "one report"
        analytical_rigour: "challenged"
        complexity: "low"
      }
    }
    supporting { ref { report_id: "R-1" version: 2 item: 1 } }
    scorecard {
      model: "scorecard"
      model_version: 1
      dimensions { id: "harm.physical" score: 4 }
      dimensions { id: "harm.psychological" score: 4 }
      dimensions { id: "harm.financial" score: 4 }
      dimensions { id: "harm.community" score: 4 }
      dimensions { id: "harm.institutions" score: 4 }
      dimensions { id: "likelihood.capability" score: 4 }
      dimensions { id: "likelihood.intent" score: 4 }
      dimensions { id: "likelihood.activity" score: 4 }
      dimensions { id: "position.capacity" score: 4 }
      dimensions { id: "position.knowledge" score: 4 }
      dimensions { id: "position.reputation" score: 4 }
    }
    review_due { seconds: 1769000000 }
  })pb";

TEST(World, GoesOnceRoundTheLoop) {
  Story story;
  story.Given(kReport)
      .Given(R"pb(accept_report { report_id: "R-1" })pb")
      .When(kDraft)
      .Then(R"pb(
        stream_type: "threat"
        stream_id: "SOCG-17"
        stream_version: 1
        assessment_drafted {
          version: 1
          scorecard { harm: 40 likelihood: 24 position: 16 total: 80 band: 1 }
        })pb")
      .Given(R"pb(review_assessment { assessment_id: "SOCG-17" version: 1 })pb")
      .Given(
          R"pb(publish_assessment { assessment_id: "SOCG-17" version: 1 })pb");
  EXPECT_LT(story.world().NextDeadline(), absl::InfiniteFuture());
  story
      .Given(R"pb(propose_tasking {
                    tasking_id: "T-1"
                    title: "watch the docks"
                    mode: "OVERT"
                    strand: "DISRUPT"
                    layer: "OPERATIONAL"
                    lead_org: "border-force"
                    justification { assessment_id: "SOCG-17" version: 1 }
                  })pb")
      .Given(R"pb(approve_tasking {
                    tasking_id: "T-1"
                    decision { session: "TCG-1" rationale: "harm is high" }
                  })pb")
      .Given(R"pb(assign_tasking { tasking_id: "T-1" })pb")
      .Given(R"pb(accept_tasking { tasking_id: "T-1" }
                  actor { org: "border-force" })pb")
      .Given(R"pb(start_tasking { tasking_id: "T-1" }
                  actor { org: "border-force" })pb")
      .Given(R"pb(record_outcome {
                    outcome_id: "O-1"
                    tasking_id: "T-1"
                    kind: "NOTHING"
                  }
                  actor { org: "border-force" })pb")
      .Given(R"pb(complete_tasking { tasking_id: "T-1" }
                  actor { org: "border-force" })pb")
      .Given(R"pb(reaffirm_assessment {
                    assessment_id: "SOCG-17"
                    version: 1
                    considered_outcomes: "O-1"
                    review_due { seconds: 1769000001 }
                    reason: "nothing changed"
                  })pb");
  EXPECT_EQ(story.world().NextDeadline(),
            absl::FromUnixSeconds(1769000001) + absl::Microseconds(1));
}

}  // namespace
}  // namespace loopledger
